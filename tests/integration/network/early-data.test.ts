// Early data leaves with the ClientHello, before any certificate has been seen: a pinned client must not send it.
import { expect, test } from 'vitest';
import { launchHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startEarlyDataServer } from '../../support/servers/early-data-server.ts';

const chains = createTestChains(['a.example.test']);
const policy = {
  version: 1,
  pinSets: [{ pattern: 'a.example.test', pins: [chains.genuine.spkiSha256] }],
};
const switches = ['--enable-features=EnableTLS13EarlyData'];

test('the switches of the product keep early data off, whatever the command line asks for', async () => {
  const harness = await launchHarness([chains.root.certificatePem], { switches });
  const server = await startEarlyDataServer(chains.genuine);
  await harness.call('start', policy);
  for (let round = 0; round < 3; round += 1)
    expect(await harness.call('probe', `https://a.example.test:${server.port}/`)).toMatchObject({
      outcome: 'response',
    });
  expect(server.requests).toBe(3);
  expect(server.earlyRequests).toBe(0);
  const { connections } = await harness.call('seen');
  expect(connections.at(-1)).toMatchObject({ isNewVerification: false });
  await server.stop();
  await harness.close();
});

test('where Chromium offers it all the same, the relay cuts the tunnel before anything of it leaves', async () => {
  const harness = await launchHarness([chains.root.certificatePem], { switches, setsSafeSwitches: false });
  const server = await startEarlyDataServer(chains.genuine);
  await harness.call('start', policy);
  const url = `https://a.example.test:${server.port}/`;
  expect(await harness.call('probe', url)).toMatchObject({ outcome: 'response' });
  expect(await harness.call('probe', url)).toMatchObject({ outcome: 'failed', response: null });
  expect(server.requests).toBe(1);
  expect(server.earlyRequests).toBe(0);
  const { connections } = await harness.call('seen');
  expect(connections).toContainEqual(
    expect.objectContaining({
      action: 'blocked',
      reason: expect.stringContaining('offered early data') as string,
      bytesSent: 0,
    }),
  );
  await server.stop();
  await harness.close();
});
