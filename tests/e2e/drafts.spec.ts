// What is typed and not saved yet, in the real app: over views, over dialogs, over a watch that ends, over a restart.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSettingsApp, type SettingsApp } from '../support/settings-app.ts';
import { createAuthority } from '../support/test-ca.ts';

const dummyPin = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const authority = createAuthority({ name: 'Typed Root' });

let app: SettingsApp;
beforeAll(async () => {
  app = await createSettingsApp({});
  await app.start();
});
afterAll(async () => {
  await app.stop();
});

const button = (name: string): Locator => app.page.getByRole('button', { name, exact: true });
const within = (form: string, field: string): Locator =>
  app.page.getByRole('form', { name: form }).getByRole('textbox', { name: field, exact: true });
const press = (name: string) => async (): Promise<void> => button(name).click();
const choose = async (name: string): Promise<void> => app.page.getByRole('radio', { name }).click();
const segment = async (name: string): Promise<void> => app.page.getByText(name, { exact: true }).click();
const inMenu = (item: string) => async (): Promise<void> => {
  await button('Add').click();
  await app.page.getByRole('menuitem', { name: item }).click();
};
const closeDialog = async (): Promise<void> => {
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('dialog').waitFor({ state: 'detached' });
};

interface Typed {
  readonly view: string;
  /** Brings up what is not on the view at first. */
  readonly open?: () => Promise<void>;
  /** As `open`, where it differs after a restart; null: it is up by itself. */
  readonly openAgain?: (() => Promise<void>) | null;
  readonly fields: readonly (readonly [field: () => Locator, text: string])[];
  readonly close?: () => Promise<void>;
}

const bar = (field: string) => (): Locator => within('Request', field);
const pinSet = (field: string) => (): Locator => within('New pin set', field);
const watch = (field: string) => (): Locator => within('Start a watch', field);
const proxy = (field: string) => (): Locator => within('Given proxy', field);
const override = (field: string) => (): Locator => within('New name override', field);
const attach = (field: string) => (): Locator => within('Attach to a running mitmproxy', field);
const inDialog = (field: string) => (): Locator =>
  app.page.getByRole('dialog').getByRole('textbox', { name: field });

const typed: readonly Typed[] = [
  { view: 'Connections', fields: [[bar('URL'), 'https://api.example.test/basket']] },
  {
    view: 'Connections',
    open: press('Headers'),
    openAgain: press('Headers (2)'),
    fields: [[bar('Headers'), 'Accept: */*\nAuthorization: Bearer secret']],
  },
  {
    view: 'Connections',
    open: press('Body'),
    openAgain: press('Body •'),
    fields: [[bar('Body'), '{"half": ']],
  },
  {
    view: 'Requests',
    open: press('Add hosts…'),
    fields: [[inDialog('Hosts or URLs, one a line'), 'api.example.test\nshop.exam']],
    close: closeDialog,
  },
  {
    view: 'Requests',
    open: inMenu('Paste a curl command…'),
    fields: [[inDialog('curl command'), 'curl -H "a: b']],
    close: closeDialog,
  },
  {
    view: 'Browser',
    fields: [[() => app.page.getByRole('textbox', { name: 'Address of the page' }), 'shop.exam']],
  },
  {
    view: 'Policy',
    open: press('Add pin set'),
    openAgain: null,
    fields: [
      [pinSet('Host pattern'), '*.example.test'],
      [pinSet('Expires'), '2031-02-03'],
      [pinSet('Pins'), `${dummyPin}\nsha256/half`],
      [pinSet('Note'), 'of the staging'],
    ],
  },
  {
    view: 'Policy',
    open: press('Import…'),
    fields: [[inDialog('Paste what your app ships'), 'CertificatePinner.Builder()']],
    close: closeDialog,
  },
  {
    view: 'Lab',
    open: () => segment('A host of yours'),
    openAgain: null,
    fields: [[() => app.page.getByRole('textbox', { name: 'Address of your host' }), 'https://api.exam']],
  },
  {
    view: 'Watch',
    fields: [
      [watch('Control host'), 'control.example.test'],
      [watch('Port'), '8899'],
      [watch('Hosts to leave alone'), '*.bank.example'],
    ],
  },
  {
    view: 'Renewal',
    open: () => segment('A certificate or request…'),
    fields: [
      [() => app.page.getByRole('textbox', { name: 'Or paste it' }), '-----BEGIN CERTIFICATE REQUEST'],
    ],
  },
  {
    view: 'Settings',
    open: () => choose('A given proxy'),
    fields: [
      [proxy('Address'), 'proxy.example.test:3128'],
      [proxy('User'), 'ada'],
    ],
  },
  {
    view: 'Settings',
    open: () => choose('PAC script'),
    fields: [[() => within('PAC script', 'PAC script'), 'function F']],
  },
  {
    view: 'Settings',
    fields: [
      [override('Connections for'), 'api.example.test'],
      [override('Port'), '443'],
      [override('Go to'), '127.0.0.1'],
      [override('Port there'), '8443'],
      [() => within('Trust a CA', 'CA certificate'), authority.certificatePem.trim()],
      [() => within('Trust a CA', 'Only for these hosts'), '**.staging.example.test'],
      [() => within('Start mitmproxy', 'Path to mitmdump'), '/opt/mitm'],
      [attach('Address'), '10.0.0.7'],
      [attach('Port'), '8081'],
      [attach('User'), 'bob'],
      [attach('Folder with its CA (mitmproxy-ca-cert.pem)'), '/home/bob/.mitm'],
    ],
  },
];

