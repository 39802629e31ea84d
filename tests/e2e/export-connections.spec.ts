// What the filter shows, exported from the real window through its Save dialog: each kind of file, read back by others' rules.
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHome, launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { faultsOfConnections, faultsOfHar, faultsOfJunit, readCsv } from '../support/report-schemas.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';

const chains = createTestChains(['good.example.test', 'bad.example.test', 'other.example.test']);
const dummy = `sha256/${'A'.repeat(43)}=`;

let home: string;
let server: GenuineServer;
let app: LaunchedElectron;
let page: Page;

beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  await mkdir(join(home, 'user-data'));
  const pinSets = [
    { pattern: 'good.example.test', pins: [chains.genuine.spkiSha256] },
    { pattern: 'bad.example.test', pins: [dummy] },
  ];
  await writeFile(join(home, 'user-data', 'policy.json'), JSON.stringify({ version: 1, pinSets }));
  app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  page = await app.electron.firstWindow();
  for (const [host, verdict] of [
    ['good', 'Pinned'],
    ['bad', 'Mismatch'],
    ['other', 'Unpinned'],
  ] as const) {
    await page.getByRole('textbox', { name: 'URL' }).fill(`https://${host}.example.test:${server.port}/`);
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: new RegExp(`${verdict}.*${host}\\.example\\.test`, 'i') }).waitFor();
  }
}, 120_000);
afterAll(async () => {
  await app.close();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

const filterBy = async (text: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'Filter', exact: true }).fill(text);
};

/** The file's text, once the window says that it is there. */
const exported = async (label: string, file: string): Promise<string> => {
  const path = join(home, file);
  await app.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: `${label}…` }).click();
  await page.getByText(path).waitFor();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  return readFile(path, 'utf8');
};

test('an HTML report has the chain, the hashes and what to do, for the rows that the filter shows', async () => {
  await filterBy('verdict:mismatch');
  const html = await exported('HTML report', 'bad.html');
  await page.getByText('Exported 1 connection', { exact: true }).waitFor();
  expect(html).toContain('verdict:mismatch');
  expect(html).toContain(`bad.example.test:${server.port}`);
  expect(html).not.toContain(`good.example.test:${server.port}`);
  for (const hash of [dummy, chains.genuine.spkiSha256, chains.root.spkiSha256]) expect(html).toContain(hash);
  expect(html).toContain('Certificate pinning failure!');
  expect(html).toContain('ship the new pin first');
  expect(html).toContain('openssl s_client');
  expect(html).not.toContain('--allow-unpinned');
});

test('JUnit tells passed from failed, oldest first, by the schema of its readers', async () => {
  await filterBy('');
  const xml = await exported('JUnit XML', 'all.xml');
  expect(await faultsOfJunit(xml)).toBe('');
  expect(xml).toContain('name="pinspect connections"');
  expect(xml).toContain('tests="3" failures="2" errors="0" skipped="0"');
  expect([...xml.matchAll(/<testcase classname="(\w+)/g)].map(([, host]) => host)).toEqual([
    'good',
    'bad',
    'other',
  ]);
});

test('HAR has the requests that were answered, and says what it leaves out', async () => {
  const har = JSON.parse(await exported('HAR of the requests', 'all.har')) as {
    log: { comment: string; entries: { request: { url: string }; response: { status: number } }[] };
  };
  expect(faultsOfHar(har)).toBe('');
  expect(har.log.entries.map(({ request, response }) => [request.url, response.status])).toEqual([
    [`https://good.example.test:${server.port}/`, 200],
    [`https://other.example.test:${server.port}/`, 200],
  ]);
  expect(har.log.comment).toMatch(/^1 more without an answer/);
});

test('CSV and JSON have the rows, newest first', async () => {
  const csv = readCsv(await exported('CSV', 'all.csv'));
  const hostColumn = csv[0]?.indexOf('host') ?? -1;
  const hosts = ['other.example.test', 'bad.example.test', 'good.example.test'];
  expect(csv.slice(1).map((row) => row[hostColumn])).toEqual(hosts);
  const json = JSON.parse(await exported('JSON', 'all.json')) as readonly { host: string }[];
  expect(await faultsOfConnections(json)).toBe('');
  expect(json.map(({ host }) => host)).toEqual(hosts);
});

test('the bytes of a connection that is still open are told nowhere, and everywhere once it is closed', async () => {
  // Room for the column beside an open connection.
  await page.setViewportSize({ width: 1900, height: 900 });
  await filterBy('host:other');
  const sent = page.getByRole('row', { name: /other\.example\.test/ }).locator('[data-column="sent"]');
  const names = ['applicationBytesSent', 'bytesSent', 'bytesReceived'] as const;
  const inCsv = async (file: string): Promise<readonly unknown[]> => {
    const [head = [], row = []] = readCsv(await exported('CSV', file));
    return names.map((name) => row[head.indexOf(name)]);
  };
  const inJson = async (file: string): Promise<readonly unknown[]> => {
    const rows = JSON.parse(await exported('JSON', file)) as readonly Record<string, unknown>[];
    expect(await faultsOfConnections(rows)).toBe('');
    return names.map((name) => rows[0]?.[name]);
  };
  const words = 'Counted when the connection closes';
  await expect.poll(async () => sent.textContent()).toBe('–');
  expect(await sent.getByTitle(words).count()).toBe(1);
  expect(await inCsv('open.csv')).toEqual(['', '', '']);
  expect(await inJson('open.json')).toEqual([null, null, null]);
  expect((await exported('HTML report', 'open.html')).split(words)).toHaveLength(3);

  server.dropConnections();
  await expect.poll(async () => sent.textContent()).toMatch(/^\d+ B$/);
  expect((await inCsv('closed.csv')).every((value) => Number(value) > 0)).toBe(true);
  expect((await inJson('closed.json')).every((value) => Number(value) > 0)).toBe(true);
  expect(await exported('HTML report', 'closed.html')).not.toContain(words);
});

test('a place that cannot be written to is said, and nothing is left there', async () => {
  await app.electron.evaluate(({ dialog }) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: '/no/such/folder/x.html' });
  });
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'HTML report…' }).click();
  await page.getByText('there is no such folder').waitFor();
});
