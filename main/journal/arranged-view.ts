/**
 * The rows of one filter in another order than they came, or under their hosts. Arranged once and then left alone: rows
 * that come later make it out of date, and whoever shows it asks for it anew. Rows that are equal stand as they came.
 */
import type { HostGroup, RowOrder } from '../../common/connection-list.ts';
import type { Verdict } from '../../common/pinning/verdict.ts';
import type { RowIndex } from './row-index.ts';
import type { RowView } from './row-view.ts';
import type { Database } from './sqlite.ts';

/** An entry is the place of a row, or, below zero, a group: -1 is the first group. */
export interface Arranged {
  readonly entries: Int32Array;
  readonly groups: readonly HostGroup[];
}

/** What a kind is ordered by. */
const kindKeys: Readonly<Record<Exclude<RowOrder, 'time' | 'sent' | 'decided'>, string>> = {
  host: 'hosts.name',
  verdict:
    "CASE verdict WHEN 'mismatch' THEN 0 WHEN 'cleartext' THEN 1 WHEN 'untrusted' THEN 2 WHEN 'undecided' THEN 3 WHEN 'unpinned' THEN 4 ELSE 5 END",
  action: 'action',
  route: "routeText || ' ' || coalesce(routeInterceptor, '')",
  tls: "coalesce(tlsVersion, '')",
};

/** Smallest first. */
export function arrangeRows(
  database: Database,
  index: RowIndex,
  view: RowView,
  by: Exclude<RowOrder, 'time'>,
): Arranged {
  const places = placesOf(view);
  if (by === 'sent' || by === 'decided') {
    const values = by === 'sent' ? index.sent : index.decidedMs;
    const value = (place: number): number => values[index.element(place)] ?? 0;
    return { entries: places.sort((one, other) => value(one) - value(other) || one - other), groups: [] };
  }
  const ranks = new Map<number, number>();
  let ranksCount = 0;
  let former: unknown;
  for (const { id, key } of database.query(
    `SELECT kind.id, ${kindKeys[by]} AS key FROM connectionKinds AS kind JOIN hosts ON hosts.id = hostId ORDER BY key`,
    [],
  )) {
    if (ranksCount === 0 || key !== former) ranksCount += 1;
    former = key;
    ranks.set(Number(id), ranksCount - 1);
  }
  return {
    entries: byRank(places, (place) => ranks.get(index.kindId[index.element(place)] ?? 0) ?? 0, ranksCount),
    groups: [],
  };
}

/** Hosts with the newest row first; under each that is expanded its rows, newest first. */
export function groupRows(
  database: Database,
  index: RowIndex,
  view: RowView,
  expanded: readonly string[],
): Arranged {
  const kinds = new Map(
    database
      .query(
        'SELECT kind.id, hostId, name, verdict FROM connectionKinds AS kind JOIN hosts ON hosts.id = hostId',
        [],
      )
      .map((row) => [Number(row.id), row as unknown as { hostId: number; name: string; verdict: Verdict }]),
  );
  const byHost = new Map<
    number,
    { host: string; places: number[]; verdicts: Partial<Record<Verdict, number>> }
  >();
  for (let number = view.first + view.total - 1; number >= view.first; number -= 1) {
    const place = view.placeAt(number);
    const kind = kinds.get(index.kindId[index.element(place)] ?? 0);
    if (kind === undefined) continue;
    let group = byHost.get(kind.hostId);
    if (group === undefined) {
      group = { host: kind.name, places: [], verdicts: {} };
      byHost.set(kind.hostId, group);
    }
    group.places.push(place);
    group.verdicts[kind.verdict] = (group.verdicts[kind.verdict] ?? 0) + 1;
  }
  const entries: number[] = [];
  const groups: HostGroup[] = [];
  const isExpanded = new Set(expanded);
  for (const { host, places, verdicts } of byHost.values()) {
    const shown = isExpanded.has(host);
    groups.push({
      host,
      count: places.length,
      verdicts,
      latestAt: index.startedAt[index.element(places[0] ?? 0)] ?? 0,
      isExpanded: shown,
    });
    entries.push(-groups.length);
    if (shown) for (const place of places) entries.push(place);
  }
  return { entries: Int32Array.from(entries), groups };
}

function placesOf(view: RowView): Int32Array {
  const places = new Int32Array(view.total);
  for (let at = 0; at < places.length; at += 1) places[at] = view.placeAt(view.first + at);
  return places;
}

/** Counts first, then lays each row down in its turn: two passes, and equal rows keep their order. */
function byRank(places: Int32Array, rankOf: (place: number) => number, rankCount: number): Int32Array {
  const starts = new Uint32Array(rankCount + 1);
  const ranks = new Uint32Array(places.length);
  for (const [at, place] of places.entries()) {
    const rank = rankOf(place);
    ranks[at] = rank;
    starts[rank + 1] = (starts[rank + 1] ?? 0) + 1;
  }
  for (let rank = 1; rank <= rankCount; rank += 1)
    starts[rank] = (starts[rank] ?? 0) + (starts[rank - 1] ?? 0);
  const sorted = new Int32Array(places.length);
  for (const [at, place] of places.entries()) {
    const rank = ranks[at] ?? 0;
    const to = starts[rank] ?? 0;
    sorted[to] = place;
    starts[rank] = to + 1;
  }
  return sorted;
}
