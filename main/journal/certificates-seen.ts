/** Every certificate in the journal with the hosts that showed it. The cost is by chains and hosts, not by connections. */
import type { CertificatesSeen, HostChain, StoredCertificate } from '../../common/certificates-seen.ts';
import type { Database } from './sqlite.ts';

/** More chains than a person looks at; the latest are told. */
export const maximumChains = 2_000;

type ChainColumn = 'validatedChainId' | 'presentedChainId';

interface Group {
  readonly chainId: number;
  readonly host: string;
}

const scopes: Readonly<Record<ChainColumn, string>> = {
  validatedChainId:
    'verifications INDEXED BY verificationsByValidatedChain WHERE validatedChainId IS NOT NULL',
  presentedChainId:
    'verifications INDEXED BY verificationsByPresentedOnly WHERE validatedChainId IS NULL AND presentedChainId IS NOT NULL',
};

/** Each pair of chain and host once: every step is one seek to the next pair. */
function* groups(database: Database, column: ChainColumn): Generator<Group> {
  const next = database.statement(
    `SELECT ${column} AS chainId, host FROM ${scopes[column]} AND (${column}, host) > (?, ?)
     ORDER BY ${column}, host LIMIT 1`,
  );
  let last: Group = { chainId: 0, host: '' };
  for (;;) {
    const row = next.get(last.chainId, last.host);
    if (row === undefined) return;
    last = { chainId: Number(row.chainId), host: String(row.host) };
    yield last;
  }
}

type SeenGroup = Group & Omit<HostChain, 'host' | 'chain'> & { readonly lastId: number };

const seenGroup = (database: Database, column: ChainColumn, { chainId, host }: Group): SeenGroup => {
  const ofGroup = `${scopes[column]} AND ${column} = ? AND host = ?`;
  const first = database.statement(`SELECT min(at) AS at FROM ${ofGroup}`).get(chainId, host);
  const last = database
    .statement(`SELECT id, at FROM ${ofGroup} ORDER BY at DESC LIMIT 1`)
    .get(chainId, host);
  const connection = database
    .statement(
      `SELECT routeInterceptor FROM connections INDEXED BY connectionsByVerification WHERE verificationId = ? LIMIT 1`,
    )
    .get(Number(last?.id ?? 0));
  const interceptor = connection?.routeInterceptor;
  return {
    chainId,
    host,
    lastId: Number(last?.id ?? 0),
    isValidated: column === 'validatedChainId',
    interceptor: typeof interceptor === 'string' ? interceptor : null,
    firstSeenAt: Number(first?.at ?? 0),
    lastSeenAt: Number(last?.at ?? 0),
  };
};

/** null: its facts are damaged on disk; its chain is left out with it. */
export const toStoredCertificate = (facts: unknown, certSha256: unknown): StoredCertificate | null => {
  try {
    return {
      ...(JSON.parse(String(facts)) as Omit<StoredCertificate, 'certSha256'>),
      certSha256: String(certSha256),
    };
  } catch {
    return null;
  }
};

/** Verifications with an id up to `removedUpTo` are no longer told: what was cleared, until it can no longer be brought back. */
export function certificatesSeen(database: Database, removedUpTo = 0): CertificatesSeen {
  const found = (['validatedChainId', 'presentedChainId'] as const).flatMap((column) =>
    [...groups(database, column)]
      .map((group) => seenGroup(database, column, group))
      .filter(({ lastId }) => lastId > removedUpTo),
  );
  const latest = found.sort((one, other) => other.lastSeenAt - one.lastSeenAt).slice(0, maximumChains);
  const places = new Map<number, number | null>();
  const certificates: StoredCertificate[] = [];
  const placeOf = (id: number, facts: unknown, certSha256: unknown): number | null => {
    const known = places.get(id);
    if (known !== undefined) return known;
    const certificate = toStoredCertificate(facts, certSha256);
    const place = certificate === null ? null : certificates.push(certificate) - 1;
    places.set(id, place);
    return place;
  };
  const chainRows = database.statement(
    `SELECT certificates.id, certSha256, facts FROM chainCertificates
     JOIN certificates ON certificates.id = certificateId WHERE chainId = ? ORDER BY position`,
  );
  const chains = latest.flatMap(
    ({ chainId, host, isValidated, interceptor, firstSeenAt, lastSeenAt }): HostChain[] => {
      const found = chainRows
        .all(chainId)
        .map(({ id, facts, certSha256 }) => placeOf(Number(id), facts, certSha256));
      const whole = found.filter((place) => place !== null);
      return whole.length === found.length && whole.length > 0
        ? [{ host, chain: whole, isValidated, interceptor, firstSeenAt, lastSeenAt }]
        : [];
    },
  );
  return { certificates, chains, isCut: found.length > latest.length };
}
