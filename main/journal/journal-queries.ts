/** Reads records back from an open journal, as they were given. */
import type { ConnectionDetail, ConnectionRow, Page } from '../../common/ipc/contract.ts';
import { summariseInterceptorEvents } from '../../common/interceptor-saw.ts';
import type { Failure } from '../../common/ipc/state.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import type { Evaluation } from '../../common/pinning/verdict.ts';
import type {
  Connection,
  HttpRequest,
  InterceptorEvent,
  InterceptorSaw,
  Verification,
} from '../../common/records.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { toWeakenedVerification, whatWeakened, type WeakenedVerification } from '../../common/weakened.ts';
import type { Removed } from './removal.ts';
import { connectionIds, requestIds, type ConnectionPageQuery, type RequestPageQuery } from './row-pages.ts';
import type { Database, Row } from './sqlite.ts';

/** An interceptor's clock is ours, but it rounds. */
const clockSlackMs = 50;
/** The interceptor hears of a close later than we do. */
const afterCloseMs = 2_000;
/** One connection can carry very many requests; a page's worth is what can be read. */
const detailRequests = 1_000;
const detailEvents = 1_000;

const connectionSql = `SELECT connections.id, startedAt, epoch, hosts.name AS host, port, address, localPort, routeText,
    routeInterceptor, routeLedTo, protocol, sni, alpn, tlsVersion, cipherSuite, verdict, action, remembered, verificationId,
    isNewVerification, reason, errorCode, bytesSent, bytesReceived, applicationBytesSent, connectedMs, decidedMs,
    closedMs, reportOnlyVerdict
  FROM connections JOIN hosts ON hosts.id = connections.hostId`;

const requestSql = `SELECT id, startedAt, epoch, method, url, pageUrl, resourceType, status, error, fromCache, durationMs, connectionId,
    possibleConnectionIds
  FROM requests`;

export function connectionsPage(database: Database, query: ConnectionPageQuery): Page<ConnectionRow> {
  const ids = connectionIds(database, query);
  return { rows: connectionRows(database, ids.slice(0, query.limit)), hasMore: ids.length > query.limit };
}

/** Newest first; an id without a row is left out. */
export function connectionRows(database: Database, ids: readonly number[]): ConnectionRow[] {
  const connections = database
    .statement(
      `${connectionSql} WHERE connections.id IN (SELECT value FROM json_each(?)) ORDER BY connections.id DESC`,
    )
    .all(JSON.stringify(ids))
    .map(toConnection);
  const verifications = weakenedVerifications(database, connections);
  return connections.map((connection) => {
    const saw = summariseInterceptorEvents(interceptorEvents(database, connection));
    const verified =
      connection.verificationId === null ? undefined : verifications.get(connection.verificationId);
    return toRow(connection, saw, verified ?? null);
  });
}

const toRow = (
  connection: Connection,
  interceptorSaw: InterceptorSaw | null,
  verification: WeakenedVerification | null,
): ConnectionRow => ({
  ...connection,
  interceptorSaw,
  weakened: whatWeakened(connection, interceptorSaw, verification),
});

