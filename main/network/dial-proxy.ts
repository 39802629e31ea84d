/**
 * A tunnel through a proxy: CONNECT over HTTP or HTTPS (RFC 9110, 9.3.6), or SOCKS. The proxy is only a way: the
 * certificate of the server behind it is judged by the pins as on any route. A proxy spoken to over TLS is judged itself
 * before it is sent anything, its user and password included (proxy-trust.ts).
 */
import { bracketed } from '../../common/bracketed.ts';
import { request as httpRequest } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { SocksClient } from 'socks';
import { type Result, failure, success } from '../../common/result.ts';
import { type Dialled, type Target, dialDirect, onAbort } from './dial-direct.ts';
import {
  type DialFailure,
  describeProxyAnswer,
  describeProxyError,
  proxyTimedOut,
  proxyUnreachable,
  proxyUntrusted,
} from './dial-failure.ts';
import type { ProxyTrust } from './proxy-trust.ts';
import type { ProxyServer } from './route.ts';

/** A connection on which an HTTP or HTTPS proxy takes requests. */
export const dialHttpProxy = async (
  proxy: ProxyServer,
  trust: ProxyTrust,
  signal: AbortSignal,
): Promise<Result<Dialled, DialFailure>> => {
  const reached = await dialDirect(proxy, signal);
  if (!reached.ok) return failure(proxyUnreachable(proxy, reached.error));
  return proxy.scheme === 'https' ? secure(reached.value, proxy, trust, signal) : reached;
};

const secure = async (
  reached: Dialled,
  proxy: ProxyServer,
  trust: ProxyTrust,
  signal: AbortSignal,
): Promise<Result<Dialled, DialFailure>> =>
  new Promise((resolve) => {
    const socket = connectTls({
      socket: reached.socket,
      host: proxy.host,
      // RFC 6066, 3: an address is no server name.
      ...(isIP(proxy.host) === 0 ? { servername: proxy.host } : {}),
      ALPNProtocols: ['http/1.1'],
      ca: [...trust.rootsFor(proxy.host)],
      rejectUnauthorized: true,
    });
    const stopListening = onAbort(signal, () => socket.destroy());
    socket.once('secureConnect', () => {
      const objection = trust.objection(proxy.host, socket.getPeerCertificate(true));
      if (objection !== null) {
        resolve(failure(proxyUntrusted(proxy, objection)));
        socket.destroy();
        return;
      }
      stopListening();
      resolve(success({ ...reached, socket }));
    });
    socket.on('error', (error) => {
      resolve(failure(signal.aborted ? proxyTimedOut(proxy) : describeProxyError(error, proxy)));
    });
    socket.once('close', () => {
      stopListening();
      reached.socket.destroy();
      resolve(failure(signal.aborted ? proxyTimedOut(proxy) : closedByProxy(proxy)));
    });
  });

export const dialThroughHttpProxy = async (
  target: Target,
  proxy: ProxyServer,
  trust: ProxyTrust,
  signal: AbortSignal,
): Promise<Result<Dialled, DialFailure>> => {
  const reached = await dialHttpProxy(proxy, trust, signal);
  if (!reached.ok) return reached;
  const { socket } = reached.value;
  const asked = await askForTunnel(socket, target, proxy, signal);
  if (asked !== null) {
    socket.destroy();
    return failure(asked);
  }
  return reached;
};

/** Null when the tunnel stands. */
const askForTunnel = async (
  socket: Duplex,
  target: Target,
  proxy: ProxyServer,
  signal: AbortSignal,
): Promise<DialFailure | null> =>
  new Promise((resolve) => {
    const authority = `${bracketed(target.host)}:${target.port}`;
    const request = httpRequest({
      createConnection: () => socket,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...proxyAuthorization(proxy) },
    });
    const stopListening = onAbort(signal, () => request.destroy());
    const finish = (outcome: DialFailure | null): void => {
      stopListening();
      resolve(outcome);
    };
    request.once('connect', (response, _socket, head) => {
      if (response.statusCode !== 200) {
        finish(describeProxyAnswer(response, proxy, authority));
        return;
      }
      // A server speaks second in TLS: bytes before our hello are not expected, and are kept all the same.
      if (head.length > 0) socket.unshift(head);
      finish(null);
    });
    request.once('response', (response) => {
      response.destroy();
      finish(describeProxyAnswer(response, proxy, authority));
    });
    request.on('error', (error) => {
      finish(signal.aborted ? proxyTimedOut(proxy) : describeProxyError(error, proxy));
    });
    request.once('close', () => {
      finish(signal.aborted ? proxyTimedOut(proxy) : closedByProxy(proxy));
    });
    request.end();
  });

const closedByProxy = (proxy: ProxyServer): DialFailure =>
  proxyUnreachable(proxy, { sentence: 'It closed the connection.' });

export const proxyAuthorization = (proxy: ProxyServer): Record<string, string> =>
  proxy.username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64')}`,
      };

export const dialThroughSocks = async (
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
      existing_socket: socket,
      proxy: {
        host: proxy.host,
        port: proxy.port,
        type: proxy.scheme === 'socks4' ? 4 : 5,
        ...(proxy.username === '' ? {} : { userId: proxy.username, password: proxy.password }),
      },
    });
    return reached;
  } catch (error) {
    socket.destroy();
    return failure(signal.aborted ? proxyTimedOut(proxy) : describeProxyError(error, proxy));
  } finally {
    stopListening();
  }
};
