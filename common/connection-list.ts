/** The connection list as both processes speak of it: what it shows, in which order, and which numbers its entries have. */
import type { ConnectionRow } from './records.ts';
import type { Verdict } from './pinning/verdict.ts';

export const rowOrders = ['time', 'host', 'verdict', 'action', 'route', 'tls', 'sent', 'decided'] as const;
export type RowOrder = (typeof rowOrders)[number];

/** A list that was asked for. Entries are numbered from `first` (the oldest, or smallest) to `first + total - 1`. */
export interface ListView {
  /** Names this list in later questions; the next one that is asked for takes its place. */
  readonly view: number;
  readonly first: number;
  readonly total: number;
}

export interface HostGroup {
  readonly host: string;
  readonly count: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** Of the newest row, epoch ms. */
  readonly latestAt: number;
  readonly isExpanded: boolean;
}

export type ListEntry =
  | { readonly kind: 'connection'; readonly row: ConnectionRow }
  | { readonly kind: 'host'; readonly group: HostGroup };

/** Entries from number `from` on; fewer than asked for at the end. */
export interface ListPage extends ListView {
  readonly from: number;
  /** null: gone since the list was arranged. */
  readonly entries: readonly (ListEntry | null)[];
}

/** What rows that were written did to the list. */
export interface ListChange extends ListView {
  /** Entries from this number on are not what they were; null: those that were there are. */
  readonly changedFrom: number | null;
  /** The number of each announced connection, in their order; -1: not in the list. */
  readonly numbers: readonly number[];
  /** The list is arranged by something else than time and does not have these rows yet. */
  readonly isOutdated: boolean;
}
