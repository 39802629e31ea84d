/**
 * The built-in interceptor: a man in the middle for machines without mitmproxy. An HTTP proxy on loopback, behind a random
 * password, that answers CONNECT under certificates of a CA of its own, made for this run and kept nowhere.
 */
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Failure } from '../../common/ipc/state.ts';
import type { InterceptorEvent } from '../../common/records.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { type DialTarget, dialUpstream } from './dial-upstream.ts';
import { Forge } from './forge-certificates.ts';
import { interceptTunnel } from './intercepted-tunnel.ts';
import type { Interceptor } from './interceptor.ts';

export interface StartBuiltinOptions {
  /** URL of the proxy it goes through, user and password inside; null: it connects directly. */
  readonly upstreamProxy: string | null;
  /** PEM of roots accepted at servers besides the usual ones. */
  readonly serverRootsPem?: string;
}

const username = 'pinspect';

/** Expected failure: `interceptor-start-failed`, where loopback has no free port. */
export const startBuiltinInterceptor = async (
  options: StartBuiltinOptions,
): Promise<Result<Interceptor, Failure>> => {
  const forge = await Forge.create();
  const credentials = { username, password: randomBytes(24).toString('hex') };
  const expected = `Basic ${Buffer.from(`${username}:${credentials.password}`).toString('base64')}`;
  const emitter = new EventEmitter<{ event: [InterceptorEvent] }>();
  emitter.setMaxListeners(0);
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => {
    // Cleartext is nobody's secret: there is nothing to open up.
    response.writeHead(405, { 'content-length': 0, connection: 'close' }).end();
  });
  server.on('connection', (socket: Socket) => {
    // Node's HTTP server lets clients close half; one that does so in the middle of a handshake would wait for ever.
    socket.allowHalfOpen = false;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('clientError', (_error: Error, socket: Socket) => socket.destroy());
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    if (request.headers['proxy-authorization'] !== expected) {
      client.end(
        answerLine('407 Proxy Authentication Required', 'Proxy-Authenticate: Basic realm="interceptor"\r\n'),
      );
      return;
    }
    const { remotePort: clientPort = 0 } = client;
    const tell = (kind: InterceptorEvent['kind'], detail: string, requestBytes?: number): void => {
      const event = { at: Date.now(), clientPort, kind, detail };
      emitter.emit('event', requestBytes === undefined ? event : { ...event, requestBytes });
    };
    tell('connected', 'The connection reached the built-in interceptor.');
    // What TLS has to say of the same end comes first.
    client.once('close', () => {
      setImmediate(() => {
        tell('disconnected', 'The connection was closed.');
      });
    });
    const target = parseTarget(request.url ?? '');
    if (target === null) {
      client.end(answerLine('400 Bad Request'));
      return;
    }
    if (head.length > 0) client.unshift(head);
    dialUpstream(target, options.upstreamProxy)
      .then(
        async (upstream) => {
          sockets.add(upstream);
          upstream.on('error', () => upstream.destroy());
          upstream.once('close', () => sockets.delete(upstream));
          client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          await interceptTunnel(client, upstream, target, {
            forge,
            upstreamProxy: options.upstreamProxy,
            serverRootsPem: options.serverRootsPem ?? '',
            tell,
          });
        },
        (error: unknown) => {
          tell(
            'server-failed',
            `${target.host}:${target.port}: ${error instanceof Error ? error.message : String(error)}`,
          );
          client.end(answerLine('502 Bad Gateway'));
        },
      )
      .catch((error: unknown) => {
        client.destroy(error instanceof Error ? error : new Error(String(error)));
      });
  });
  server.listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    return failure({
      code: 'interceptor-start-failed',
      message: `The built-in interceptor could not listen on 127.0.0.1: ${error instanceof Error ? error.message : String(error)}.`,
      advice: 'Close programs that hold many ports, and try again.',
    });
  }
  return success({
    name: 'built-in interceptor',
    ownership: 'started',
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port, credentials },
    caPem: forge.caPem,
    hasEvents: true,
    onEvent: (listener) => {
      emitter.on('event', listener);
      return () => emitter.off('event', listener);
    },
    // It lives in this process, and ends with it.
    onExit: () => () => undefined,
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      emitter.removeAllListeners();
    },
  });
};

const answerLine = (status: string, headers = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`;

/** `host:port` or `[address]:port` of a CONNECT. */
const parseTarget = (authority: string): DialTarget | null => {
  const match = /^(?:\[(?<address>[0-9a-fA-F:.]+)\]|(?<name>[^[\]:/@\s]+)):(?<port>\d{1,5})$/.exec(authority);
  const host = match?.groups?.address ?? match?.groups?.name;
  const port = Number(match?.groups?.port);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
};
