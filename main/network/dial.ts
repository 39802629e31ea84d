/** Opens the relay's outgoing connection: directly, or through an HTTP(S) or SOCKS proxy, by the route in force. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SocksClient } from 'socks';
import { type Result, failure, success } from '../../common/result.ts';
import { type Hop, type ProxyServer, bracketed, describeProxy } from './route.ts';

export interface Dialled {
  readonly socket: Duplex;
  /** Address and port of the next hop. */
  readonly address: string;
  /** Our own port towards the next hop: what an interceptor sees as its client's. */
  readonly localPort: number | null;
}

export interface DialFailure {
  readonly code:
    | 'name-not-resolved'
    | 'connect-refused'
    | 'connect-timeout'
    | 'network-unreachable'
    | 'proxy-unreachable'
    | 'proxy-authentication'
    | 'proxy-refused'
    | 'connect-failed';
  readonly sentence: string;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Tries the hops in order, as a PAC list demands; the failure is the last one's. */
export const dial = async (
  target: Target,
  hops: readonly Hop[],
  signal: AbortSignal,
): Promise<Result<Dialled, DialFailure>> => {
  let last: Result<Dialled, DialFailure> = failure({
    code: 'connect-failed',
    sentence: 'The route names no way out.',
  });
  for (const hop of hops) {
    last = await dialHop(target, hop, signal);
    if (last.ok || signal.aborted) return last;
  }
  return last;
};

const dialHop = async (
  target: Target,
  hop: Hop,
  signal: AbortSignal,
): Promise<Result<Dialled, DialFailure>> => {
  if (hop.kind === 'direct') return dialDirect(target, signal);
  const { proxy } = hop;
  return proxy.scheme === 'http' || proxy.scheme === 'https'
    ? dialThroughHttpProxy(target, proxy, signal)
    : dialThroughSocks(target, proxy, signal);
};

/** `net.connect` tries IPv6 and IPv4 addresses in turn (RFC 8305). */
const dialDirect = async (target: Target, signal: AbortSignal): Promise<Result<Dialled, DialFailure>> =>
  new Promise((resolve) => {
    const socket = connect({ host: target.host, port: target.port, noDelay: true });
    const stopListening = onAbort(signal, () => socket.destroy(new AbortedError()));
    socket.once('connect', () => {
      stopListening();
      socket.removeAllListeners('error');
      resolve(success(dialled(socket, socket)));
    });
    socket.once('error', (error) => {
      stopListening();
      resolve(failure(describeDialError(error, `${bracketed(target.host)}:${target.port}`)));
    });
  });

class AbortedError extends Error {
  readonly code = 'ABORT_ERR';
}

/** Not Node's own `signal` option: that would end the socket also when it aborts long after the connection was made. */
const onAbort = (signal: AbortSignal, act: () => void): (() => void) => {
  if (signal.aborted) queueMicrotask(act);
  signal.addEventListener('abort', act);
  return () => {
    signal.removeEventListener('abort', act);
  };
};

const dialled = (stream: Duplex, socket: Socket): Dialled => ({
  socket: stream,
  address: `${bracketed(socket.remoteAddress ?? '')}:${socket.remotePort ?? 0}`,
  localPort: socket.localPort ?? null,
});

const dialThroughHttpProxy = async (
  target: Target,
  proxy: ProxyServer,
  signal: AbortSignal,
): Promise<Result<Dialled, DialFailure>> =>
  new Promise((resolve) => {
    const authority = `${bracketed(target.host)}:${target.port}`;
    const request = (proxy.scheme === 'https' ? httpsRequest : httpRequest)({
      host: proxy.host,
      port: proxy.port,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      agent: false,
      ...(proxy.scheme === 'https' ? { servername: proxy.host, ALPNProtocols: ['http/1.1'] } : {}),
    });
    const stopListening = onAbort(signal, () => request.destroy(new AbortedError()));
    request.once('close', stopListening);
    request.once('connect', (response, socket, head) => {
      stopListening();
      if (response.statusCode !== 200) {
        socket.destroy();
        resolve(
          failure(
            describeProxyAnswer(response.statusCode ?? 0, response.statusMessage ?? '', proxy, authority),
          ),
        );
        return;
      }
      // A server speaks second in TLS: bytes before our hello are not expected, and are kept all the same.
      if (head.length > 0) socket.unshift(head);
      socket.setNoDelay(true);
      socket.removeAllListeners('error');
      resolve(success(dialled(socket, socket)));
    });
    request.once('response', (response) => {
      response.destroy();
      resolve(
        failure(
          describeProxyAnswer(response.statusCode ?? 0, response.statusMessage ?? '', proxy, authority),
        ),
      );
    });
    request.once('error', (error) => {
      resolve(failure(describeProxyError(error, proxy)));
    });
    request.end();
  });

export const proxyAuthorization = (proxy: ProxyServer): Record<string, string> =>
  proxy.username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64')}`,
      };

