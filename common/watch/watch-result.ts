import type { CannotTell, Refusal } from './connection-outcome.ts';
import type { WatchedConnection } from './watched-connection.ts';

/** How clients are told apart: each process by itself, all of one program together, or everything from one address. */
export const clientGroupings = ['process', 'program', 'address'] as const;
export type ClientGrouping = (typeof clientGroupings)[number];

/** What the interceptor saw of a host, from one client. */
export type HostVerdict =
  | 'readable'
  | 'cleartext'
  | 'refused'
  | 'closed-without-alert'
  | 'refused-after-handshake'
  | 'passed-through'
  /** Connections, but none that says anything about the certificate. */
  | 'cannot-tell'
  | 'no-traffic';

/** What follows from it. */
export type Conclusion =
  | 'not-pinned'
  /** Refused at least twice, each time after the control host had been readable. */
  | 'pinned'
  /** The client refused the control host as well. */
  | 'ca-not-trusted'
  /** Nobody has seen the control host readable from this client. */
  | 'ca-not-proven'
  /** One refusal only. */
  | 'not-repeated'
  /** It came from this computer, and the system does not tell from which program. */
  | 'unknown-client'
  | 'not-watched'
  | 'undecided';

/** Outcomes of one kind, counted. */
export interface Evidence {
  readonly kind: Refusal['kind'] | 'readable' | 'cleartext' | 'passed-through' | 'cannot-tell';
  readonly alert: string | null;
  readonly why: CannotTell | null;
  readonly count: number;
  /** Epoch milliseconds, of the first and the last one. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface HostResult {
  readonly host: string;
  /** 443 is not written. */
  readonly ports: readonly number[];
  readonly isControl: boolean;
  readonly verdict: HostVerdict;
  readonly conclusion: Conclusion;
  /** Most telling first. */
  readonly evidence: readonly Evidence[];
  /** Refusals that count: after the control host had been readable. */
  readonly refusals: number;
  readonly requests: number;
  readonly tlsVersions: readonly string[];
  readonly offeredAlpn: readonly string[];
  /** The client named the host in its hello. */
  readonly hasServerName: boolean;
  /** The interceptor's own trouble with the real server; null: none. */
  readonly serverFailure: string | null;
  readonly connections: readonly WatchedConnection[];
}

export interface ClientResult {
  /** The same for as long as it is the same client. */
  readonly id: string;
  readonly address: string;
  /** Null: the system cannot tell, or it is another computer. */
  readonly program: string | null;
  readonly pids: readonly number[];
  readonly isLocal: boolean;
  readonly control: 'readable' | 'refused' | 'unseen';
  /** Another process of the same program could be read at the control host. */
  readonly hasTrustingSibling: boolean;
  /** A host besides the control host was readable: the application itself trusts the CA, not only a browser beside it. */
  readonly isTrustShownByOthers: boolean;
  readonly hosts: readonly HostResult[];
}

export interface WatchResult {
  readonly clients: readonly ClientResult[];
  /** Hosts that were looked for, the control host among them, and that no client asked for. */
  readonly unseenHosts: readonly string[];
}
