// The relay's way out through proxies, in plain Node: what they are told, and how their own certificates are judged.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { parsePolicy } from '../../../common/pinning/parse-policy.ts';
import { rulesOfPolicy } from '../../../common/pinning/pin-rules.ts';
import type { Result } from '../../../common/result.ts';
import type { Dialled } from '../../../main/network/dial-direct.ts';
import type { DialFailure } from '../../../main/network/dial-failure.ts';
import { dial } from '../../../main/network/dial.ts';
import type { TrustAnchor } from '../../../main/network/judge.ts';
import { type ProxyTrust, proxyTrustOf } from '../../../main/network/proxy-trust.ts';
import type { Hop, ProxyServer } from '../../../main/network/route.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { listenOnLoopback } from '../../support/servers/loopback-listener.ts';
import { startSocksProxy } from '../../support/servers/socks-proxy.ts';
import { startStallingServer } from '../../support/servers/stalling-server.ts';
import {
  startUpstreamProxy,
  type UpstreamProxy,
  type UpstreamProxyOptions,
} from '../../support/servers/upstream-proxy.ts';

const chains = createTestChains(['localhost']);
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

const anchor: TrustAnchor = {
  certificate: chains.root.certificateDer,
  subject: 'the root',
  hostPatterns: [],
  until: null,
};

const trust = (pins: readonly string[] = [], anchors: readonly TrustAnchor[] = [anchor]): ProxyTrust => {
  const policy = parsePolicy({
    version: 1,
    // About the hosts that are asked for, not about the proxy.
    unpinnedHosts: 'refuse',
    pinSets: pins.length === 0 ? [] : [{ pattern: 'localhost', pins }],
  });
  if (!policy.ok) throw new Error('The policy of the test is wrong.');
  return proxyTrustOf({
    pins: rulesOfPolicy(compilePolicy(policy.value)),
    anchors,
    trustsAnchorsOnly: false,
  });
};

const undo: (() => unknown)[] = [];
let target: Server;
const targetPort = (): number => (target.address() as AddressInfo).port;
beforeEach(async () => {
  target = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
  await once(target, 'listening');
});
afterEach(async () => {
  for (const stop of undo.splice(0)) await stop();
  target.close();
});

const throughProxy = (proxy: Partial<ProxyServer> & { readonly port: number }): Hop => ({
  kind: 'proxy',
  proxy: { scheme: 'https', host: 'localhost', username: 'u', password: 'p', ...proxy },
});

const dialTarget = async (
  hops: readonly Hop[],
  proxyTrust: ProxyTrust = trust(),
  limitMs = 20_000,
): Promise<Result<Dialled, DialFailure>> =>
  dial({ host: '127.0.0.1', port: targetPort() }, hops, proxyTrust, AbortSignal.timeout(limitMs));

const textOf = async (dialled: Result<Dialled, DialFailure>): Promise<string> => {
  if (!dialled.ok) return dialled.error.sentence;
  let text = '';
  dialled.value.socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(dialled.value.socket, 'close');
  return text;
};

const codeOf = (dialled: Result<Dialled, DialFailure>): string =>
  dialled.ok ? 'connected' : dialled.error.code;

const httpsProxy = async (options: UpstreamProxyOptions = {}): Promise<UpstreamProxy> => {
  const proxy = await startUpstreamProxy({
    credentials: { user: 'u', password: 'p' },
    certificate: chains.genuine,
    ...options,
  });
  undo.push(proxy.stop);
  return proxy;
};

describe('an HTTPS proxy', () => {
  test('carries the tunnel, and gets user and password', async () => {
    const { port, requests } = await httpsProxy();
    expect(await textOf(await dialTarget([throughProxy({ port })]))).toBe('hello');
    expect(requests).toMatchObject([
      { method: 'CONNECT', target: `127.0.0.1:${targetPort()}`, credentials: 'u:p' },
    ]);
  });

  test('with the wrong password says so', async () => {
    const { port } = await httpsProxy();
    const dialled = await dialTarget([throughProxy({ port, password: 'wrong' })]);
    expect(dialled).toMatchObject({ ok: false, error: { code: 'proxy-authentication' } });
  });

  test.each([
    ['signed by nobody known', chains.attacker],
    ['that is its own issuer', chains.selfSigned],
    ['for another host', chains.wrongHost],
    ['out of date', chains.expired],
    ['not yet valid', chains.notYetValid],
  ])('with a certificate %s is not told user and password', async (_what, certificate) => {
    const { port, requests } = await httpsProxy({ certificate });
    expect(codeOf(await dialTarget([throughProxy({ port })]))).toBe('proxy-untrusted');
    expect(requests).toEqual([]);
  });

  test('of a CA that is trusted for other hosts only is refused', async () => {
    const { port, requests } = await httpsProxy();
    const elsewhere = { kind: 'exact', text: 'elsewhere.test', host: 'elsewhere.test' } as const;
    const limited = trust([], [{ ...anchor, hostPatterns: [elsewhere] }]);
    expect(codeOf(await dialTarget([throughProxy({ port })], limited))).toBe('proxy-untrusted');
    expect(requests).toEqual([]);
  });

  test('whose host has pins must match one of them', async () => {
    const { port, requests } = await httpsProxy();
    const refused = await dialTarget([throughProxy({ port })], trust([dummy]));
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'proxy-untrusted', sentence: expect.stringContaining('localhost') as string },
    });
    expect(requests).toEqual([]);
    for (const pin of [chains.genuine.spkiSha256, chains.root.spkiSha256])
      expect(codeOf(await dialTarget([throughProxy({ port })], trust([dummy, pin])))).toBe('connected');
  });

  test('that appends the pinned certificate to another chain is refused', async () => {
    const { port, requests } = await httpsProxy({ certificate: chains.attackerWithGenuineAppended });
    const both = [anchor, { ...anchor, certificate: chains.attackerRoot.certificateDer }];
    const pinned = trust([chains.genuine.spkiSha256], both);
    expect(codeOf(await dialTarget([throughProxy({ port })], pinned))).toBe('proxy-untrusted');
    expect(requests).toEqual([]);
  });

  test('that speaks no TLS is said not to be one', async () => {
    const proxy = await startUpstreamProxy();
    undo.push(proxy.stop);
    expect(await dialTarget([throughProxy({ port: proxy.port })])).toMatchObject({
      ok: false,
      error: {
        code: 'proxy-unreachable',
        sentence: expect.stringMatching(/closed the connection/) as string,
      },
    });
  });
});

