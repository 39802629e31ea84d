/**
 * The built-in interceptor: a man in the middle for machines without mitmproxy. An HTTP proxy that answers CONNECT under
 * certificates of a CA. For our own traffic it is on loopback, behind a random password, and its CA is made for this run and
 * kept nowhere; for other clients it listens where it is told, without a password, under the CA that they were given.
 */
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { errorText } from '../../common/error-text.ts';
import type { Failure } from '../../common/ipc/state.ts';
import { canonicalHost, matchesHost, parseHostPattern } from '../../common/pinning/host-pattern.ts';
import type { InterceptorEvent } from '../../common/records.ts';
import type { WatchEvent } from '../../common/watch/watch-event.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { type DialTarget, dialUpstream } from './dial-upstream.ts';
import { Forge } from './forge-certificates.ts';
import { forwardCleartext } from './forward-cleartext.ts';
import { interceptTunnel } from './intercepted-tunnel.ts';
import type { Interceptor } from './interceptor.ts';
import { type OtherClients, isLoopback, plainAddress, redirect } from './other-clients.ts';
import { WatchedClient } from './watched-client.ts';

export interface StartBuiltinOptions {
  /** URL of the proxy it goes through, user and password inside; null: it connects directly. */
  readonly upstreamProxy: string | null;
  /** PEM of roots accepted at servers besides the usual ones. */
  readonly serverRootsPem?: string;
  /** Left out: it is for our own traffic. */
  readonly others?: OtherClients;
}

const username = 'pinspect';

