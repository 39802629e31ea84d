// The policy file, edited by somebody else while the window is open, or one that cannot be read at the start.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHome, launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
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

const writePolicy = (text: string): Promise<void> => writeFile(join(home, 'user-data', 'policy.json'), text);

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
  await page.getByText(`It is in force, and lets more through: ${host} also takes`).waitFor();
  await send(page);
  await detail.getByText(`A pin for ${host} is the key of the leaf.`).waitFor();
  expect(server.traffic.requests).toHaveLength(1);

  await writePolicy(policyText(dummyPin).slice(0, -1));
  await page.getByText('The policy in force stays.').waitFor();
  await page.getByRole('navigation').getByRole('button', { name: 'Policy' }).click();
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
  await send(page);
  await expect.poll(() => server.traffic.requests.length).toBe(1);
});
