// A TLS 1.2 server which starts a second handshake on the same connection before it answers (RFC 5246, 7.4.1.1), with
// the same certificate or with another one.
import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { ServerCertificate } from './genuine-server.ts';
import { listenOnLoopback, type LoopbackListener } from './loopback-listener.ts';

export interface RenegotiatingServer {
  readonly port: number;
  /** Requests whose head arrived. */
  readonly requests: readonly string[];
  /** How each second handshake ended: `done`, or OpenSSL's words. */
  readonly renegotiations: readonly string[];
  readonly stop: () => Promise<void>;
}

const optionsOf = ({ chainPem, privateKeyPem }: ServerCertificate): ServerOptions => ({
  cert: chainPem,
  key: privateKeyPem,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
});

export async function startRenegotiatingServer(
  first: ServerCertificate,
  second: ServerCertificate,
): Promise<RenegotiatingServer> {
  const requests: string[] = [];
  const renegotiations: string[] = [];
  const server = createServer(optionsOf(first), (request, response) => {
    requests.push(request.url ?? '');
    if (!(request.socket instanceof TLSSocket)) throw new TypeError('The server speaks TLS.');
    const { socket } = request;
    socket.setKeyCert(createSecureContext(optionsOf(second)));
    socket.once('error', (error: Error) => renegotiations.push(error.message));
    socket.renegotiate({}, (error) => {
      renegotiations.push(error === null ? 'done' : error.message);
      response.end('after the second handshake');
    });
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const listener: LoopbackListener = await listenOnLoopback((socket) => server.emit('connection', socket));
  return {
    port: listener.port,
    requests,
    renegotiations,
    stop: async () => {
      await listener.stop();
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 100))]);
    },
  };
}
