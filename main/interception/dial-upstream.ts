/** Opens the built-in interceptor's connection towards a server: directly, or through the proxy it inherits. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { lookup, type LookupAddress } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { SocksClient } from 'socks';
import { isLoopback, plainAddress } from './other-clients.ts';
import { decodePercent } from './upstream-proxy.ts';

export interface DialTarget {
  readonly host: string;
  readonly port: number;
}

const timeoutMs = 10_000;

/**
 * Rejects with an error whose message is for people. `proxyUrl`: http, https, socks4 or socks5; null: direct.
 * `isKeptOut`: for a client from elsewhere, who may not reach what listens on this computer for its owner alone.
 */
export const dialUpstream = async (
  target: DialTarget,
  proxyUrl: string | null,
  isKeptOut = false,
): Promise<Socket> => {
  if (proxyUrl === null) return dialDirect(target, isKeptOut);
  const proxy = new URL(proxyUrl);
  return proxy.protocol.startsWith('socks')
    ? dialThroughSocks(target, proxy)
    : dialThroughHttpProxy(target, proxy);
};

const dialDirect = async ({ host, port }: DialTarget, isKeptOut: boolean): Promise<Socket> =>
  new Promise((resolve, reject) => {
    if (isKeptOut && isIP(host) !== 0 && isThisComputer(host)) {
      reject(new Error(notForOthers));
      return;
    }
    const socket = connect({
      host,
      port,
      noDelay: true,
      timeout: timeoutMs,
      ...(isKeptOut ? { lookup: lookupElsewhere } : {}),
    });
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
  });

const notForOthers = 'a client from another computer may not be led to this one';

const isThisComputer = (address: string): boolean =>
  isLoopback(address) ||
  /^(0\.|::$|169\.254\.|fe80:)/i.test(plainAddress(address)) ||
  Object.values(networkInterfaces()).some((own) =>
    own?.some((each) => each.address === plainAddress(address)),
  );

/** Judged here, on the address that is then connected to: a name that is asked for twice may answer twice. */
const lookupElsewhere: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error !== null) {
      callback(error, '', 0);
      return;
    }
    const elsewhere = found.filter(({ address }) => !isThisComputer(address));
    const [first] = elsewhere;
    if (first === undefined) callback(new Error(notForOthers), '', 0);
    else if (options.all === true) callback(null, elsewhere);
    else callback(null, first.address, first.family);
  });
};

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
