// TLS 1.2 lets a server ask for a second handshake on a connection whose certificate was already judged.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchHarness, type LaunchedHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startRenegotiatingServer } from '../../support/servers/renegotiating-server.ts';

const chains = createTestChains(['a.example.test']);
let harness: LaunchedHarness;
beforeAll(async () => {
  harness = await launchHarness([chains.root.certificatePem, chains.attackerRoot.certificatePem]);
});
afterAll(async () => {
  await harness.close();
});
beforeEach(async () => {
  await harness.call('start', {
    version: 1,
    pinSets: [{ pattern: 'a.example.test', pins: [chains.genuine.spkiSha256] }],
  });
});

test('a second handshake with the same certificate goes on under the verdict of the first', async () => {
  const server = await startRenegotiatingServer(chains.genuine, chains.genuine);
  expect(await harness.call('probe', `https://a.example.test:${server.port}/`)).toMatchObject({
    outcome: 'response',
    response: { bodyText: 'after the second handshake' },
  });
  expect(server.renegotiations).toEqual(['done']);
  await server.stop();
});

test('a second handshake with another certificate ends the connection, and nothing is delivered', async () => {
  const server = await startRenegotiatingServer(chains.genuine, chains.attacker);
  expect(await harness.call('probe', `https://a.example.test:${server.port}/`)).toMatchObject({
    outcome: 'failed',
    response: null,
    failure: { code: 'certificate-changed' },
  });
  // The server may read the alert after the client has told of it.
  await expect
    .poll(() => server.renegotiations)
    .toEqual([expect.stringContaining('alert illegal parameter')]);
  await server.stop();
});
