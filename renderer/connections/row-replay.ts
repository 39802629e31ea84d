/**
 * Joins a page of rows with the rows that main announces, newest first, one row an id.
 *
 * The race it survives: rows are written while a page is being read. Announcements during a load are kept and replayed
 * over the page, so that neither side loses a row. A replayed row can be older than the page's copy only while the
 * announcement of that newer state is itself on its way, so the last word always arrives.
 */
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import { matchesFilter, type ConnectionFilter } from './connection-filter.ts';

export interface HeldRows {
  /** Newest (largest id) first. */
  readonly rows: readonly ConnectionRow[];
  /** Older rows that match exist on disk. */
  readonly hasMore: boolean;
}

/** Past this many held rows the oldest are let go while the person watches the top; scrolling fetches them again. */
export const heldRowsLimit = 10_000;

const byNewest = (left: ConnectionRow, right: ConnectionRow): number => right.id - left.id;

/** Merges two lists, newest first; on equal ids the second one's row wins. */
const mergeNewestFirst = (
  held: readonly ConnectionRow[],
  incoming: readonly ConnectionRow[],
): readonly ConnectionRow[] => {
  const merged: ConnectionRow[] = [];
  let at = 0;
  for (const row of incoming) {
    for (let next = held[at]; next !== undefined && next.id > row.id; next = held[at]) {
      merged.push(next);
      at += 1;
    }
    if (held[at]?.id === row.id) at += 1;
    merged.push(row);
  }
  for (; at < held.length; at += 1) {
    const rest = held[at];
    if (rest !== undefined) merged.push(rest);
  }
  return merged;
};

/** The last state of each id, newest id first. */
const lastStates = (rows: readonly ConnectionRow[]): readonly ConnectionRow[] =>
  [...new Map(rows.map((row) => [row.id, row])).values()].sort(byNewest);

/**
 * Applies announced rows. A row below the oldest held one is left to its page, while there are pages left; a row that
 * ceased to match the filter leaves the list.
 */
export const replayRows = (
  held: HeldRows,
  announced: readonly ConnectionRow[],
  filter: ConnectionFilter,
): HeldRows => {
  if (announced.length === 0) return held;
  const latest = lastStates(announced);
  const oldest = held.rows.at(-1)?.id ?? 0;
  const leaving = new Set(latest.filter((row) => !matchesFilter(row, filter)).map((row) => row.id));
  const kept =
    leaving.size > 0 && held.rows.some((row) => leaving.has(row.id))
      ? held.rows.filter((row) => !leaving.has(row.id))
      : held.rows;
  const entering = latest.filter((row) => !leaving.has(row.id) && (!held.hasMore || row.id >= oldest));
  return { rows: mergeNewestFirst(kept, entering), hasMore: held.hasMore };
};

/** Adds an older page below, then what was announced while it loaded. */
export const appendPage = (
  held: HeldRows,
  page: HeldRows,
  announcedMeanwhile: readonly ConnectionRow[],
  filter: ConnectionFilter,
): HeldRows =>
  replayRows(
    {
      rows: mergeNewestFirst(
        page.rows.filter((row) => matchesFilter(row, filter)),
        held.rows,
      ),
      hasMore: page.hasMore,
    },
    announcedMeanwhile,
    filter,
  );

/** Lets the oldest rows go once there are too many. */
export const trimRows = (held: HeldRows, limit: number = heldRowsLimit): HeldRows =>
  held.rows.length <= limit ? held : { rows: held.rows.slice(0, limit), hasMore: true };
