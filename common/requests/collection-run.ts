/** One run of a collection, as the window follows it. */
import type { Failure, RequestHop, RequestOutcome } from '../ipc/state.ts';

/** Without the headers, which nobody looks at for a hundred requests at a time. */
export type RunHop = Omit<RequestHop, 'headers'>;

export interface RunRow {
  readonly requestId: string;
  readonly step: 'waiting' | 'running' | 'done' | 'not run';
  /** Null until it is done; `not-sent`: what was typed cannot be sent. */
  readonly outcome: RequestOutcome['outcome'] | 'not-sent' | null;
  readonly hops: readonly RunHop[];
  readonly durationMs: number | null;
  readonly failure: Failure | null;
  /** What differs from the last time, in a sentence a host; empty: nothing. */
  readonly changes: readonly string[];
}

/** A saved request whose verdict changed in a run of its collection. */
export interface ChangedRequest {
  readonly collectionId: string;
  readonly requestId: string;
}

export interface CollectionRun {
  readonly collectionId: string;
  readonly isRunning: boolean;
  /** Begun by the schedule; false: by hand. */
  readonly isScheduled: boolean;
  /** Epoch milliseconds; null: not run since Pinspect was started. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** When the schedule runs it next, epoch milliseconds; null: no schedule. */
  readonly nextAt: number | null;
  /** In the collection's order. */
  readonly rows: readonly RunRow[];
}