/** Of the verifications that these rest on, by id: many connections rest on few. */
function weakenedVerifications(
  database: Database,
  connections: readonly Connection[],
): ReadonlyMap<number, WeakenedVerification> {
  const ids = new Set(connections.flatMap(({ verificationId }) => verificationId ?? []));
  const rows = database
    .statement(
      `SELECT id, trustedByKind, trustedBySubject, chromiumErrorCode,
         CASE WHEN json_valid(evaluation) THEN evaluation -> '$.notInForce' END AS notInForce,
         (SELECT certSha256 FROM chainCertificates JOIN certificates ON certificates.id = certificateId
          WHERE chainId = validatedChainId ORDER BY position DESC LIMIT 1) AS anchorSha256
       FROM verifications WHERE id IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify([...ids]));
  return new Map(
    rows.map(({ id, trustedByKind, trustedBySubject, chromiumErrorCode, notInForce, anchorSha256 }) => [
      Number(id),
      {
        trustedBy: { kind: trustedByKind, subject: trustedBySubject } as Verification['trustedBy'],
        chromiumErrorCode: Number(chromiumErrorCode),
        anchorSha256: anchorSha256 as string | null,
        notInForce: JSON.parse((notInForce as string | null) ?? '[]') as Evaluation['notInForce'],
      },
    ]),
  );
}

/** The connection that an interceptor's event is about; null when it is not recorded (yet). */
export function connectionOfEvent(database: Database, { clientPort, at }: InterceptorEvent): number | null {
  const row = database
    .statement(
      `SELECT id FROM connections WHERE localPort = ? AND startedAt <= ? AND routeInterceptor IS NOT NULL
       ORDER BY startedAt DESC LIMIT 1`,
    )
    .get(clientPort, at + clockSlackMs);
  return row === undefined ? null : Number(row.id);
}

/** `pinsFailed`: connections since then (epoch ms) whose verdict is mismatch or cleartext, enforced or not. */
export function totals(
  database: Database,
  since: number,
  removed: Pick<Removed, 'connectionsUpTo' | 'connectionIds'>,
): { connections: number; pinsFailed: number } {
  const some = JSON.stringify([...removed.connectionIds]);
  const count = (row: Row | undefined): number => Number(row?.count ?? 0);
  return {
    connections: count(
      removed.connectionsUpTo === 0 && removed.connectionIds.size === 0
        ? database.statement('SELECT count(*) AS count FROM connections').get()
        : database
            .statement(
              `SELECT count(*) AS count FROM connections
               WHERE id > ? AND id NOT IN (SELECT value FROM json_each(?))`,
            )
            .get(removed.connectionsUpTo, some),
    ),
    pinsFailed: count(
      database
        .statement(
          `SELECT count(*) AS count FROM connections INDEXED BY connectionsByPinFailure
           WHERE startedAt >= ? AND verdict IN ('mismatch', 'cleartext')
             AND id > ? AND id NOT IN (SELECT value FROM json_each(?))`,
        )
        .get(since, removed.connectionsUpTo, some),
    ),
  };
}

export function requestsPage(database: Database, query: RequestPageQuery): Page<HttpRequest> {
  const ids = requestIds(database, query);
  const rows = database
    .statement(`${requestSql} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC`)
    .all(JSON.stringify(ids.slice(0, query.limit)));
  return { rows: rows.map(toRequest), hasMore: ids.length > query.limit };
}

export function connectionDetail(database: Database, id: number): Result<ConnectionDetail, Failure> {
  const row = database.statement(`${connectionSql} WHERE connections.id = ?`).get(id);
  if (row === undefined) {
    return failure({
      code: 'not-in-journal',
      message:
        'This connection is no longer in the journal: it was cleared, or was older than the journal keeps.',
      advice: '',
    });
  }
  const connection = toConnection(row);
  try {
    const events = interceptorEvents(database, connection);
    const verified =
      connection.verificationId === null ? null : verification(database, connection.verificationId);
    return success({
      connection: toRow(
        connection,
        summariseInterceptorEvents(events),
        verified === null ? null : toWeakenedVerification(verified),
      ),
      verification: verified,
      interceptorEvents: events,
      requests: database
        .statement(`${requestSql} WHERE connectionId = ? ORDER BY id LIMIT ?`)
        .all(id, detailRequests)
        .map(toRequest),
    });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return failure({
      code: 'row-damaged',
      message: `The verification of this connection cannot be read from the journal (${error.message}).`,
      advice: 'The disk may be failing. The other rows are not affected.',
    });
  }
}

function verification(database: Database, id: number): Verification | null {
  const row = database.statement('SELECT * FROM verifications WHERE id = ?').get(id);
  if (row === undefined) return null;
  const { trustedByKind, trustedBySubject, presentedChainId, validatedChainId, ...same } = row;
  return {
    ...(same as unknown as Verification),
    evaluation: JSON.parse(String(row.evaluation)) as Evaluation,
    isIssuedByKnownRoot: row.isIssuedByKnownRoot === 1,
    trustedBy: { kind: trustedByKind, subject: trustedBySubject } as Verification['trustedBy'],
    presentedChain: chain(database, presentedChainId as number | null),
    validatedChain: chain(database, validatedChainId as number | null),
  };
}

function chain(database: Database, chainId: number | null): CertificateFacts[] {
  if (chainId === null) return [];
  return database
    .statement(
      `SELECT certSha256, pem, facts FROM chainCertificates
       JOIN certificates ON certificates.id = certificateId WHERE chainId = ? ORDER BY position`,
    )
    .all(chainId)
    .map(({ certSha256, pem, facts }) => ({
      ...(JSON.parse(String(facts)) as Omit<CertificateFacts, 'certSha256' | 'pem'>),
      certSha256: String(certSha256),
      pem: String(pem),
    }));
}

/** Ports are used again: the events of this connection end where the next one from the same port begins. */
function interceptorEvents(database: Database, connection: Connection): InterceptorEvent[] {
  const { localPort, startedAt, closedMs, route } = connection;
  if (localPort === null || route.interceptor === null) return [];
  const next = database
    .statement(
      `SELECT min(startedAt) AS startedAt FROM connections
       WHERE localPort = ? AND startedAt > ? AND routeInterceptor IS NOT NULL`,
    )
    .get(localPort, startedAt)?.startedAt;
  const closed = closedMs === null ? Number.MAX_SAFE_INTEGER : startedAt + closedMs + afterCloseMs;
  const until = Math.min(closed, next === null ? Number.MAX_SAFE_INTEGER : Number(next) - clockSlackMs);
  return database
    .statement(
      `SELECT at, clientPort, kind, detail FROM interceptorEvents
       WHERE clientPort = ? AND at >= ? AND at < ? ORDER BY at, id LIMIT ?`,
    )
    .all(localPort, startedAt - clockSlackMs, until, detailEvents)
    .map((row) => ({ ...(row as unknown as InterceptorEvent) }));
}

function toConnection(row: Row): Connection {
  const { routeText, routeInterceptor, routeLedTo, remembered, isNewVerification, ...same } = row;
  return {
    ...(same as unknown as Connection),
    route: { text: routeText, interceptor: routeInterceptor, ledTo: routeLedTo } as Connection['route'],
    remembered: remembered === 1,
    isNewVerification: isNewVerification === 1,
  };
}

function toRequest(row: Row): HttpRequest {
  const { fromCache, possibleConnectionIds: possible, ...same } = row;
  return {
    ...(same as unknown as HttpRequest),
    fromCache: fromCache === 1,
    possibleConnectionIds: possible === null ? [] : (JSON.parse(possible as string) as number[]),
  };
}