const dialThroughSocks = async (
  target: Target,
  proxy: ProxyServer,
  signal: AbortSignal,
): Promise<Result<Dialled, DialFailure>> => {
  // The socket is ours from the start, because the library knows no signal, only a time-out of its own.
  const reached = await dialDirect(proxy, signal);
  if (!reached.ok) return failure(proxyUnreachable(proxy, reached.error));
  const { socket } = reached.value;
  const stopListening = onAbort(signal, () => socket.destroy());
  try {
    await SocksClient.createConnection({
      command: 'connect',
      destination: { host: target.host, port: target.port },
      existing_socket: socket as Socket,
      proxy: {
        host: proxy.host,
        port: proxy.port,
        type: proxy.scheme === 'socks4' ? 4 : 5,
        ...(proxy.username === '' ? {} : { userId: proxy.username, password: proxy.password }),
      },
    });
    return success(reached.value);
  } catch (error) {
    socket.destroy();
    return failure(signal.aborted ? proxyTimedOut(proxy) : describeProxyError(error, proxy));
  } finally {
    stopListening();
  }
};

const proxyTimedOut = (proxy: ProxyServer): DialFailure => ({
  code: 'proxy-unreachable',
  sentence: `The proxy ${describeProxy(proxy)} did not answer in time.`,
});

const proxyUnreachable = (proxy: ProxyServer, { sentence }: DialFailure): DialFailure => ({
  code: 'proxy-unreachable',
  sentence: `The proxy ${describeProxy(proxy)} cannot be reached: ${sentence}`,
});

const describeProxyAnswer = (
  status: number,
  statusText: string,
  proxy: ProxyServer,
  authority: string,
): DialFailure =>
  status === 407
    ? {
        code: 'proxy-authentication',
        sentence: `The proxy ${describeProxy(proxy)} wants a user and password that fit (407 ${statusText}).`,
      }
    : {
        code: 'proxy-refused',
        sentence: `The proxy ${describeProxy(proxy)} did not connect to ${authority}: it answered ${status} ${statusText}.`,
      };

const describeProxyError = (error: unknown, proxy: ProxyServer): DialFailure => {
  const message = error instanceof Error ? error.message : String(error);
  if (/authentication/i.test(message))
    return {
      code: 'proxy-authentication',
      sentence: `The proxy ${describeProxy(proxy)} did not accept the user and password.`,
    };
  if (/rejected connection|host ?unreachable/i.test(message))
    return {
      code: 'proxy-refused',
      sentence: `The proxy ${describeProxy(proxy)} did not connect: ${message}.`,
    };
  return proxyUnreachable(proxy, describeDialError(error, describeProxy(proxy)));
};

/** Words for Node's connection errors (`error.code`); an AggregateError holds one per address tried. */
const describeDialError = (error: unknown, where: string): DialFailure => {
  const code = errorCode(error) ?? '';
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ENODATA':
      return { code: 'name-not-resolved', sentence: `The name of ${where} could not be found (DNS).` };
    case 'ECONNREFUSED':
      return { code: 'connect-refused', sentence: `${where} refused the connection: nothing listens there.` };
    case 'ETIMEDOUT':
    case 'ABORT_ERR':
      return { code: 'connect-timeout', sentence: `${where} did not answer in time.` };
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return { code: 'network-unreachable', sentence: `There is no way to ${where} from here.` };
    default:
      return {
        code: 'connect-failed',
        sentence: `The connection to ${where} failed (${code === '' ? String(error) : code}).`,
      };
  }
};

const errorCode = (error: unknown): string | undefined => {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
};