const expectAll = async (isAgain: boolean): Promise<void> => {
  for (const { view, open, openAgain, fields, close } of typed) {
    await app.show(view);
    await (isAgain && openAgain !== undefined ? openAgain : open)?.();
    for (const [field, text] of fields)
      expect([view, await field().inputValue()], String(await field().getAttribute('aria-label'))).toEqual([
        view,
        text,
      ]);
    await close?.();
  }
};

const file = (): string => join(app.home, 'user-data', 'drafts.json');

test(
  'what stands typed in any form is there after a restart, in a file for its owner only, but no password and no key',
  { timeout: 120_000 },
  async () => {
    const passwords = ['of the proxy', 'of mitmproxy'];
    for (const { view, open, fields, close } of typed) {
      await app.show(view);
      await open?.();
      for (const [field, text] of fields) await field().fill(text);
      await close?.();
    }
    await choose('A given proxy');
    await within('Given proxy', 'Password').fill(passwords[0] ?? '');
    await within('Attach to a running mitmproxy', 'Password').fill(passwords[1] ?? '');
    await app.restart();
    await expectAll(true);
    await app.show('Settings');
    await choose('A given proxy');
    expect(await within('Given proxy', 'Password').inputValue()).toBe('');
    const kept = await readFile(file(), 'utf8');
    expect([kept.includes('Bearer secret'), ...passwords.map((one) => kept.includes(one))]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await stat(file())).mode & 0o777).toBe(0o600);

    await app.show('Renewal');
    await app.page.getByRole('textbox', { name: 'Or paste it' }).fill(authority.privateKeyPem);
    await expect.poll(async () => readFile(file(), 'utf8')).not.toContain('CERTIFICATE REQUEST');
    expect(await readFile(file(), 'utf8')).not.toContain('PRIVATE KEY');
  },
);

test('a form of the policy that gives way to another, or is cancelled, can be brought back; what was saved is no draft any more', async () => {
  await app.show('Policy');
  await within('New pin set', 'Pins').fill(dummyPin);
  await button('Save pin set').click();
  await app.page.getByText('Added *.example.test.').waitFor();
  await button('Edit *.example.test').click();
  const note = (): Locator => within('Edit *.example.test', 'Note');
  expect(await note().inputValue()).toBe('of the staging');
  await note().fill('changed, not saved');
  await button('Add pin set').click();
  expect(await within('New pin set', 'Note').inputValue()).toBe('');
  await app.page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
  expect(await note().inputValue()).toBe('changed, not saved');
  await app.restart();
  expect(await note().inputValue()).toBe('changed, not saved');
  await note().press('Escape');
  await note().waitFor({ state: 'detached' });
  await app.page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
  await button('Save pin set').click();
  await app.page.getByText('Changed *.example.test.').waitFor();
  await expect.poll(async () => readFile(file(), 'utf8')).not.toContain('pin-set');
  expect((await app.state()).policy.policy.pinSets).toMatchObject([
    { pattern: '*.example.test', pins: [dummyPin], note: 'changed, not saved' },
  ]);
});

test('a command that was typed is there for the next watch, and after a restart', async () => {
  await app.show('Watch');
  const command = (): Locator => within('Run a command through it', 'Run a command through it');
  const start = async (): Promise<void> => {
    await within('Start a watch', 'Port').fill('0');
    await button('Start watching').click();
    await button('Stop watching').waitFor();
  };
  await start();
  await command().fill('curl https://api.example.test');
  await button('Stop watching').click();
  await command().waitFor({ state: 'detached' });
  await start();
  expect(await command().inputValue()).toBe('curl https://api.example.test');
  await app.restart();
  await start();
  expect(await command().inputValue()).toBe('curl https://api.example.test');
});
