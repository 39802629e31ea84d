import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../../main/network/route.ts';
import { launchHarness, type LaunchedHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startFragmentingFront } from '../../support/servers/fragmenting-front.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startNotTlsServer, startPlainServer } from '../../support/servers/plain-server.ts';
import { startSocksProxy } from '../../support/servers/socks-proxy.ts';
import { startStallingServer } from '../../support/servers/stalling-server.ts';
import { startUpstreamProxy } from '../../support/servers/upstream-proxy.ts';

const chains = createTestChains(['a.example.test', '*.stall.example.test', 'other.example.test']);
/** Of a root that only the app is told to trust. */
const proxyChains = createTestChains(['localhost']);
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

let harness: LaunchedHarness;
let server: GenuineServer;
const undo: (() => Promise<void>)[] = [];

beforeAll(async () => {
  harness = await launchHarness([chains.root.certificatePem]);
  server = await startGenuineServer({ certificate: chains.genuine });
});
afterAll(async () => {
  await harness.close();
  await server.stop();
});
afterEach(async () => {
  for (const stop of undo.splice(0)) await stop();
});

const through = (proxy: Extract<Route['choice'], { kind: 'proxy' }>['proxy']): Partial<Route> => ({
  choice: { kind: 'proxy', proxy },
});
const noPins = { version: 1, pinSets: [] };
const target = (): string => `https://a.example.test:${server.port}/`;

test('a SOCKS5 proxy with user and password carries the connection, and the row names it', async () => {
  const proxy = await startSocksProxy({ credentials: { user: 'u', password: 'p' } });
  undo.push(proxy.stop);
  await harness.call('start', noPins);
  await harness.call(
    'setRoute',
    through({ scheme: 'socks5', host: '127.0.0.1', port: proxy.port, username: 'u', password: 'p' }),
  );
  await harness.call('forget');
  expect(await harness.call('probe', target())).toMatchObject({ outcome: 'response' });
  expect(proxy.requests).toHaveLength(1);
  const { connections } = await harness.call('seen');
  const asked = `asked for 127.0.0.1:${server.port}`;
  expect(connections).toMatchObject([
    {
      route: {
        text: `socks5://u@127.0.0.1:${proxy.port}, ${asked}`,
        ledTo: `127.0.0.1:${server.port}`,
      },
      address: `127.0.0.1:${proxy.port}`,
    },
  ]);
});

test('a SOCKS5 proxy that does not take the password is named in the error', async () => {
  const proxy = await startSocksProxy({ credentials: { user: 'u', password: 'p' } });
  undo.push(proxy.stop);
  await harness.call('start', noPins);
  await harness.call(
    'setRoute',
    through({ scheme: 'socks5', host: '127.0.0.1', port: proxy.port, username: 'u', password: 'wrong' }),
  );
  expect(await harness.call('probe', target())).toMatchObject({
    outcome: 'failed',
    failure: { code: 'proxy-authentication' },
  });
});

test('an HTTP proxy with user and password carries the connection by CONNECT', async () => {
  const proxy = await startUpstreamProxy({ credentials: { user: 'u', password: 'p' } });
  undo.push(proxy.stop);
  await harness.call('start', noPins);
  const address = { scheme: 'http', host: '127.0.0.1', port: proxy.port, username: 'u' } as const;
  await harness.call('setRoute', through({ ...address, password: 'p' }));
  expect(await harness.call('probe', target())).toMatchObject({ outcome: 'response' });
  expect(proxy.requests).toMatchObject([{ method: 'CONNECT', outcome: 'forwarded' }]);
  await harness.call('setRoute', through({ ...address, password: 'wrong' }));
  expect(await harness.call('probe', target())).toMatchObject({
    outcome: 'failed',
    failure: { code: 'proxy-authentication' },
  });
});

test.each([
  [['Negotiate', 'NTLM'], 'Negotiate or NTLM'],
  [['NTLM TlRMTVNTUAAC='], 'NTLM'],
  [['Digest realm="Basic, ha", nonce="a"', 'Negotiate'], 'Digest or Negotiate'],
])('a proxy that takes only %j is named so in the error, also in the clear', async (challenges, words) => {
  const proxy = await startUpstreamProxy({ credentials: { user: 'u', password: 'p' }, challenges });
  const plain = await startPlainServer();
  undo.push(proxy.stop, plain.stop);
  await harness.call('start', noPins);
  await harness.call(
    'setRoute',
    through({ scheme: 'http', host: '127.0.0.1', port: proxy.port, username: 'u', password: 'wrong' }),
  );
  for (const url of [target(), `http://a.example.test:${plain.port}/`])
    expect(await harness.call('probe', url)).toMatchObject({
      outcome: 'failed',
      failure: { code: 'proxy-scheme', message: expect.stringContaining(`takes only ${words} as`) as string },
    });
  expect(plain.traffic.requests).toHaveLength(0);
});

test('a proxy that offers Basic beside Negotiate is asked with Basic', async () => {
  const proxy = await startUpstreamProxy({
    credentials: { user: 'u', password: 'p' },
    challenges: ['Negotiate', 'Basic realm="a, b"'],
  });
  undo.push(proxy.stop);
  await harness.call('start', noPins);
  const address = { scheme: 'http', host: '127.0.0.1', port: proxy.port, username: 'u' } as const;
  await harness.call('setRoute', through({ ...address, password: 'wrong' }));
  expect(await harness.call('probe', target())).toMatchObject({ failure: { code: 'proxy-authentication' } });
  await harness.call('setRoute', through({ ...address, password: 'p' }));
  expect(await harness.call('probe', target())).toMatchObject({ outcome: 'response' });
});