/** Expected failures: `interceptor-start-failed`, and `interceptor-port-taken` where a certain port was wanted. */
export const startBuiltinInterceptor = async (
  options: StartBuiltinOptions,
): Promise<Result<Interceptor, Failure>> => {
  const others = options.others ?? null;
  const forge = await Forge.create(others?.authority ?? null);
  const credentials = { username, password: randomBytes(24).toString('hex') };
  const expected = `Basic ${Buffer.from(`${username}:${credentials.password}`).toString('base64')}`;
  const emitter = new EventEmitter<{ event: [InterceptorEvent]; watch: [WatchEvent] }>();
  emitter.setMaxListeners(0);
  const sockets = new Set<Socket>();
  let isStopping = false;
  const watch = (event: WatchEvent): void => {
    emitter.emit('watch', event);
  };
  const isPassedThrough = matcherOf(others?.passThrough ?? []);
  const dial = async (target: DialTarget, client: Socket): Promise<Socket> => {
    const to = redirect(target, others?.redirections ?? []);
    // Whoever was sent elsewhere on purpose may go there.
    const isKeptOut = to === target && !isLoopback(plainAddress(client.remoteAddress ?? ''));
    const upstream = await dialUpstream(to, options.upstreamProxy, isKeptOut);
    sockets.add(upstream);
    upstream.on('error', () => upstream.destroy());
    upstream.once('close', () => sockets.delete(upstream));
    return upstream;
  };
  const server = createServer((request, response) => {
    const { url = '' } = request;
    const page = others?.pages.get(url.replace(/[?#].*$/, ''));
    if (page !== undefined) {
      response.writeHead(200, { 'content-type': page.contentType, connection: 'close' }).end(page.body);
    } else if (others !== null && /^http:\/\/[^/]/i.test(url) && URL.canParse(url)) {
      const target = new URL(url);
      const port = target.port === '' ? 80 : Number(target.port);
      const host = target.hostname.replace(/^\[|\]$/g, '');
      WatchedClient.open(request.socket, others, watch).then(
        (watched) => {
          forwardCleartext(request, response, target, watched, async () =>
            dial({ host, port }, request.socket),
          );
        },
        () => response.destroy(),
      );
    } else {
      // Cleartext is nobody's secret: there is nothing to open up.
      response.writeHead(others === null ? 405 : 404, { 'content-length': 0, connection: 'close' }).end();
    }
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
    if (others === null && request.headers['proxy-authorization'] !== expected) {
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
    const begin = async (): Promise<void> => {
      const watched = others === null ? null : await WatchedClient.open(client, others, watch);
      watched?.tell({ kind: 'asked', ...target });
      const close = (): void => {
        if (isStopping) watched?.cut();
        watched?.closed();
      };
      if (client.destroyed) {
        close();
        return;
      }
      client.once('close', () => setImmediate(close));
      const stopHearing = watched === null ? null : hearEnd(client);
      let upstream: Socket;
      try {
        upstream = await dial(target, client);
      } catch (error) {
        const why = errorText(error);
        tell('server-failed', `${target.host}:${target.port}: ${why}`);
        watched?.tell({ kind: 'server-failed', why });
        watched?.cut();
        client.end(answerLine('502 Bad Gateway'));
        // Nobody reads it any more, and an end that is not read is never seen.
        client.resume();
        return;
      } finally {
        stopHearing?.();
      }
      if (client.closed) {
        upstream.destroy();
        return;
      }
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      await interceptTunnel(client, upstream, target, {
        forge,
        dial: async () => dial(target, client),
        serverRootsPem: options.serverRootsPem ?? '',
        tell,
        watched,
        isPassedThrough,
      });
    };
    begin().catch((error: unknown) => {
      client.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  const { host, port } = others?.listen ?? { host: '127.0.0.1', port: 0 };
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    return failure(cannotListen(host, port, error));
  }
  return success({
    name: 'built-in interceptor',
    ownership: 'started',
    address: {
      host,
      port: (server.address() as AddressInfo).port,
      credentials: others === null ? credentials : null,
    },
    caPem: forge.caPem,
    hasEvents: true,
    onEvent: (listener) => {
      emitter.on('event', listener);
      return () => emitter.off('event', listener);
    },
    onWatch: (listener) => {
      emitter.on('watch', listener);
      return () => emitter.off('watch', listener);
    },
    // It lives in this process, and ends with it.
    onExit: () => () => undefined,
    stop: async () => {
      if (!server.listening) return;
      isStopping = true;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      // The last events come a turn after their sockets.
      await new Promise((resolve) => setImmediate(resolve));
      emitter.removeAllListeners();
    },
  });
};

/**
 * Notices that the client has gone while nobody reads from it, and leaves what it sends where it is. A name may take long to
 * resolve. Returns what ends it.
 */
const hearEnd = (client: Socket): (() => void) => {
  const listen = (): void => {
    if (client.readableLength === 0) client.read();
  };
  client.on('readable', listen);
  return () => client.off('readable', listen);
};

const cannotListen = (host: string, port: number, error: unknown): Failure => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return {
      code: 'interceptor-port-taken',
      message: `Port ${port} of ${host} is taken by another program.`,
      advice: 'Choose another port, or end the program that listens there.',
    };
  if (code === 'EADDRNOTAVAIL')
    return {
      code: 'interceptor-no-such-address',
      message: `This computer has no address ${host}.`,
      advice: 'Choose one of its addresses, or 0.0.0.0 for all of them.',
    };
  return {
    code: 'interceptor-start-failed',
    message: `The built-in interceptor could not listen on ${host}: ${message}.`,
    advice:
      code === 'EACCES' ? 'Choose a port above 1023.' : 'Close programs that hold many ports, and try again.',
  };
};

/** Patterns that cannot be read match nothing: who takes them from a person refuses them first. */
const matcherOf = (patterns: readonly string[]): ((host: string) => boolean) => {
  const parsed = patterns.flatMap((text) => {
    const pattern = parseHostPattern(text);
    return pattern.ok ? [pattern.value] : [];
  });
  return (text) => {
    const host = canonicalHost(text);
    return host.ok && parsed.some((pattern) => matchesHost(pattern, host.value));
  };
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
