/** An interceptor for clients that are not ours: what it needs besides, and what it tells of them. */
import type { NameOverride } from '../../common/name-override.ts';
import type { ClientProcess, WatchEvent } from '../../common/watch/watch-event.ts';

/** The CA that issues what these clients are shown: PEM, the key in PKCS#8. */
export interface StoredAuthority {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export interface SocketEnds {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

export interface OtherClients {
  /** Where it listens, without a password; port 0: a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly authority: StoredAuthority;
  /** Host patterns (common/pinning/host-pattern) that are not intercepted. */
  readonly passThrough: readonly string[];
  readonly redirections: readonly NameOverride[];
  /** Which program of this computer is at the other end; null: the system cannot tell. `ends` as we see them. */
  readonly identify: (ends: SocketEnds) => Promise<ClientProcess | null>;
  /** HTML and files for clients that open the interceptor's own address: path to content. */
  readonly pages: ReadonlyMap<string, { readonly contentType: string; readonly body: string | Buffer }>;
}

export type TellWatch = (event: WatchEvent) => void;

export const redirect = (
  target: { readonly host: string; readonly port: number },
  redirections: readonly NameOverride[],
): { readonly host: string; readonly port: number } => {
  const found = redirections.find(
    ({ host, port }) => (host === '' || host === target.host) && (port === null || port === target.port),
  );
  if (found === undefined) return target;
  return { host: found.toHost === '' ? target.host : found.toHost, port: found.toPort ?? target.port };
};

/** `127.0.0.1` also where a dual-stack socket says `::ffff:127.0.0.1`. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

export const isLoopback = (address: string): boolean =>
  /^127\.|^::1$/.test(plainAddress(address)) || address === 'localhost';
