// What a person gets wrong, or has too much of, in the real window: said as that, with nothing lost and nothing stuck.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';
import { createSettingsApp, type SettingsApp } from '../support/settings-app.ts';
import { trustInNss } from '../support/nss-trust.ts';

const host = 'api.example.test';
const shop = 'shop.example.test';
const chains = createTestChains([host, shop]);
const policy = {
  version: 1,
  pinSets: [{ pattern: host, pins: ['sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='] }],
};

let server: GenuineServer;
let app: SettingsApp;
let page: Page;

const filter = (): ReturnType<Page['getByRole']> =>
  page.getByRole('textbox', { name: 'Filter', exact: true });
const bug = (): ReturnType<Page['getByText']> => page.getByText('Something went wrong inside Pinspect');
const count = (): ReturnType<Page['getByRole']> =>
  page.getByRole('search', { name: 'Filter connections' }).getByRole('status');

beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  app = await createSettingsApp({});
  await mkdir(join(app.home, 'user-data'), { recursive: true });
  await writeFile(join(app.home, 'user-data', 'policy.json'), JSON.stringify(policy));
  await trustInNss(app.home, chains.root.certificatePem);
  await app.start();
  page = app.page;
  expect(await app.send(host, server.port)).toMatchObject({ code: 'pin-mismatch' });
}, 120_000);
afterAll(async () => {
  await app.stop();
  await server.stop();
});

test('a host name longer than any is refused in its field, and nothing is sent; the last outcome says whose it is', async () => {
  await app.show('Connections');
  const url = page.getByRole('textbox', { name: 'URL' });
  await url.fill(`${'x'.repeat(300)}.example.test`);
  await url.press('Enter');
  await page.getByText('is too long for a host name: 253 characters at most.').waitFor();
  await expect.poll(() => count().textContent()).toBe('1');
  const asked = `https://${host}:${server.port}/asked`;
  await url.fill(asked);
  await url.press('Enter');
  const outcome = page.getByRole('alert', { name: 'Request outcome' });
  await outcome.waitFor();
  expect(await outcome.textContent()).not.toContain(asked);
  await url.fill('two words');
  await url.press('Enter');
  await outcome.getByText(`GET ${asked}`).waitFor();
  await page.getByText('“two words” is not a URL. Write a host name, or https://host/path.').waitFor();
  await url.fill('');
});

test('more than is taken is said as that, and not as a bug, above the marks of the status bar; the text stays', async () => {
  await app.show('Settings');
  const pem = page.getByRole('textbox', { name: 'CA certificate' });
  const text = `-----BEGIN CERTIFICATE-----\n${'QUJD'.repeat(300_000)}\n-----END CERTIFICATE-----`;
  await pem.fill(text);
  const notification = page
    .getByRole('alert')
    .filter({ hasText: 'At most 1,048,576 characters are taken there.' });
  await notification.waitFor();
  // It slides into its place, and goes by itself.
  const rest = async (): Promise<number> => {
    const [over, bar] = await Promise.all([notification.boundingBox(), app.status().boundingBox()]);
    return (bar?.y ?? 0) - (over?.y ?? 0) - (over?.height ?? 0);
  };
  await expect.poll(rest).toBeGreaterThanOrEqual(0);
  expect(await bug().count()).toBe(0);
  expect((await pem.inputValue()).length).toBe(text.length);
  await pem.fill('');
});

test('a term of the filter that can still be completed is not wrong until its completion is given up', async () => {
  await app.show('Connections');
  await filter().click();
  await page.keyboard.type('verdict:');
  await page.getByRole('option', { name: 'mismatch' }).waitFor();
  const problem = page.getByRole('search', { name: 'Filter connections' }).getByRole('alert');
  await page.keyboard.press('Escape');
  await problem.getByText('“verdict:”').waitFor();
  await page.keyboard.press('Control+Space');
  await problem.waitFor({ state: 'hidden' });
  await filter().fill('');
});

