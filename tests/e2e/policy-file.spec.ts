// The policy file, edited by somebody else while the window is open, or one that cannot be read at the start.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHome, launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { takePicture } from '../support/pictures.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';

const host = 'api.example.test';
const chains = createTestChains([host]);
const dummyPin = `sha256/${'A'.repeat(43)}=`;

let server: GenuineServer;
let home: string;
let app: LaunchedElectron | null = null;

beforeEach(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  await mkdir(join(home, 'user-data'));
});
afterEach(async () => {
  await app?.close();
  app = null;
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

const policyText = (...pins: readonly string[]): string =>
  JSON.stringify({ version: 1, pinSets: pins.length === 0 ? [] : [{ pattern: host, pins }] });

const policyPath = (): string => join(home, 'user-data', 'policy.json');
const writePolicy = (text: string): Promise<void> => writeFile(policyPath(), text);

const open = async (): Promise<Page> => {
  app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  const page = await app.electron.firstWindow();
  await page.getByRole('textbox', { name: 'URL' }).waitFor();
  return page;
};

const send = async (page: Page): Promise<void> => {
  await page.getByRole('textbox', { name: 'URL' }).fill(`https://${host}:${server.port}/`);
  await page.keyboard.press('Enter');
};

test('an edit from outside is in force for the next request, and a bad one leaves it so', async () => {
  await writePolicy(policyText(dummyPin));
  const page = await open();
  const detail = page.getByRole('region', { name: 'Connection detail' });
  await send(page);
  await detail.getByText('Certificate pinning failure!').waitFor();

  await writePolicy(policyText(chains.genuine.spkiSha256));
  await page
    .getByText(
      `It is in force, and lets more through: ${host} also takes ${chains.genuine.spkiSha256}. Besides: ${host} no longer takes ${dummyPin}.`,
    )
    .waitFor();
  await send(page);
  await detail.getByText(`A pin for ${host} is the key of the leaf.`).waitFor();
  await expect.poll(() => server.traffic.requests.length).toBe(1);

  await page.getByRole('navigation').getByRole('button', { name: 'Policy' }).click();
  await page.getByRole('button', { name: `Disable ${host}` }).click();
  const said = page.getByRole('status').filter({ hasText: `Disabled ${host}.` });
  await said.getByRole('button', { name: 'Undo' }).waitFor();
  await writePolicy(policyText(chains.genuine.spkiSha256));
  await page.getByText(`${host} went from off to enforce.`).waitFor();
  await said.waitFor({ state: 'detached' });

  await writePolicy(policyText(dummyPin).slice(0, -1));
  await page.getByText('The policy in force stays.').waitFor();
  await page.getByRole('table', { name: 'Pin sets' }).getByText(chains.genuine.spkiSha256).waitFor();
});

test('a file that cannot be read at the start refuses every host until it is mended', async () => {
  await writePolicy('{"version": 1, "pinSets": [],}');
  const page = await open();
  await page.getByText('Every host is refused until it is mended.').waitFor();
  await page.getByText('line 1, column 30').waitFor();
  await send(page);
  await page.getByText('The policy refuses hosts without pins.').first().waitFor();
  expect(server.traffic.requests).toHaveLength(0);

  await writePolicy(policyText());
  await page.getByText('It was read again and is in force.').waitFor();
  expect(await page.getByText('cannot be read').count()).toBe(0);
  await send(page);
  await expect.poll(() => server.traffic.requests.length).toBe(1);
});

test('while the file cannot be read no edit is taken, and that it is so stays in sight', async () => {
  const bad = `{"version": 1, "pinSets": [{"pattern": "${host}", "pins": ["sha256/short"]}]}`;
  await writePolicy(bad);
  const page = await open();
  await page.getByRole('button', { name: 'Dismiss: The policy file cannot be read' }).click();
  await page.getByRole('contentinfo').getByText('cannot be read: everything is refused').click();
  const note = page.getByRole('alert').filter({ hasText: 'no change made in this window is taken' });
  await note.getByText('pinSets[0].pins[0]').waitFor();
  await takePicture(page, 'unreadable-policy');

  await page.getByRole('switch', { name: 'Refuse hosts without pins' }).click();
  await page.getByText('nothing is written over it').waitFor();
  await page.getByRole('button', { name: 'Add pin set' }).click();
  await page.getByRole('textbox', { name: 'Host pattern' }).fill(host);
  await page.getByRole('textbox', { name: 'Pins' }).fill(chains.genuine.spkiSha256);
  await page.getByRole('button', { name: 'Save pin set' }).click();
  await page.getByText('nothing is written over it').waitFor();
  expect(await page.getByRole('textbox', { name: 'Pins' }).inputValue()).toBe(chains.genuine.spkiSha256);
  expect(await readFile(policyPath(), 'utf8')).toBe(bad);
  expect(await readdir(join(home, 'user-data'))).not.toContainEqual(expect.stringMatching(/policy\.json./));

  await note.getByRole('button', { name: 'Set the file aside and begin with an empty policy…' }).click();
  const question = page.getByRole('dialog', { name: 'Set the file aside' });
  await question.getByText('no host is pinned').waitFor();
  await takePicture(page, 'set-policy-aside');
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect(await readFile(policyPath(), 'utf8')).toBe(bad);

  await note.getByRole('button', { name: 'Set the file aside' }).click();
  await question.getByRole('button', { name: 'Set the file aside' }).click();
  await page.getByText('The policy file was set aside as').waitFor();
  await note.waitFor({ state: 'detached' });
  await page.getByText('nothing is written over it').waitFor({ state: 'detached' });
  const aside = (await readdir(join(home, 'user-data'))).find((name) => name.includes('.set-aside-'));
  await page.getByText(aside ?? 'no file was set aside').waitFor();
  expect(JSON.parse(await readFile(policyPath(), 'utf8'))).toMatchObject({ pinSets: [] });

  await page.getByRole('button', { name: 'Undo' }).click();
  await note.waitFor();
  expect(await readFile(policyPath(), 'utf8')).toBe(bad);
  await page.getByRole('navigation').getByRole('button', { name: 'Connections' }).click();
  await send(page);
  await page.getByText('The policy refuses hosts without pins.').first().waitFor();
  expect(server.traffic.requests).toHaveLength(0);
});