describe('a proxy that goes silent is given up at the deadline, not later', () => {
  const schemes = ['http', 'https', 'socks4', 'socks5'] as const;
  test.each(schemes)('%s, before it says anything', async (scheme) => {
    const stalled = await startStallingServer();
    undo.push(stalled.stop);
    const startedMs = performance.now();
    const dialled = await dialTarget([throughProxy({ scheme, port: stalled.port })], trust(), 300);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(dialled).toMatchObject({
      ok: false,
      error: { code: 'proxy-unreachable', sentence: expect.stringContaining('in time') as string },
    });
  });

  test('https, after its handshake', async () => {
    const proxy = await startUpstreamProxy({ certificate: chains.genuine, portFor: () => stalled.port });
    const stalled = await startStallingServer();
    undo.push(proxy.stop, stalled.stop);
    const dialled = await dialTarget([throughProxy({ port: proxy.port })], trust(), 500);
    // The tunnel stands: from here on the handshake with the server has its own deadline.
    expect(codeOf(dialled)).toBe('connected');
    if (dialled.ok) dialled.value.socket.destroy();
  });
});

describe('a proxy that is no such proxy', () => {
  const answering = async (answer: string): Promise<number> => {
    const listener = await listenOnLoopback((socket: Socket) => {
      socket.once('data', () => socket.end(answer));
    });
    undo.push(listener.stop);
    return listener.port;
  };

  test.each([
    ['http', 'SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'proxy-unreachable'],
    ['http', 'nothing', '', 'proxy-unreachable'],
    ['http', 'a redirect', 'HTTP/1.1 301 Moved\r\nLocation: http://elsewhere/\r\n\r\n', 'proxy-refused'],
    ['http', 'an endless reason', `HTTP/1.1 503 ${'x'.repeat(5_000)}\r\n\r\n`, 'proxy-refused'],
    ['socks5', 'HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'proxy-unreachable'],
    ['socks5', 'nothing', '', 'proxy-unreachable'],
    ['socks4', 'HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'proxy-refused'],
  ] as const)(
    '%s, answering with %s, is said so in a short sentence',
    async (scheme, _with, answer, code) => {
      const port = await answering(answer);
      const dialled = await dialTarget([throughProxy({ scheme, port })]);
      expect(codeOf(dialled)).toBe(code);
      if (!dialled.ok) expect(dialled.error.sentence.length).toBeLessThan(300);
    },
  );
});

describe('a list of ways out', () => {
  const direct: Hop = { kind: 'direct' };

  test('goes on when a proxy is not there', async () => {
    const gone = await startUpstreamProxy();
    await gone.stop();
    expect(codeOf(await dialTarget([throughProxy({ scheme: 'http', port: gone.port }), direct]))).toBe(
      'connected',
    );
  });

  test('ends at a proxy that said no: going past it would be going around it', async () => {
    const connections = { count: 0 };
    target.on('connection', () => (connections.count += 1));
    const refusing = await startUpstreamProxy({ refuseWith: 403 });
    const asking = await startUpstreamProxy({ credentials: { user: 'u', password: 'other' } });
    const untrusted = await httpsProxy({ certificate: chains.attacker });
    const socks = await startSocksProxy({ refuseWith: 2 });
    undo.push(refusing.stop, asking.stop, socks.stop);
    const plain = { scheme: 'http' } as const;
    const codes = [];
    for (const proxy of [
      { ...plain, port: refusing.port },
      { ...plain, port: asking.port },
      { port: untrusted.port },
      { scheme: 'socks5', port: socks.port } as const,
    ])
      codes.push(codeOf(await dialTarget([throughProxy(proxy), direct])));
    expect(codes).toEqual(['proxy-refused', 'proxy-authentication', 'proxy-untrusted', 'proxy-refused']);
    expect(connections.count).toBe(0);
  });

  test('that is empty is a failure, never a direct connection', async () => {
    expect(codeOf(await dialTarget([]))).toBe('connect-failed');
  });
});