test('a filter that cannot be read is not said to find nothing, and after a restart all rows stand there', async () => {
  await app.show('Connections');
  await filter().fill('nowhere');
  await page.getByText('No connection matches the filter').waitFor();
  await filter().fill('verdict:mismtch');
  await page.getByText('The filter cannot be read yet').waitFor();
  await page.getByText('Did you mean mismatch?').waitFor();
  await app.restart();
  page = app.page;
  await page.getByText('Did you mean mismatch?').waitFor();
  await page
    .getByRole('row', { name: new RegExp(host) })
    .first()
    .waitFor();
  expect(await filter().inputValue()).toBe('verdict:mismtch');
  await filter().fill('');
});

test('Escape closes an open list of a form, and a menu of the detail, and nothing else', async () => {
  await app.show('Policy');
  await page.getByRole('button', { name: 'Add pin set' }).click();
  const pattern = page.getByRole('textbox', { name: 'Host pattern' });
  await pattern.fill('https://api.example.test/path');
  await page.getByText('A host is written alone, without scheme or path.').waitFor();
  await pattern.fill('*.example.test');
  await page.getByRole('combobox', { name: 'Mode' }).click();
  await page.getByRole('option', { name: 'Report only' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('option', { name: 'Report only' }).waitFor({ state: 'hidden' });
  expect(await pattern.inputValue()).toBe('*.example.test');
  await pattern.press('Escape');
  await pattern.waitFor({ state: 'hidden' });

  await app.show('Connections');
  await page
    .getByRole('row', { name: new RegExp(host) })
    .first()
    .click();
  const detail = page.getByRole('region', { name: 'Connection detail' });
  await detail.getByRole('button', { name: 'Other forms for a ticket' }).click();
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  expect(await detail.isVisible()).toBe(true);
  await detail.press('Escape');
  await detail.waitFor({ state: 'hidden' });
});

test('a pin set that was removed comes back by Ctrl+Z, also from another view', async () => {
  await app.show('Policy');
  await page.getByRole('button', { name: `Remove ${host}` }).click();
  await page.getByText('No host is pinned').waitFor();
  await app.show('Connections');
  await page.getByRole('grid', { name: 'Connections' }).focus();
  await page.keyboard.press('Control+z');
  await page.getByText(`Undone: Removed ${host}.`).waitFor();
  expect((await app.state()).policy.policy.pinSets.map(({ pattern }) => pattern)).toEqual([host]);
});

test('the menu of the chosen rows opens by the keyboard', async () => {
  await page.getByRole('grid', { name: 'Connections' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Copy as Markdown' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'hidden' });
});

test('the status bar tells that no CA is trusted, and that one is; every choice in the settings has a name', async () => {
  await app.status().getByRole('button', { name: 'No extra CA' }).click();
  for (const name of ['Route', 'Hosts without pins', 'How long'])
    await page.getByRole('radiogroup', { name, exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'CA certificate' }).fill(chains.root.certificatePem);
  await page.getByRole('button', { name: 'Trust this CA' }).click();
  await app.status().getByRole('button', { name: 'A CA is trusted until quit' }).waitFor();
});

test('more notifications than there is room for cover the page of the browser, which keeps its place', async () => {
  await page.setViewportSize({ width: 640, height: 400 });
  await page.keyboard.press('Control+3');
  await page
    .getByRole('textbox', { name: 'Address of the page' })
    .fill(`https://${shop}:${server.port}/document`);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: /^Page: shop/ }).waitFor();
  await page.evaluate(() => {
    for (let number = 0; number < 6; number += 1) void Promise.reject(new Error(`Number ${number}`));
  });
  await bug().nth(2).waitFor();
  // A picture of the page stands in for it, as beneath a dialog.
  const stage = page.getByRole('region', { name: /^Page/ });
  await stage.locator('img').waitFor();
  const bottom = async (): Promise<number> => {
    const box = await stage.boundingBox();
    return (box?.y ?? 0) + (box?.height ?? 0);
  };
  await expect.poll(bottom).toBeLessThanOrEqual(400);
});
