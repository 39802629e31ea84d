import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createFolder, runCheckCommand, type Folder } from '../../support/run-check.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';

// Each starts Electron.
vi.setConfig({ testTimeout: 120_000 });

const chains = createTestChains(['*.example.test']);
let folder: Folder;
let server: GenuineServer;

beforeAll(async () => {
  folder = await createFolder();
  server = await startGenuineServer({ certificate: chains.genuine });
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

test.each([
  [['--targets', 'hostile.txt'], 65, /hostile\.txt, line 2: .*neither https:\/\/ nor http:\/\//],
  [['--targets', 'binary.txt'], 65, /no text in UTF-8/],
  [['--targets', 'empty.txt'], 65, /holds no target/],
  [['--targets', 'missing.txt'], 65, /missing\.txt cannot be read/],
  [['--report', 'json=/nowhere/x.json'], 64, /no such folder/],
  [['--report', 'json=sub/../..'], 64, /is a folder/],
  [['--proxy', 'gopher://x'], 64, /not a kind of proxy/],
  [['--proxy', 'http://u%zz:p@x:1'], 64, /--proxy/],
  [['--concurrency', '0'], 64, /from 1 to 256/],
  [['--connect-to', 'nonsense'], 64, /HOST1:PORT1:HOST2:PORT2/],
  [['--baseline', 'hostile.txt'], 65, /no JSON report/],
  [['--cacert', 'empty.txt'], 65, /empty/],
  [['--locatoin'], 64, /Did you mean --location/],
  // As a host its name would not be found: exit code 3, which a pipeline may let pass.
  [['good.txt'], 64, /good\.txt is a file\. Did you mean --targets .*good\.txt\?/],
  [['--report', 'json=policy.json'], 64, /would replace the file that --pins reads/],
  [['--report', 'csv=link.csv'], 64, /would replace the file that --pins reads/],
  [['--cacert', 'roots.pem', '--report', 'html=roots.pem'], 64, /the file that --cacert reads/],
  [['--targets', 'good.txt', '--report', 'har=good.txt'], 64, /the file that --targets reads/],
  [['--baseline', 'last.json', '--report', 'json=last.json'], 64, /--baseline reads.*changes are accepted/],
])('%j ends with %i before anything is sent', async (words, code, sentence) => {
  await folder.file('hostile.txt', 'good.example.test\nfile:///etc/passwd\n');
  await folder.file('good.txt', 'good.example.test');
  await folder.file('last.json', '{"command":"check","version":1,"results":[]}');
  await folder.file('empty.txt', '');
  await writeFile(folder.place('binary.txt'), Buffer.from([0x68, 0xff, 0xfe, 0x0a]));
  const pins = await folder.file('policy.json', '{"version":1,"pinSets":[]}');
  await folder.file('roots.pem', chains.root.certificatePem);
  await link(pins, folder.place('link.csv'));
  const before = await readFile(pins, 'utf8');
  const placed = words.map((word) => word.replace(/(?<=^(?:\w+=)?)\w+\.\w+$/, (name) => folder.place(name)));
  const url = words.includes('--targets') ? [] : [`https://a.example.test:${server.port}`];
  const run = await runCheckCommand([...url, '--pins', pins, '--connect-to', '::127.0.0.1:', ...placed]);
  expect(run.stderr).toMatch(sentence);
  expect(run).toMatchObject({ code, stdout: '' });
  expect(await readFile(pins, 'utf8')).toBe(before);
  await unlink(folder.place('link.csv'));
  expect(server.traffic.connections).toBe(0);
});
