// Names and addresses in every spelling: the pins of the host count, whatever way it is written.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchHarness, type LaunchedHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';

const chains = createTestChains();
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

const allPinned = (pin: string): object => ({
  version: 1,
  pinSets: ['**.example.test', 'localhost', '127.0.0.1', '::1'].map((pattern) => ({ pattern, pins: [pin] })),
});

let harness: LaunchedHarness;
let server: GenuineServer;

beforeAll(async () => {
  harness = await launchHarness([chains.root.certificatePem]);
});
afterAll(async () => {
  await harness.close();
});
beforeEach(async () => {
  server = await startGenuineServer({ certificate: chains.genuine, alsoIpv6: true });
  await harness.call('start', { version: 1, pinSets: [] });
  await harness.call('forget');
  return async () => {
    expect((await harness.call('seen')).bugs).toEqual([]);
    await server.stop();
  };
});

describe('the pins count for', () => {
  test.each([
    'a.example.test',
    'a.example.test.',
    'BÜCHER.example.test',
    'xn--bcher-kva.example.test',
    '127.0.0.1',
    'localhost',
    '0x7f.1',
  ])('%s', async (host) => {
    await harness.call('setPolicy', allPinned(dummy));
    expect(await harness.call('probe', `https://${host}:${server.port}/`)).toMatchObject({
      outcome: 'blocked',
    });
    expect(server.traffic.requests).toEqual([]);
    await harness.call('setPolicy', allPinned(chains.genuine.spkiSha256));
    const text = await harness.call('probe', `https://${host}:${server.port}/`);
    // Chromium does not match a certificate with a trailing dot's host differently.
    expect(text).toMatchObject({ hops: [{ verdict: 'pinned', action: 'allowed' }] });
  });

  test.each(['[::1]', '[0:0:0:0:0:0:0:1]'])('%s', async (host) => {
    await harness.call('setRoute', { overrides: [] });
    const address = `https://${host}:${server.port}/`;
    await harness.call('setPolicy', allPinned(dummy));
    expect(await harness.call('probe', address)).toMatchObject({ outcome: 'blocked' });
    expect(server.traffic.requests).toEqual([]);
    await harness.call('setPolicy', allPinned(chains.genuine.spkiSha256));
    expect(await harness.call('probe', address)).toMatchObject({
      outcome: 'response',
      hops: [{ verdict: 'pinned', action: 'allowed' }],
    });
    const { connections } = await harness.call('seen');
    expect(connections.at(-1)).toMatchObject({ host: '::1', address: `[::1]:${server.port}` });
  });
});
