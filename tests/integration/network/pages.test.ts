// Pages in a pinned session. That all of this does arrive without the product is shown in chromium-control.test.ts; that
// it arrives with it, when the pins fit, is shown here.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchHarness, type LaunchedHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { pageWays } from '../../support/servers/everything-page.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startPlainServer } from '../../support/servers/plain-server.ts';
import { startUdpListener } from '../../support/servers/udp-listener.ts';

const chains = createTestChains(['a.example.test', 'b.example.test']);
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const pinned = (pin: string): object => ({
  version: 1,
  pinSets: [{ pattern: 'b.example.test', pins: [pin] }],
});

let harness: LaunchedHarness;
let own: GenuineServer;
let target: GenuineServer;

beforeAll(async () => {
  harness = await launchHarness([chains.root.certificatePem], { headless: false });
});
afterAll(async () => {
  await harness.close();
});
beforeEach(async () => {
  own = await startGenuineServer({ certificate: chains.genuine });
  target = await startGenuineServer({ certificate: chains.genuine });
  await harness.call('start', { version: 1, pinSets: [] });
  await harness.call('forget');
  return async () => {
    expect((await harness.call('seen')).bugs).toEqual([]);
    await own.stop();
    await target.stop();
  };
});

const origin = (): string => `https://b.example.test:${target.port}`;
const everything = (to: string): string =>
  `https://a.example.test:${own.port}/page?target=${encodeURIComponent(to)}`;
const waysThatArrived = (): readonly (string | null)[] =>
  [
    ...new Set(target.traffic.requests.map(({ url }) => new URL(url, origin()).searchParams.get('by'))),
  ].toSorted();

describe('a page that reaches another origin in every way a page can', () => {
  test('arrives when the pins of that origin fit', async () => {
    await harness.call('setPolicy', pinned(chains.genuine.spkiSha256));
    await harness.call('inPage', everything(origin()), 'globalThis.outcomes');
    await expect.poll(waysThatArrived).toEqual(pageWays.filter((way) => way !== 'preconnect').toSorted());
    // Chromium ends surplus sockets while they wait their turn: a host must not wait for one that has left.
    const { connections } = await harness.call('seen');
    expect(connections.filter(({ errorCode }) => errorCode === 'handshake-timeout')).toEqual([]);
  });

  test('sends nothing when they do not: no request, no byte of an upload', async () => {
    await harness.call('setPolicy', pinned(dummy));
    const { load } = await harness.call('inPage', everything(origin()), 'globalThis.outcomes');
    expect(load).toBe('loaded');
    expect(target.traffic).toMatchObject({ requests: [], contentBytes: 0, webSocketBytes: 0 });
    const { connections } = await harness.call('seen');
    expect(
      connections.filter(({ host, action }) => host === 'b.example.test' && action === 'allowed'),
    ).toEqual([]);
  });

  test('sends nothing in the clear to a pinned host either', async () => {
    const plain = await startPlainServer();
    await harness.call('setPolicy', pinned(chains.genuine.spkiSha256));
    const page = `http://a.example.test:${plain.port}/page?target=${encodeURIComponent(`http://b.example.test:${plain.port}`)}`;
    const { load } = await harness.call('inPage', page, 'globalThis.outcomes');
    expect(load).toBe('loaded');
    expect(plain.traffic.requests.filter(({ url }) => url.includes('by='))).toEqual([]);
    expect(plain.traffic.webSocketBytes).toBe(0);
    await plain.stop();
  });
});

test('a navigation to a wrongly pinned host fails, and sends nothing', async () => {
  await harness.call('setPolicy', pinned(dummy));
  expect((await harness.call('inPage', `${origin()}/page`, '1')).load).toMatch(/ERR_/);
  expect(target.traffic).toMatchObject({ requests: [], contentBytes: 0 });
});

test('what a service worker fetches for its page is judged', async () => {
  const fetchIt = `globalThis.isControlled
    .then(() => fetch(${JSON.stringify(`${origin()}/?by=service-worker`)}))
    .then((response) => response.status, () => 'failed')`;
  const page = `https://a.example.test:${own.port}/service-worker-page`;
  await harness.call('setPolicy', pinned(chains.genuine.spkiSha256));
  expect(await harness.call('inPage', page, fetchIt)).toEqual({ load: 'loaded', outcome: 200 });
  expect(waysThatArrived()).toEqual(['service-worker']);
  await harness.call('setPolicy', pinned(dummy));
  expect(await harness.call('inPage', page, fetchIt)).toEqual({ load: 'loaded', outcome: 'failed' });
  expect(target.traffic.requests).toHaveLength(1);
});

test('WebRTC sends no UDP past the relay', async () => {
  const stun = await startUdpListener();
  await harness.call(
    'inPage',
    `https://a.example.test:${own.port}/frame`,
    `(async () => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${stun.port}' }] });
      peer.createDataChannel('any');
      await peer.setLocalDescription(await peer.createOffer());
      await new Promise((resolve) => setTimeout(resolve, 1000));
    })()`,
  );
  expect(stun.packets).toEqual([]);
  await stun.stop();
});

describe('after a change of the policy, the old epoch delivers nothing more', () => {
  test('not from its cache', async () => {
    const url = `${origin()}/cacheable`;
    await harness.call('holdSession', url);
    const first = await harness.call('fetchHeld', url);
    expect(first).toMatch(/^200 made at/);
    expect(await harness.call('fetchHeld', url)).toBe(first);
    await harness.call('setPolicy', pinned(dummy));
    await expect.poll(async () => harness.call('fetchHeld', url)).not.toMatch(/^200/);
    expect(target.traffic.requests).toHaveLength(1);
  });

  test('not from a service worker: its pages are closed', async () => {
    const url = `${origin()}/service-worker-page`;
    const { outcome } = await harness.call('inPage', url, 'globalThis.isControlled', { keepsOpen: true });
    expect(outcome).toBe(true);
    expect(await harness.call('openPages')).toBe(1);
    await harness.call('setPolicy', pinned(dummy));
    await expect.poll(async () => harness.call('openPages')).toBe(0);
    expect((await harness.call('inPage', url, '1')).load).toMatch(/ERR_/);
  });

  test('not on a stream that runs', async () => {
    await harness.call('startStream', `${origin()}/slow?everyMs=20&count=1000&chunkBytes=1000`);
    await expect.poll(async () => harness.call('streamedBytes')).toBeGreaterThan(3_000);
    await harness.call('setPolicy', pinned(dummy));
    await expect.poll(() => target.traffic.openConnections).toBe(0);
    // What had come by then may still be read; the whole would be a million bytes.
    await expect.poll(async () => harness.call('isStreamOver')).toBe(true);
    expect(await harness.call('streamedBytes')).toBeLessThan(900_000);
  });
});
