// What a person does with rows in the real window: copy them in every form, save a filter, choose columns; and a restart keeps it.
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePolicy } from '../../common/pinning/parse-policy.ts';
import { createHome, launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';

const hosts = ['one.example.test', 'two.example.test'] as const;
const chains = createTestChains(hosts);

let home: string;
let server: GenuineServer;
let app: LaunchedElectron;
let page: Page;

const open = async (): Promise<void> => {
  app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  page = await app.electron.firstWindow();
  await page.getByRole('textbox', { name: 'URL' }).waitFor();
};
const filter = (): ReturnType<Page['getByRole']> =>
  page.getByRole('textbox', { name: 'Filter', exact: true });
const rowOf = (host: string): ReturnType<Page['getByRole']> =>
  page.getByRole('row', { name: new RegExp(host.replaceAll('.', String.raw`\.`)) });
const allChosen = (): ReturnType<Page['getByRole']> =>
  page.getByRole('status').filter({ hasText: /^2 of 2$/ });
const clipboard = async (): Promise<string> =>
  app.electron.evaluate(({ clipboard: system }) => system.readText());

/** All rows, by a command of the palette; resolves with what is on the clipboard once the window says so. */
const copied = async (command: string, said: string): Promise<string> => {
  await rowOf(hosts[0]).first().click();
  await page.keyboard.press('Control+a');
  await allChosen().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Find a command' }).fill(command);
  await page.keyboard.press('Enter');
  await page.getByText(`Copied 2 connections as ${said}.`).first().waitFor();
  return clipboard();
};

beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  await open();
  for (const host of hosts) {
    await page.getByRole('textbox', { name: 'URL' }).fill(`https://${host}:${server.port}/`);
    await page.keyboard.press('Enter');
    await rowOf(host).first().waitFor();
  }
}, 120_000);
afterAll(async () => {
  await app.close();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

test('rows are copied as text by one key, and as a Markdown table', async () => {
  await rowOf(hosts[0]).first().click();
  await page.keyboard.press('Control+a');
  await allChosen().waitFor();
  await page.keyboard.press('Control+c');
  await page.getByText('Copied 2 connections as text.').waitFor();
  const text = await clipboard();
  for (const host of hosts) expect(text).toContain(host);
  const lines = (await copied('as Markdown', 'Markdown')).trim().split('\n');
  expect(lines.filter((line) => /^\|.*\|$/.test(line))).toHaveLength(4);
});

test('rows copied as curl commands are commands that reach the same server', async () => {
  const commands = (await copied('as curl', 'curl')).trim().split('\n');
  expect(commands).toHaveLength(2);
  const root = join(home, 'root.pem');
  await writeFile(root, chains.root.certificatePem);
  const before = server.traffic.requests.length;
  for (const command of commands)
    await promisify(execFile)('sh', [
      '-c',
      `${command} --silent --cacert '${root}' --connect-to ::127.0.0.1:`,
    ]);
  expect(server.traffic.requests).toHaveLength(before + 2);
});

test('rows copied as a policy pin the keys that were seen', async () => {
  const policy = parsePolicy(JSON.parse(await copied('as policy', 'policy')));
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  expect(policy.value.pinSets.map(({ pattern }) => pattern).sort()).toEqual([...hosts]);
  for (const { pins } of policy.value.pinSets) expect(pins).toContain(chains.genuine.spkiSha256);
});

test('what another filter hides is not chosen any more: Delete takes nothing that cannot be seen', async () => {
  await filter().fill('example.test');
  await page.keyboard.press('Enter');
  await rowOf(hosts[0]).first().click();
  await page.keyboard.press('Control+a');
  await allChosen().waitFor();
  await filter().fill(`host:${hosts[0]}`);
  await rowOf(hosts[1]).first().waitFor({ state: 'detached' });
  await allChosen().waitFor({ state: 'detached' });
  expect(await page.getByRole('status').filter({ hasText: /^2 of/ }).count()).toBe(0);
  await filter().fill('');
  await rowOf(hosts[1]).first().waitFor();
});

/** By the button beside what it brings back: the one before may still be on its way out. */
const undo = async (text: string): Promise<void> =>
  page.getByRole('alert').filter({ hasText: text }).getByRole('button', { name: 'Undo' }).click();

test('a saved filter is deleted and brought back; it, the filter, the columns and the theme outlive a restart', async () => {
  await filter().fill(`host:${hosts[0]}`);
  await rowOf(hosts[1]).first().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await page.getByRole('textbox', { name: 'Name of the filter' }).fill('first host');
  await page.getByRole('button', { name: 'Save this one' }).click();
  await page.getByRole('button', { name: 'Delete the filter first host' }).click();
  await undo('Deleted the filter “first host”.');
  await page.getByRole('button', { name: 'Delete the filter first host' }).waitFor();
  await page.keyboard.press('Escape');
  // Saved under the same name, another filter would be gone.
  await filter().fill(`host:${hosts[1]}`);
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await page.getByRole('textbox', { name: 'Name of the filter' }).fill('first host');
  await page.getByRole('button', { name: 'Save this one' }).click();
  await undo('The filter “first host” was another one before.');
  await page.getByRole('menuitem', { name: 'first host' }).click();
  expect(await filter().inputValue()).toBe(`host:${hosts[0]}`);

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Time' }).click();
  await page.getByRole('columnheader', { name: /^Time/ }).waitFor({ state: 'detached' });
  await page.getByRole('menuitem', { name: 'As usual' }).click();
  await page.getByRole('columnheader', { name: /^Time/ }).waitFor();
  await page.keyboard.press('Escape');
  await undo('The columns are as usual again.');
  await page.getByRole('columnheader', { name: /^Time/ }).waitFor({ state: 'detached' });
  await page.getByRole('navigation').getByRole('button', { name: 'Dark' }).click();
  await app.close();

  await open();
  await expect.poll(() => filter().inputValue()).toBe(`host:${hosts[0]}`);
  await filter().fill('');
  await rowOf(hosts[1]).first().waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe('dark');
  expect(await page.getByRole('columnheader', { name: /^Time/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await page.getByRole('menuitem', { name: /first host/ }).click();
  await rowOf(hosts[1]).first().waitFor({ state: 'detached' });
});
