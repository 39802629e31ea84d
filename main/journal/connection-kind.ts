/**
 * Which kind a connection is of: what filters ask about it, kept once for all connections that agree in it
 * (migrations/0002-connection-kinds.ts, 0006-what-weakened.ts).
 */
import type { Connection, Verification } from '../../common/records.ts';
import { hasEndedPins, isTrustedByHand } from '../../common/weakened.ts';
import type { Database, SqlValue } from './sqlite.ts';

/** What a connection's kind takes from the verification it rests on. */
export interface VerifiedFacts {
  readonly mode: string | null;
  readonly presentedChainId: number | null;
  readonly validatedChainId: number | null;
  readonly isTrustedByHand: number;
  readonly hasEndedPins: number;
}

const nothingVerified: VerifiedFacts = {
  mode: null,
  presentedChainId: null,
  validatedChainId: null,
  isTrustedByHand: 0,
  hasEndedPins: 0,
};

/** Nothing, while the verification is not recorded: the kind is found again when it is. */
export function verifiedFacts(database: Database, verificationId: number | null): VerifiedFacts {
  if (verificationId === null) return nothingVerified;
  const row = database
    .statement(
      `SELECT evaluation ->> '$.mode' AS mode, evaluation -> '$.notInForce' AS notInForce, presentedChainId,
         validatedChainId, trustedByKind, chromiumErrorCode FROM verifications WHERE id = ?`,
    )
    .get(verificationId);
  if (row === undefined) return nothingVerified;
  const { mode, presentedChainId, validatedChainId, trustedByKind, chromiumErrorCode, notInForce } = row;
  const trusted = {
    trustedBy: { kind: trustedByKind } as Verification['trustedBy'],
    chromiumErrorCode: Number(chromiumErrorCode),
  };
  return {
    ...({ mode, presentedChainId, validatedChainId } as Pick<
      VerifiedFacts,
      'mode' | 'presentedChainId' | 'validatedChainId'
    >),
    isTrustedByHand: Number(isTrustedByHand(trusted)),
    hasEndedPins: Number(
      hasEndedPins(
        JSON.parse((notInForce as string | null) ?? '[]') as Verification['evaluation']['notInForce'],
      ),
    ),
  };
}

/** In the order of the table's columns. */
export const kindColumns = (
  connection: Connection,
  hostId: number,
  { mode, presentedChainId, validatedChainId, isTrustedByHand, hasEndedPins }: VerifiedFacts,
): Readonly<Record<string, SqlValue>> => ({
  hostId,
  port: connection.port,
  address: connection.address,
  routeText: connection.route.text,
  routeInterceptor: connection.route.interceptor,
  protocol: connection.protocol,
  sni: connection.sni,
  alpn: connection.alpn,
  tlsVersion: connection.tlsVersion,
  cipherSuite: connection.cipherSuite,
  verdict: connection.verdict,
  action: connection.action,
  remembered: Number(connection.remembered),
  errorCode: connection.errorCode,
  reportOnlyVerdict: connection.reportOnlyVerdict,
  hasSent: Number(connection.applicationBytesSent > 0),
  mode,
  presentedChainId,
  validatedChainId,
  isLedElsewhere: Number(connection.route.ledTo !== null),
  isTrustedByHand,
  hasEndedPins,
});

export const signatureOf = (columns: Readonly<Record<string, SqlValue>>): string =>
  JSON.stringify(Object.values(columns));

export function kindId(
  database: Database,
  signature: string,
  columns: Readonly<Record<string, SqlValue>>,
): Record<string, unknown> | undefined {
  const names = Object.keys(columns);
  database
    .statement(
      `INSERT INTO connectionKinds (signature, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})
       ON CONFLICT DO NOTHING`,
    )
    .run(signature, ...Object.values(columns));
  return database.statement('SELECT id FROM connectionKinds WHERE signature = ?').get(signature);
}
