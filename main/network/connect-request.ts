/** One CONNECT as a client makes it: whom it asks for, how it is refused, and whether it still waits for an answer. */
import type { Duplex } from 'node:stream';
import type { Target } from './dial-direct.ts';

/**
 * Tells when a client leaves before its tunnel stands: Chromium opens more sockets than it needs and ends those that wait,
 * and such an end is only seen by reading. Returns the undo. A client has nothing to say yet: whoever does is cut.
 */
export const watchForLeaving = (client: Duplex, onLeft: () => void): (() => void) => {
  const onData = (): void => {
    client.destroy();
  };
  client.on('data', onData);
  client.on('end', onLeft);
  client.on('close', onLeft);
  return () => {
    client.pause();
    client.off('data', onData);
    client.off('end', onLeft);
    client.off('close', onLeft);
  };
};

/** ERR_TUNNEL_CONNECTION_FAILED for the client; the reason is in the journal. */
export const refuseClient = (client: Duplex): void => {
  client.end('HTTP/1.1 502 Refused by Pinspect\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
};

/** RFC 1035, 2.3.4: no name is longer. What lists and counts hosts need not cope with one that is. */
const longestHost = 255;

/** `host:port` or `[address]:port` of a CONNECT; host without brackets, as the verify proc names it. */
export const parseAuthority = (authority: string): Target | null => {
  const match = /^(?:\[(?<address>[0-9a-fA-F:.]+)\]|(?<name>[^[\]:/@\s]+)):(?<port>\d{1,5})$/.exec(authority);
  const host = match?.groups?.address ?? match?.groups?.name;
  const port = Number(match?.groups?.port);
  if (host === undefined || host.length > longestHost || port < 1 || port > 65_535) return null;
  return { host: host.toLowerCase(), port };
};
