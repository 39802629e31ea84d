// A resumed TLS session shows no certificate, so nothing can be judged: it must not outlive the epoch that judged it.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchHarness, type LaunchedHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startTakeoverSwitch } from '../../support/servers/takeover-switch.ts';

const chains = createTestChains(['a.example.test']);
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const pinned = (...pins: string[]): object => ({
  version: 1,
  pinSets: [{ pattern: 'a.example.test', pins }],
});

let harness: LaunchedHarness;
beforeAll(async () => {
  harness = await launchHarness([chains.root.certificatePem, chains.attackerRoot.certificatePem]);
});
afterAll(async () => {
  await harness.close();
});
beforeEach(async () => {
  await harness.call('start', pinned(chains.genuine.spkiSha256));
  await harness.call('forget');
});

/** Two connections one after the other: the second one can resume. */
const askTwice = async (server: GenuineServer, url: string): Promise<void> => {
  for (let round = 0; round < 2; round += 1) {
    expect(await harness.call('probe', url)).toMatchObject({ outcome: 'response' });
    server.dropConnections();
    await expect.poll(() => server.traffic.openConnections).toBe(0);
  }
};

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (version) => {
  test('a session is resumed within its epoch, which its row says, and never in the next one', async () => {
    const server = await startGenuineServer({
      certificate: chains.genuine,
      minVersion: version,
      maxVersion: version,
    });
    const url = `https://a.example.test:${server.port}/`;
    await askTwice(server, url);
    expect(server.traffic).toMatchObject({ handshakes: 2, resumedHandshakes: 1 });
    const { connections } = await harness.call('seen');
    expect(connections.map(({ isNewVerification, verdict }) => ({ isNewVerification, verdict }))).toEqual([
      { isNewVerification: true, verdict: 'pinned' },
      { isNewVerification: false, verdict: 'pinned' },
    ]);

    const changes = [
      ['setPolicy', pinned(dummy, chains.genuine.spkiSha256)],
      ['setRoute', {}],
      ['setAnchors', [chains.otherRoot.certificatePem]],
    ] as const;
    for (const [change, value] of changes) {
      await harness.call(change, value);
      expect(await harness.call('probe', url)).toMatchObject({ outcome: 'response' });
      server.dropConnections();
    }
    expect(server.traffic).toMatchObject({ handshakes: 5, resumedHandshakes: 1 });
    await server.stop();
  });

  test('who stole the ticket keys is the server until the epoch ends, as after theft of the key, and no longer', async () => {
    const tls = { minVersion: version, maxVersion: version, ticketKeys: randomBytes(48) };
    const server = await startGenuineServer({ certificate: chains.genuine, ...tls });
    const thief = await startGenuineServer({ certificate: chains.attacker, ...tls });
    const front = await startTakeoverSwitch([server.port, thief.port]);
    const url = `https://a.example.test:${front.port}/`;
    await askTwice(server, url);
    front.takeOver();
    expect(await harness.call('probe', url)).toMatchObject({ outcome: 'response' });
    expect(thief.traffic).toMatchObject({ handshakes: 1, resumedHandshakes: 1 });
    const { connections } = await harness.call('seen');
    expect(connections.at(-1)).toMatchObject({ isNewVerification: false });

    await harness.call('setPolicy', pinned(dummy, chains.genuine.spkiSha256));
    expect(await harness.call('probe', url)).toMatchObject({
      outcome: 'blocked',
      failure: { code: 'pin-mismatch' },
    });
    expect(thief.traffic).toMatchObject({ handshakes: 1, resumedHandshakes: 1 });
    expect(thief.traffic.requests).toHaveLength(1);
    for (const stop of [front.stop, server.stop, thief.stop]) await stop();
  });
});
