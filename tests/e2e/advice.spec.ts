// Advice on a policy and the renewal view, in the app itself, over a connection that was really made.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ICAL from 'ical.js';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHome, launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';
import { createCertificateRequest, createKeys } from '../support/test-ca.ts';

const host = 'api.example.test';
const chains = createTestChains([host]);
const dummyPin = `sha256/${'A'.repeat(43)}=`;
const spareKeys = createKeys();
const spare = createCertificateRequest({ hosts: [host], keys: spareKeys });
const policy = {
  version: 1,
  pinSets: [
    { pattern: host, pins: [chains.genuine.spkiSha256, dummyPin], expires: '2099-06-30' },
    {
      pattern: '*.co.uk',
      pins: [`sha256/${Buffer.from('0123456789abcdefghijklmnopqrstuv').toString('base64')}`],
    },
  ],
};

let server: GenuineServer;
let home: string;
let folder: string;
let app: LaunchedElectron;
let page: Page;

beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  home = await createHome();
  folder = await mkdtemp(join(tmpdir(), 'pinspect-calendar-'));
  await trustInNss(home, chains.root.certificatePem);
  await mkdir(join(home, 'user-data'));
  await writeFile(join(home, 'user-data', 'policy.json'), JSON.stringify(policy));
  app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('textbox', { name: 'URL' }).fill(`https://${host}:${server.port}/`);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Connection detail' }).getByText('matched').waitFor();
});
afterAll(async () => {
  await app.close();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
  await rm(folder, { recursive: true, force: true });
});

const show = async (view: string): Promise<void> => {
  await page.getByRole('navigation').getByRole('button', { name: view }).click();
};
const answer = (): ReturnType<Page['getByRole']> => page.getByRole('listitem', { name: host });
const plan = async (label: string): Promise<void> => {
  await page.getByRole('radiogroup', { name: 'What is coming' }).getByText(label, { exact: true }).click();
};
const pinsInFile = async (): Promise<readonly string[]> => {
  const text = await readFile(join(home, 'user-data', 'policy.json'), 'utf8');
  return (JSON.parse(text) as typeof policy).pinSets[0]?.pins ?? [];
};

test('the policy view counts its advice, says where a pin was seen, fixes with one press and takes it back', async () => {
  await show('Policy');
  const row = page.getByRole('table', { name: 'Pin sets' }).getByRole('row').filter({ hasText: host });
  await row.getByText(`leaf ${host}, ends in`).waitFor();
  const counts = page.getByRole('group', { name: 'Advice' });
  await counts.getByText('1 error').waitFor();
  await page.getByText('Anybody can register names under co.uk').waitFor();

  await row.getByRole('button', { name: 'Remove the dummy' }).click();
  await expect.poll(pinsInFile).toEqual([chains.genuine.spkiSha256]);
  await row.getByText('There is one pin only').waitFor();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(pinsInFile).toEqual([chains.genuine.spkiSha256, dummyPin]);
  await row.getByText('A dummy pin was left in').waitFor();
});

test('the form says what a pattern covers and what there is to say, before it is saved', async () => {
  await page.getByRole('button', { name: 'Add pin set' }).click();
  const form = page.getByRole('form', { name: 'New pin set' });
  await form.getByRole('textbox', { name: 'Host pattern' }).fill('**.example.test');
  await form.getByText(`Covers the one host seen: ${host}.`).waitFor();
  await form.getByRole('textbox', { name: 'Pins' }).fill(chains.root.spkiSha256);
  await form.getByRole('list', { name: 'Where the pins were seen' }).getByText('root').waitFor();
  await form.getByRole('list', { name: 'Advice on this set' }).getByText('There is one pin only').waitFor();
  await form.getByRole('button', { name: 'Cancel' }).click();
});

test('each plan says what becomes of the pin of the leaf', async () => {
  await show('Renewal');
  await answer().getByText('Breaks', { exact: true }).waitFor();
  await answer().getByText(`one is the key of the leaf ${host}, which will not be on the chain`).waitFor();
  await plan('Same key');
  await answer().getByText('Holds', { exact: true }).waitFor();
  await plan('Other CA');
  await answer().getByText('Breaks', { exact: true }).waitFor();
  await page.getByRole('switch', { name: 'The key is kept' }).check();
  await answer().getByText('Holds', { exact: true }).waitFor();
});

test('a request that is pasted and a certificate that is chosen are judged; what is neither is refused in place', async () => {
  await plan('A certificate or request…');
  const paste = page.getByRole('textbox', { name: 'Or paste it' });
  await paste.fill('-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----');
  await page.getByRole('alert').getByText('PEM block 1').waitFor();
  await paste.fill(spare.requestPem);
  await page.getByText(`A certificate request for ${host}.`).waitFor();
  await answer().getByText('Breaks', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Give another' }).click();
  await page.getByText('Put away pasted text.').waitFor();
  await page.keyboard.press('Control+z');
  await page.getByText(`A certificate request for ${host}.`).waitFor();
  await page.getByRole('button', { name: 'Give another' }).click();
  const file = join(folder, 'next.pem');
  await writeFile(file, chains.genuine.chainPem);
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByText('next.pem').waitFor();
  await answer().getByText('Holds', { exact: true }).waitFor();
});

test('the timeline has the certificates of the connection, reachable by keyboard, and as a table', async () => {
  await plan('New key');
  const picture = page.getByRole('group', { name: 'Timeline of certificates and pin sets' });
  const leaf = picture.getByRole('button', { name: `leaf ${host}, ends in` });
  await leaf.waitFor();
  expect(await leaf.getAttribute('aria-label')).toContain(`pinned by ${host}`);
  expect(await picture.getByRole('button', { name: /^root / }).count()).toBe(1);
  await picture.getByRole('button', { name: `Pin set ${host}, enforce: ends in` }).waitFor();

  await leaf.focus();
  await page.keyboard.press('Enter');
  const chosen = page.getByRole('status', { name: 'Chosen in the timeline' });
  await chosen.getByText(chains.genuine.spkiSha256).waitFor();
  await page.keyboard.press('ArrowDown');
  await chosen.getByText('intermediate').waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
    /^intermediate /,
  );

  await page.getByRole('radiogroup', { name: 'How it is shown' }).getByText('Table').click();
  const table = page.getByRole('table', { name: 'Certificates and pin sets by when they end' });
  await table
    .getByRole('row')
    .filter({ hasText: `leaf ${host}` })
    .waitFor();
});

test('what ends when is saved as a calendar that a calendar program reads', async () => {
  const target = join(folder, 'renewals.ics');
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, target);
  await page.getByRole('button', { name: 'Save as calendar…' }).click();
  await page.getByText('open it in your calendar').waitFor();
  const calendar = new ICAL.Component(ICAL.parse(await readFile(target, 'utf8')) as unknown[]);
  const summaries = calendar
    .getAllSubcomponents('vevent')
    .map((event) => String(event.getFirstPropertyValue('summary')));
  expect(summaries).toContain(`Certificate ${host} (leaf) ends`);
  expect(summaries).toContain(`Pin set ${host} ends`);
});
