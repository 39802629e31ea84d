import type { Socket } from 'node:net';
import type { InterceptorEvent } from '../../common/records.ts';
import type { Forge } from './forge-certificates.ts';
import type { WatchedClient } from './watched-client.ts';

export interface TunnelSettings {
  readonly forge: Forge;
  /** Another connection to the target, when the first one is gone. */
  readonly dial: () => Promise<Socket>;
  /** PEM of roots accepted at servers besides Node's own; empty: none. */
  readonly serverRootsPem: string;
  readonly tell: (kind: InterceptorEvent['kind'], detail: string, requestBytes?: number) => void;
  /** A client that is not ours; null: one of ours, which always speaks TLS and is told by `tell` alone. */
  readonly watched: WatchedClient | null;
  readonly isPassedThrough: (host: string) => boolean;
}
