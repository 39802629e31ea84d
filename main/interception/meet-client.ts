import type { Socket } from 'node:net';
import type { DialTarget } from './dial-upstream.ts';
import { peekHello } from './peek-hello.ts';
import type { TunnelSettings } from './tunnel-settings.ts';
import type { WatchedClient } from './watched-client.ts';

/**
 * Reads who the client asks for. Null: it is not intercepted, because it is on the list, is no TLS, or went away. Else whether
 * it offers TLS 1.3, which is then what is spoken.
 */
export const meetClient = async (
  client: Socket,
  server: Socket,
  target: DialTarget,
  { isPassedThrough }: TunnelSettings,
  watched: WatchedClient,
): Promise<boolean | null> => {
  const first = await peekHello(client, server);
  if (first.kind === 'closed') {
    server.destroy();
    return null;
  }
  if (first.kind === 'hello') {
    watched.tell({ kind: 'hello', serverName: first.serverName, alpn: first.alpn });
    if (!isPassedThrough(first.serverName ?? target.host)) return first.offersTls13;
  }
  watched.tell({ kind: first.kind === 'hello' ? 'passed-through' : 'cleartext' });
  client.once('close', () => server.destroy());
  server.once('close', () => client.destroy());
  client.pipe(server).pipe(client);
  return null;
};