describe('an HTTPS proxy', () => {
  const addressOf = (port: number): Parameters<typeof through>[0] => ({
    scheme: 'https',
    host: 'localhost',
    port,
    username: 'u',
    password: 'p',
  });

  test('whose CA is trusted for this run carries the connection, and the target’s own pins count', async () => {
    const proxy = await startUpstreamProxy({
      credentials: { user: 'u', password: 'p' },
      certificate: proxyChains.genuine,
    });
    undo.push(proxy.stop);
    await harness.call('start', noPins);
    await harness.call('setRoute', through(addressOf(proxy.port)));
    await harness.call('setAnchors', [proxyChains.root.certificatePem]);
    await harness.call('forget');
    expect(await harness.call('probe', target())).toMatchObject({ outcome: 'response' });
    expect(proxy.requests).toMatchObject([{ method: 'CONNECT', credentials: 'u:p', outcome: 'forwarded' }]);
    const { connections } = await harness.call('seen');
    expect(connections).toMatchObject([
      { route: { text: `https://u@localhost:${proxy.port}, asked for 127.0.0.1:${server.port}` } },
    ]);

    const before = server.traffic.requests.length;
    await harness.call('setPolicy', { version: 1, pinSets: [{ pattern: 'a.example.test', pins: [dummy] }] });
    expect(await harness.call('probe', target())).toMatchObject({
      outcome: 'blocked',
      hops: [{ verdict: 'mismatch' }],
    });
    expect(server.traffic.requests).toHaveLength(before);
  });

  test('that nobody vouches for is told nothing, and the error names it', async () => {
    const proxy = await startUpstreamProxy({ certificate: proxyChains.genuine });
    undo.push(proxy.stop);
    await harness.call('start', noPins);
    await harness.call('setRoute', through(addressOf(proxy.port)));
    const outcome = await harness.call('probe', target());
    expect(outcome).toMatchObject({ outcome: 'failed', failure: { code: 'proxy-untrusted' } });
    expect(proxy.requests).toEqual([]);
  });
});

test('plain http passes to an unpinned host, and not one byte of it to a pinned one', async () => {
  const plain = await startPlainServer();
  undo.push(plain.stop);
  await harness.call('start', noPins);
  const url = `http://a.example.test:${plain.port}/`;
  expect(await harness.call('probe', url)).toMatchObject({
    outcome: 'response',
    hops: [{ verdict: 'unpinned' }],
  });
  expect(plain.traffic.requests).toHaveLength(1);
  await harness.call('setPolicy', { version: 1, pinSets: [{ pattern: 'a.example.test', pins: [dummy] }] });
  expect(await harness.call('probe', url)).toMatchObject({
    outcome: 'blocked',
    failure: { code: 'cleartext' },
  });
  expect(plain.traffic.requests).toHaveLength(1);
});

test.each(['ssh', 'http'] as const)('a port that speaks %s is said not to be TLS', async (speaks) => {
  const other = await startNotTlsServer(speaks);
  undo.push(other.stop);
  await harness.call('start', noPins);
  expect(await harness.call('probe', `https://a.example.test:${other.port}/`)).toMatchObject({
    outcome: 'failed',
    failure: { code: 'not-tls' },
  });
});

test('six stalled hosts, forty requests each, do not hold up another host', async () => {
  const stalled = await startStallingServer();
  undo.push(stalled.stop);
  await harness.call('start', noPins);
  const urls = Array.from(
    { length: 240 },
    (_, at) => `https://h${at % 6}.stall.example.test:${stalled.port}/`,
  );
  let haveStalledEnded = false;
  const stalling = harness.call('burst', urls, 0, 9_000).finally(() => (haveStalledEnded = true));
  await expect.poll(() => stalled.openConnections).toBe(6);
  const other = `https://other.example.test:${server.port}/`;
  expect(await harness.call('fetchText', other, 9_000)).toMatch(/^200/);
  expect(haveStalledEnded).toBe(false);
  const all = await stalling;
  expect(all.filter((text) => text.startsWith('200'))).toEqual([]);
});

test.each(['client-hello', 'mid-server-hello', 'server-hello'] as const)(
  'a server that goes silent after %s ends with a sentence, not with a hung host',
  async (stallAt) => {
    const front = await startFragmentingFront(server.port, { stallAt });
    undo.push(front.stop);
    await harness.call('start', noPins, { handshakeTimeoutMs: 3_000 });
    const outcome = await harness.call('probe', `https://a.example.test:${front.port}/`);
    expect(outcome).toMatchObject({
      outcome: stallAt === 'server-hello' ? 'blocked' : 'failed',
      failure: { code: stallAt === 'server-hello' ? 'no-decision' : 'handshake-timeout' },
    });
    expect(await harness.call('probe', target())).toMatchObject({ outcome: 'response' });
  },
);

test(
  'a server that stalls for 30 seconds is left after ten, and what it says then reaches nobody',
  { timeout: 90_000 },
  async () => {
    const stalled = await startStallingServer({ delayMs: 30_000, targetPort: server.port });
    undo.push(stalled.stop);
    await harness.call('start', noPins);
    const startedMs = performance.now();
    const requestsBefore = server.traffic.requests.length;
    expect(await harness.call('probe', `https://a.example.test:${stalled.port}/`)).toMatchObject({
      outcome: 'failed',
      failure: { code: 'handshake-timeout' },
    });
    expect(performance.now() - startedMs).toBeLessThan(25_000);
    expect(await harness.call('probe', target())).toMatchObject({ outcome: 'response' });
    await expect.poll(() => stalled.openConnections, { timeout: 45_000, interval: 500 }).toBe(0);
    expect(server.traffic.requests).toHaveLength(requestsBefore + 1);
  },
);
