/** Several ports of one host: each is a server of its own, whatever was found at another. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createFolder, runCheckCommand, type Folder } from '../../support/run-check.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startStallingServer } from '../../support/servers/stalling-server.ts';

// Each starts Electron.
vi.setConfig({ testTimeout: 120_000 });

const chains = createTestChains(['api.example.test']);
const foreign = createTestChains(['api.example.test']);
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

let folder: Folder;
let good: GenuineServer;
let evil: GenuineServer;
let silent: Awaited<ReturnType<typeof startStallingServer>>;
const at = ({ port }: { readonly port: number }, path = '/'): string =>
  `https://api.example.test:${port}${path}`;

interface Found {
  readonly port: number;
  readonly verdict: string;
  readonly errorCode: string | null;
  readonly remembered: boolean;
  readonly durationMs: number;
}

const check = async (
  urls: readonly string[],
  pin: string,
  ...others: readonly string[]
): Promise<readonly Found[]> => {
  const pinSets = [{ pattern: 'api.example.test', pins: [pin] }];
  const run = await runCheckCommand([
    ...urls,
    '--pins',
    await folder.file('policy.json', JSON.stringify({ version: 1, pinSets })),
    '--cacert',
    await folder.file('root.pem', chains.root.certificatePem),
    ...['--connect-to', '::127.0.0.1:', '--json', ...others],
  ]);
  expect(run.stderr).toBe('');
  return (JSON.parse(run.stdout) as { readonly results: readonly Found[] }).results;
};
const words = (found: readonly Found[]): readonly string[] =>
  found.map(
    ({ verdict, errorCode, remembered }) =>
      `${verdict} ${errorCode ?? '-'}${remembered ? ' remembered' : ''}`,
  );

beforeAll(async () => {
  folder = await createFolder();
  good = await startGenuineServer({ certificate: chains.genuine });
  evil = await startGenuineServer({ certificate: foreign.genuine });
  silent = await startStallingServer();
});
afterAll(async () => {
  await Promise.all([good.stop(), evil.stop(), silent.stop(), folder.remove()]);
});

test('a server that is refused does not answer for the one at another port, before it or after it', async () => {
  const first = await check([at(evil), at(good), at(evil, '/2'), at(good, '/2')], chains.genuine.spkiSha256);
  expect(words(first)).toEqual([
    'untrusted untrusted',
    'pinned -',
    'untrusted untrusted remembered',
    'pinned -',
  ]);
  const last = await check([at(good), at(evil)], chains.genuine.spkiSha256);
  expect(words(last)).toEqual(['pinned -', 'untrusted untrusted']);
  expect(good.traffic.requests.map(({ url }) => url)).toEqual(['/', '/2', '/']);
  expect(evil.traffic.requests).toEqual([]);
});

test('a mismatch at one port is found anew at the other, which is asked nothing', async () => {
  const other = await startGenuineServer({ certificate: chains.genuine });
  expect(words(await check([at(good), at(other)], dummy))).toEqual([
    'mismatch pin-mismatch',
    'mismatch pin-mismatch',
  ]);
  expect(other.traffic.connections).toBeGreaterThan(0);
  expect(other.traffic.requests).toEqual([]);
  await other.stop();
});

test('a server that says nothing takes none of the time of the one at another port', async () => {
  const found = await check([at(silent), at(good)], chains.genuine.spkiSha256, '--timeout', '8');
  expect(found.map(({ port, verdict }) => `${verdict} at ${port}`)).toEqual([
    `undecided at ${silent.port}`,
    `pinned at ${good.port}`,
  ]);
  expect(found[1]?.durationMs).toBeLessThan(4_000);
});

test('a server that was refused is not tried again in a round, and the words say so', async () => {
  const run = await runCheckCommand([
    ...[at(evil), at(evil, '/2')],
    ...['--cacert', await folder.file('root.pem', chains.root.certificatePem)],
    ...['--pins', await folder.file('none.json', JSON.stringify({ version: 1, pinSets: [] }))],
    ...['--connect-to', '::127.0.0.1:'],
  ]);
  const lines = run.stdout.split('\n').filter((line) => line.startsWith('untrusted'));
  expect(lines.map((line) => line.includes('was not tried again'))).toEqual([false, true]);
});
