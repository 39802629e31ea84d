/** A watch as it is kept: what was seen, and how it was to be judged. A saved one is judged anew by whoever opens it. */
import type { ClientGrouping } from './watch-result.ts';
import type { WatchedConnection } from './watched-connection.ts';

export interface WatchedSession {
  /** By the person; `Build 41`. */
  readonly name: string;
  readonly startedAt: number;
  /** Null: it goes on. */
  readonly endedAt: number | null;
  /** `built-in interceptor` */
  readonly interceptor: string;
  readonly controlHost: string | null;
  readonly grouping: ClientGrouping;
  readonly expectedHosts: readonly string[];
  readonly connections: readonly WatchedConnection[];
  /** More were seen than are kept. */
  readonly dropped: number;
}
