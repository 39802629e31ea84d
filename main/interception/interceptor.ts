import type { InterceptorEvent } from '../../common/records.ts';
import type { WatchEvent } from '../../common/watch/watch-event.ts';

/** Where an interceptor takes connections, and what it asks of whoever connects. */
export interface InterceptorAddress {
  readonly host: string;
  readonly port: number;
  /** For `Proxy-Authorization: Basic`; null when it asks for none. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

/** How an interceptor ended by itself. */
export interface InterceptorExit {
  readonly exitCode: number | null;
  /** `SIGKILL`, …; null when it exited. */
  readonly signal: string | null;
  /** What it last printed, oldest first. */
  readonly lastLines: readonly string[];
}

/** A man in the middle that takes CONNECT: mitmproxy, started or attached to, or one of our own. */
export interface Interceptor {
  /** `mitmproxy 8.1.1` */
  readonly name: string;
  readonly ownership: 'started' | 'attached';
  readonly address: InterceptorAddress;
  /** Its CA certificate; null when it does not give it away. */
  readonly caPem: string | null;
  readonly hasEvents: boolean;
  readonly onEvent: (listener: (event: InterceptorEvent) => void) => () => void;
  /** What it sees of clients that are not ours, where it was started for them; never called otherwise. */
  readonly onWatch: (listener: (event: WatchEvent) => void) => () => void;
  /** Called once when it ends without having been stopped; at once, when it already has. Never for an attached one. */
  readonly onExit: (listener: (exit: InterceptorExit) => void) => () => void;
  /** Resolves when its process is gone and its port is free. An attached one goes on running. */
  readonly stop: () => Promise<void>;
}
