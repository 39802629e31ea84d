// A schedule at its real pace, with an interval shorter than the window offers: the network and the servers are real, and so is the clock.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchHarness, type LaunchedHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';

const chains = createTestChains(['a.example.test', 'b.example.test']);
const everyMs = 1_000;

let harness: LaunchedHarness;
let server: GenuineServer;
beforeAll(async () => {
  harness = await launchHarness([chains.root.certificatePem]);
});
afterAll(async () => {
  await harness.close();
});
beforeEach(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  await harness.call('start', {
    version: 1,
    pinSets: [{ pattern: 'a.example.test', pins: [chains.genuine.spkiSha256] }],
  });
});
afterEach(async () => {
  await harness.call('stopSchedule');
  expect((await harness.call('seen')).bugs).toEqual([]);
  await server.stop();
});

type Runs = Awaited<ReturnType<typeof scheduledRuns>>;
const scheduledRuns = () => harness.call('scheduledRuns');
const url = (host: string, path = '/'): string => `https://${host}.example.test:${server.port}${path}`;
const runsOf = async (count: number): Promise<Runs> => {
  await expect.poll(async () => (await scheduledRuns()).length).toBeGreaterThanOrEqual(count);
  return scheduledRuns();
};
const verdictsOf = ({ run }: Runs[number]): readonly unknown[] =>
  run.rows.map(({ hops }) => hops.map(({ verdict, action }) => `${verdict ?? ''}, ${action ?? ''}`).join());
const startsOf = (runs: Runs): readonly number[] => runs.map(({ run }) => run.startedAt ?? 0);

test('runs follow each other at the interval, each asks the servers anew, and the run after a swap tells of it once', async () => {
  await harness.call('startSchedule', [url('a'), url('b')], everyMs);
  const before = await runsOf(3);
  server.setCertificate(chains.renewedWithNewKey);
  const all = await runsOf(before.length + 3);
  await harness.call('stopSchedule');

  const gaps = startsOf(all).flatMap((at, index, starts) =>
    index === 0 ? [] : [at - (starts[index - 1] ?? 0)],
  );
  // Node may fire a timer a millisecond early; a busy machine fires one or another late.
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(everyMs - 2);
  expect(Math.min(...gaps)).toBeLessThan(2 * everyMs);
  expect(all.every(({ run }) => run.isScheduled && !run.isRunning)).toBe(true);

  const tells = all.map(({ changes }) => changes.map(({ sentence }) => sentence));
  const swapped = tells.findIndex((sentences) => sentences.length > 0);
  expect(swapped).toBeGreaterThanOrEqual(before.length);
  const sentence = `a.example.test:${server.port} was pinned, allowed; now it is mismatch, blocked.`;
  expect(tells).toEqual(tells.map((_, index) => (index === swapped ? [sentence] : [])));
  expect(all.map(verdictsOf)).toEqual(
    all.map((_, index) => [index < swapped ? 'pinned, allowed' : 'mismatch, blocked', 'unpinned, allowed']),
  );
  // Nothing of a run is known to the next one: a handshake each, and after the swap no request to the refused host.
  const { connections } = await harness.call('seen');
  const epochs = connections.filter(({ host }) => host === 'b.example.test').map(({ epoch }) => epoch);
  expect(new Set(epochs).size).toBeGreaterThanOrEqual(all.length);
  expect(server.traffic.requests.filter(({ host }) => host?.startsWith('a.') === true).length).toBe(swapped);
});

test('a run that takes longer than the interval is followed by the next, never joined by it', async () => {
  await harness.call('startSchedule', [url('b', '/silence')], 200);
  const asked = (): number => server.traffic.requests.length;
  await expect.poll(asked).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(asked()).toBe(1);
  server.dropConnections();
  await expect.poll(asked).toBe(2);
  const [first] = await runsOf(1);
  expect((first?.run.endedAt ?? 0) - (first?.run.startedAt ?? 0)).toBeGreaterThanOrEqual(1_000);
});

test('a server that is refused does not answer for the one at another port of its host', async () => {
  const foreign = await startGenuineServer({
    certificate: createTestChains(['a.example.test']).genuine,
  });
  await harness.call('startSchedule', [`https://a.example.test:${foreign.port}/`, url('a')], everyMs);
  const [first] = await runsOf(1);
  expect(first === undefined ? [] : verdictsOf(first)).toEqual(['untrusted, blocked', 'pinned, allowed']);
  expect(foreign.traffic.requests).toEqual([]);
  await foreign.stop();
});
