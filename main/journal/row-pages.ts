/**
 * Which rows a page holds: the newest ids below `before`, of the hosts whose name holds a text and of some verdicts.
 *
 * Names are searched first. Each group of rows that an index keeps in order (a host's rows of one verdict) then gives
 * its newest ids, and they are merged, newest group first, until no other group can have a newer row: at most one look
 * for each row of the page, wherever in the journal the rows lie. With very many hosts looking at each group would
 * cost more than walking all rows from the newest, which then soon fills a page.
 */
import { domainToASCII } from 'node:url';
import type { Verdict } from '../../common/pinning/verdict.ts';
import type { Database, SqlValue } from './sqlite.ts';

const hostsToMerge = 5_000;

export interface PageQuery {
  /** Only rows with a smaller id; null: the newest. */
  readonly before: number | null;
  readonly limit: number;
  /** Part of a host name; empty: all. */
  readonly host: string;
}

export interface RequestPageQuery extends PageQuery {
  /** Only those made in this page's name; absent: all. */
  readonly pages?: readonly string[] | undefined;
}

export interface ConnectionPageQuery extends PageQuery {
  /** Empty: all. */
  readonly verdicts: readonly Verdict[];
}

const allVerdicts: Readonly<Record<Verdict, true>> = {
  pinned: true,
  mismatch: true,
  unpinned: true,
  cleartext: true,
  untrusted: true,
  undecided: true,
};

interface Group {
  readonly keys: readonly SqlValue[];
  readonly newest: number;
}

/** Up to `limit` + 1 ids, newest first: the last one only says that there is more. */
export function connectionIds(database: Database, query: ConnectionPageQuery): number[] {
  const { below, count, part } = bounds(query);
  const verdicts = JSON.stringify(query.verdicts.length === 0 ? Object.keys(allVerdicts) : query.verdicts);
  if (part === '') {
    if (query.verdicts.length === 0) return newest(database, 'connections', below, count);
    const groups = database
      .statement(
        `SELECT value AS verdict, (SELECT max(id) FROM connections WHERE verdict = value AND id < ?) AS newest
         FROM json_each(?)`,
      )
      .all(below, verdicts)
      .map((row) => toGroup(row, 'verdict'));
    const rowsSql = `SELECT id FROM connections INDEXED BY connectionsByVerdict
       WHERE verdict = ? AND id < ? AND id > ? ORDER BY id DESC LIMIT ?`;
    return merge(database, groups, rowsSql, below, count);
  }
  if (hasManyHosts(database, part)) {
    // The pluses keep SQLite from collecting all rows of all these hosts by index and sorting them.
    return ids(
      database
        .statement(
          `SELECT id FROM connections
           WHERE id < ? AND +hostId IN (SELECT id FROM hosts WHERE instr(name, ?) > 0)
             AND +verdict IN (SELECT value FROM json_each(?))
           ORDER BY id DESC LIMIT ?`,
        )
        .all(below, part, verdicts, count),
    );
  }
  const groups = database
    .statement(
      `SELECT hosts.id AS hostId, value AS verdict,
         (SELECT max(id) FROM connections WHERE hostId = hosts.id AND verdict = value AND id < ?) AS newest
       FROM hosts CROSS JOIN json_each(?) WHERE instr(name, ?) > 0`,
    )
    .all(below, verdicts, part)
    .map((row) => toGroup(row, 'hostId', 'verdict'));
  const rowsSql = `SELECT id FROM connections INDEXED BY connectionsByHost
     WHERE hostId = ? AND verdict = ? AND id < ? AND id > ? ORDER BY id DESC LIMIT ?`;
  return merge(database, groups, rowsSql, below, count);
}

/** Up to `limit` + 1 ids, newest first: the last one only says that there is more. */
export function requestIds(database: Database, query: RequestPageQuery): number[] {
  const { below, count, part } = bounds(query);
  if (query.pages !== undefined) {
    return ids(
      database
        .statement(
          `SELECT id FROM requests INDEXED BY requestsByPage WHERE pageUrl IN (SELECT value FROM json_each(?)) AND id < ?
             AND (? = '' OR hostId IN (SELECT id FROM hosts WHERE instr(name, ?) > 0))
           ORDER BY id DESC LIMIT ?`,
        )
        .all(JSON.stringify(query.pages), below, part, part, count),
    );
  }
  if (part === '') return newest(database, 'requests', below, count);
  if (hasManyHosts(database, part)) {
    return ids(
      database
        .statement(
          `SELECT id FROM requests WHERE id < ? AND +hostId IN (SELECT id FROM hosts WHERE instr(name, ?) > 0)
           ORDER BY id DESC LIMIT ?`,
        )
        .all(below, part, count),
    );
  }
  const groups = database
    .statement(
      `SELECT hosts.id AS hostId, (SELECT max(id) FROM requests WHERE hostId = hosts.id AND id < ?) AS newest
       FROM hosts WHERE instr(name, ?) > 0`,
    )
    .all(below, part)
    .map((row) => toGroup(row, 'hostId'));
  const rowsSql = `SELECT id FROM requests INDEXED BY requestsByHost
     WHERE hostId = ? AND id < ? AND id > ? ORDER BY id DESC LIMIT ?`;
  return merge(database, groups, rowsSql, below, count);
}

const bounds = ({ before, limit, host }: PageQuery): { below: number; count: number; part: string } => ({
  below: before ?? Number.MAX_SAFE_INTEGER,
  count: limit + 1,
  part: searchText(host),
});

const newest = (
  database: Database,
  table: 'connections' | 'requests',
  below: number,
  count: number,
): number[] =>
  ids(database.statement(`SELECT id FROM ${table} WHERE id < ? ORDER BY id DESC LIMIT ?`).all(below, count));

const hasManyHosts = (database: Database, part: string): boolean =>
  database
    .statement('SELECT 1 FROM hosts WHERE instr(name, ?) > 0 LIMIT 1 OFFSET ?')
    .get(part, hostsToMerge) !== undefined;

const toGroup = (row: Record<string, unknown>, ...keys: readonly string[]): Group => ({
  keys: keys.map((key) => row[key] as SqlValue),
  newest: Number(row.newest ?? 0),
});

function merge(
  database: Database,
  groups: readonly Group[],
  rowsSql: string,
  below: number,
  count: number,
): number[] {
  const rowsOfGroup = database.statement(rowsSql);
  let found: number[] = [];
  for (const group of groups
    .filter(({ newest }) => newest > 0)
    .sort((one, other) => other.newest - one.newest)) {
    const floor = found.length === count ? (found.at(-1) ?? 0) : 0;
    if (group.newest < floor) break;
    found = [...found, ...ids(rowsOfGroup.all(...group.keys, below, floor, count))]
      .sort((one, other) => other - one)
      .slice(0, count);
  }
  return found;
}

/** Names are kept in lower case and punycode; a person may type neither. */
function searchText(host: string): string {
  const lower = host.trim().toLowerCase();
  // eslint-disable-next-line no-control-regex -- ASCII begins with control characters
  return /^[\x00-\x7f]*$/.test(lower) ? lower : domainToASCII(lower) || lower;
}

const ids = (rows: readonly Record<string, unknown>[]): number[] => rows.map((row) => Number(row.id));
