/**
 * For clients that speak nothing but HTTP/2 (gRPC): reads what they ask for, which is all a verdict needs, and says that it
 * is not passed on. mitmproxy passes it on.
 */
import { createSecureServer } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { WatchedClient } from './watched-client.ts';
import { pairsOf } from './watched-exchange.ts';

const answer = 'Pinspect’s built-in interceptor does not pass HTTP/2 on; mitmproxy does.\n';

export const readHttp2 = (socket: TLSSocket, watched: WatchedClient): void => {
  const server = createSecureServer({}, (incoming, response) => {
    const { method, url, rawHeaders, authority } = incoming;
    const number = watched.nextNumber();
    watched.tell({ kind: 'read' });
    watched.tell({
      kind: 'request',
      number,
      method,
      url: `https://${authority}${url}`,
      headers: pairsOf(rawHeaders).filter(([name]) => !name.startsWith(':')),
    });
    watched.tell({ kind: 'server-failed', why: answer.trim() });
    response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(answer);
  });
  server.on('sessionError', () => socket.destroy());
  server.emit('secureConnection', socket);
};
