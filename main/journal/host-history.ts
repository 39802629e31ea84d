/**
 * One host's verdicts over time and the chains it has shown. Which kinds of connection are the host's is one look in the
 * database; what they did is two passes over numbers in memory (`RowIndex`), so it is as fast for a million rows.
 */
import type { StoredCertificate } from '../../common/certificates-seen.ts';
import type { HostHistory, ShownChain } from '../../common/host-history.ts';
import type { Verdict } from '../../common/pinning/verdict.ts';
import { toStoredCertificate } from './certificates-seen.ts';
import type { RowIndex } from './row-index.ts';
import type { Database } from './sqlite.ts';

/** What a strip of a few hundred pixels can show. */
const mostBuckets = 60;
const maximumChains = 50;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** Lengths of time that people count in. */
const bucketLengths = [
  second,
  10 * second,
  minute,
  5 * minute,
  15 * minute,
  hour,
  6 * hour,
  day,
  7 * day,
  30 * day,
  90 * day,
] as const;

/** The shortest usual length with which that much time is at most `mostBuckets`. */
export const bucketLength = (spanMs: number): number =>
  bucketLengths.find((length) => Math.floor(spanMs / length) + 1 < mostBuckets) ??
  Math.ceil(spanMs / (mostBuckets - 2));

interface Kind {
  readonly verdict: Verdict;
  readonly chain: ChainCount | null;
}

interface ChainCount {
  readonly chainId: number;
  readonly isValidated: boolean;
  readonly interceptor: string | null;
  connections: number;
  firstSeenAt: number;
  lastSeenAt: number;
}

export function hostHistory(database: Database, index: RowIndex, host: string): HostHistory {
  const kinds = kindsOf(database, host);
  let connections = 0;
  let earliest = Number.POSITIVE_INFINITY;
  let latest = 0;
  const start = index.element(index.first);
  const end = start + index.length;
  for (let element = start; element < end; element += 1) {
    const kind = kinds[index.kindId[element] ?? 0];
    if (kind === undefined) continue;
    const at = index.startedAt[element] ?? 0;
    connections += 1;
    earliest = Math.min(earliest, at);
    latest = Math.max(latest, at);
    const { chain } = kind;
    if (chain === null) continue;
    chain.connections += 1;
    chain.firstSeenAt = Math.min(chain.firstSeenAt, at);
    chain.lastSeenAt = Math.max(chain.lastSeenAt, at);
  }
  if (connections === 0)
    return { connections, from: 0, bucketMs: second, buckets: [], chains: [], isCut: false };
  const bucketMs = bucketLength(latest - earliest);
  const from = Math.floor(earliest / bucketMs) * bucketMs;
  const buckets = Array.from(
    { length: Math.floor((latest - from) / bucketMs) + 1 },
    (): Partial<Record<Verdict, number>> => ({}),
  );
  for (let element = start; element < end; element += 1) {
    const kind = kinds[index.kindId[element] ?? 0];
    const bucket = buckets[Math.floor(((index.startedAt[element] ?? 0) - from) / bucketMs)];
    if (kind !== undefined && bucket !== undefined) bucket[kind.verdict] = (bucket[kind.verdict] ?? 0) + 1;
  }
  const shown = [...new Set(kinds.flatMap((kind) => kind?.chain ?? []))]
    .filter((chain) => chain.connections > 0)
    .sort((one, other) => other.lastSeenAt - one.lastSeenAt);
  return {
    connections,
    from,
    bucketMs,
    buckets,
    chains: shown.slice(0, maximumChains).flatMap((chain) => shownChain(database, chain)),
    isCut: shown.length > maximumChains,
  };
}

/** By kind id, only those of this host. */
function kindsOf(database: Database, host: string): readonly (Kind | undefined)[] {
  const chains = new Map<string, ChainCount>();
  const kinds: (Kind | undefined)[] = [];
  const rows = database
    .statement(
      `SELECT id, verdict, routeInterceptor, validatedChainId, presentedChainId FROM connectionKinds
       WHERE hostId = (SELECT id FROM hosts WHERE name = ?)`,
    )
    .all(host);
  for (const { id, verdict, routeInterceptor, validatedChainId, presentedChainId } of rows) {
    const chainId = validatedChainId ?? presentedChainId;
    const interceptor = typeof routeInterceptor === 'string' ? routeInterceptor : null;
    let chain: ChainCount | null = null;
    if (chainId !== null) {
      const key = `${validatedChainId === null ? 'presented' : 'validated'} ${Number(chainId)} ${interceptor ?? ''}`;
      chain = chains.get(key) ?? {
        chainId: Number(chainId),
        isValidated: validatedChainId !== null,
        interceptor,
        connections: 0,
        firstSeenAt: Number.POSITIVE_INFINITY,
        lastSeenAt: 0,
      };
      chains.set(key, chain);
    }
    kinds[Number(id)] = { verdict: String(verdict) as Verdict, chain };
  }
  return kinds;
}

/** Nothing where a certificate of it is damaged on disk. */
function shownChain(database: Database, { chainId, ...count }: ChainCount): readonly ShownChain[] {
  const certificates: (StoredCertificate | null)[] = database
    .statement(
      `SELECT certSha256, facts FROM chainCertificates
       JOIN certificates ON certificates.id = certificateId WHERE chainId = ? ORDER BY position`,
    )
    .all(chainId)
    .map(({ facts, certSha256 }) => toStoredCertificate(facts, certSha256));
  const whole = certificates.filter((certificate) => certificate !== null);
  return whole.length === certificates.length && whole.length > 0 ? [{ ...count, certificates: whole }] : [];
}
