import type { ConnectionRow } from '../../common/ipc/contract.ts';
import type { Verdict } from '../../common/pinning/verdict.ts';

export interface ConnectionFilter {
  /** Part of a host name; empty: all. */
  readonly host: string;
  /** Empty: all. */
  readonly verdicts: readonly Verdict[];
}

export const everything: ConnectionFilter = { host: '', verdicts: [] };

export const isFiltering = (filter: ConnectionFilter): boolean =>
  filter.host.trim() !== '' || filter.verdicts.length > 0;

/** The same judgement as main's query, for the rows that arrive live. */
export const matchesFilter = (row: ConnectionRow, filter: ConnectionFilter): boolean =>
  (filter.verdicts.length === 0 || filter.verdicts.includes(row.verdict)) &&
  row.host.includes(filter.host.trim().toLowerCase());

export const toggleVerdict = (filter: ConnectionFilter, verdict: Verdict): ConnectionFilter => ({
  ...filter,
  verdicts: filter.verdicts.includes(verdict)
    ? filter.verdicts.filter((other) => other !== verdict)
    : [...filter.verdicts, verdict],
});
