/** Opens the built-in interceptor's connection towards a server: directly, or through the proxy it inherits. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { SocksClient } from 'socks';
import { decodePercent } from './upstream-proxy.ts';

export interface DialTarget {
  readonly host: string;
  readonly port: number;
}

const timeoutMs = 10_000;

/** Rejects with an error whose message is for people. `proxyUrl`: http, https, socks4 or socks5; null: direct. */
export const dialUpstream = async (target: DialTarget, proxyUrl: string | null): Promise<Socket> => {
  if (proxyUrl === null) return dialDirect(target);
  const proxy = new URL(proxyUrl);
  return proxy.protocol.startsWith('socks')
    ? dialThroughSocks(target, proxy)
    : dialThroughHttpProxy(target, proxy);
};

const dialDirect = async ({ host, port }: DialTarget): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, timeout: timeoutMs });
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
  });

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

const dialThroughHttpProxy = async ({ host, port }: DialTarget, proxy: URL): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const authority = `${bracketed(host)}:${port}`;
    const isTls = proxy.protocol === 'https:';
    const login = `${decodePercent(proxy.username)}:${decodePercent(proxy.password)}`;
    const request = (isTls ? httpsRequest : httpRequest)({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (isTls ? 443 : 80) : Number(proxy.port),
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        ...(login === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
      },
      agent: false,
      timeout: timeoutMs,
    });
    request.once('connect', (response, socket, head) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        reject(new Error(`the proxy ${proxy.host} answered ${response.statusCode ?? 0}`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.once('timeout', () =>
      request.destroy(new Error(`the proxy ${proxy.host} did not answer in time`)),
    );
    request.once('error', reject);
    request.once('response', (response) => {
      response.destroy();
      reject(new Error(`the proxy ${proxy.host} answered ${response.statusCode ?? 0}`));
    });
    request.end();
  });

const dialThroughSocks = async (target: DialTarget, proxy: URL): Promise<Socket> => {
  const { socket } = await SocksClient.createConnection({
    command: 'connect',
    destination: target,
    timeout: timeoutMs,
    proxy: {
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? 1080 : Number(proxy.port),
      type: proxy.protocol.startsWith('socks4') ? 4 : 5,
      ...(proxy.username === ''
        ? {}
        : { userId: decodePercent(proxy.username), password: decodePercent(proxy.password) }),
    },
  });
  return socket;
};
