// The Requests view in the real app, with real TLS servers: saved requests, runs, schedules, answers, files.
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Collection } from '../../common/requests/collection.ts';
import { complaintsOf, inScheme } from '../support/accessibility.ts';
import { createHome, launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { takePicture } from '../support/pictures.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';

const chains = createTestChains(['api.example.test', 'shop.example.test']);

let server: GenuineServer;
let home: string;
let app: LaunchedElectron;
let page: Page;

const launch = async (): Promise<void> => {
  app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  page.setDefaultTimeout(10_000);
  // Notifications are the system's: what would be shown is noted.
  await app.electron.evaluate(({ Notification }) => {
    const shown: string[] = [];
    Object.assign(globalThis, { shownNotifications: shown });
    Notification.isSupported = () => true;
    Notification.prototype.show = function () {
      shown.push(`${this.title}: ${this.body}`);
    };
  });
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Requests' }).click();
};

beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  await trustInNss(home, chains.attackerRoot.certificatePem, 'attacker');
  await launch();
});
afterAll(async () => {
  await app.close();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

const tree = (): Locator => page.getByRole('navigation', { name: 'Collections' });
const form = (): Locator => page.getByRole('form', { name: 'Saved request' });
const response = (): Locator => page.getByRole('region', { name: 'Response' });
const runTable = (): Locator => page.getByRole('table', { name: /^Requests of/ });
const onDisk = async (): Promise<readonly Collection[]> => {
  const text = await readFile(join(home, 'user-data', 'requests.json'), 'utf8').catch(() => null);
  return text === null
    ? []
    : (JSON.parse(text) as { readonly collections: readonly Collection[] }).collections;
};
const add = async (item: string): Promise<void> => {
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
const url = (host: string, path = '/'): string => `https://${host}:${server.port}${path}`;
const sendTo = async (address: string): Promise<void> => {
  await form().getByRole('textbox', { name: 'Address' }).fill(address);
  await form().getByRole('button', { name: 'Send' }).click();
};
const answerSavePath = async (path: string): Promise<void> => {
  await app.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
};

test('the empty view says what to do; hosts are added by the line, and are on disk for the owner only', async () => {
  await page.getByRole('heading', { name: 'Keep requests, and run them together' }).waitFor();
  await takePicture(page, 'requests-empty');
  await page.getByRole('button', { name: 'Add hosts…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add hosts' });
  await dialog.getByRole('textbox').fill('ftp://x.test');
  await dialog.getByText('Only https:// and http:// can be sent').waitFor();
  await dialog.getByRole('textbox').fill(`api.example.test:${server.port}\n${url('shop.example.test')}\n`);
  await dialog.getByRole('button', { name: 'Add 2 hosts' }).click();
  await runTable()
    .getByRole('row', { name: /shop\.example\.test/ })
    .waitFor();
  await expect.poll(async () => (await onDisk()).map(({ requests }) => requests.length)).toEqual([2]);
  expect((await stat(join(home, 'user-data', 'requests.json'))).mode & 0o777).toBe(0o600);
});

test('run all judges each host in an epoch of its own, and a second run with other pins tells what changed', async () => {
  const epoch = async (): Promise<string | null> =>
    page
      .getByRole('contentinfo', { name: 'Status' })
      .getByText(/^Epoch/)
      .textContent();
  const before = await epoch();
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.getByText(/Last run by hand at .*: 2 of 2 requests done\./).waitFor();
  const row = runTable().getByRole('row', { name: /api\.example\.test/ });
  expect(await row.getByRole('cell').allTextContents()).toEqual([
    'Unpinnedallowed',
    '200',
    expect.stringMatching(/^\d+ ms$/),
    'Connection',
  ]);
  expect(await epoch()).toBe(before);
  const epochs = await page.evaluate(async () => {
    const rows = await window.pinspect?.['connections.page']({
      before: null,
      limit: 10,
      host: '',
      verdicts: [],
    });
    return rows?.ok === true ? rows.value.rows.map((one) => one.epoch) : [];
  });
  expect(epochs).toHaveLength(2);
  expect([new Set(epochs).size, epochs.includes(Number(before?.replace(/\D/g, '')))]).toEqual([1, false]);
  const reached = server.traffic.requests.length;

  await page.evaluate(async () => {
    const bridge = window.pinspect;
    const state = await bridge?.['state.get']({});
    if (state?.ok !== true) throw new Error('no state');
    const pins = ['sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='];
    await bridge?.['policy.save']({
      revision: state.value.policy.revision,
      policy: {
        unpinnedHosts: 'allow',
        pinSets: [{ pattern: 'api.example.test', mode: 'enforce', expires: null, pins, note: null }],
      },
    });
  });
  await page.getByRole('button', { name: 'Run all' }).click();
  const change = `api.example.test:${server.port} was unpinned, allowed; now it is mismatch, blocked.`;
  await row.getByText(change).waitFor();
  await page.getByText('My requests: a verdict has changed').waitFor();
  await takePicture(page, 'requests-changed');
  const shown = await app.electron.evaluate(
    () => (globalThis as { shownNotifications?: readonly string[] }).shownNotifications,
  );
  // Whether the window is in front is the window manager's affair, and there is none here.
  expect([[], [`My requests: a verdict has changed: ${change}`]]).toContainEqual(shown);
  // Only the other host was asked again: the refused one got nothing.
  expect(server.traffic.requests.length).toBe(reached + 1);
  await row.getByRole('button', { name: /^Show the connection of/ }).click();
  await page
    .getByRole('region', { name: 'Connection detail' })
    .getByText('Certificate pinning failure!')
    .waitFor();
});

test('a schedule is visibly on and says when it runs next, and a certificate that was swapped is told', async () => {
  await page.keyboard.press('Control+2');
  server.setCertificate(chains.selfSigned);
  server.dropConnections();
  await page.getByRole('combobox', { name: 'Schedule' }).click();
  await page.getByRole('option', { name: 'Run every 5 minutes' }).click();
  await page.getByText(/Schedule on\..*Next run at \d\d:\d\d:\d\d/).waitFor();
  await page
    .getByRole('contentinfo', { name: 'Status' })
    .getByText(/^1, next at \d\d:\d\d:\d\d$/)
    .waitFor();
  await expect.poll(async () => (await onDisk())[0]?.everyMinutes).toBe(5);
  await page.getByRole('button', { name: 'Run all' }).click();
  await runTable()
    .getByText(`shop.example.test:${server.port} was unpinned, allowed; now it is untrusted, blocked.`)
    .waitFor();
  server.setCertificate(chains.genuine);
  await takePicture(page, 'requests-scheduled');
});

test('JSON is formatted without touching a number, and shown as text or bytes', async () => {
  await add('New request');
  await form().getByRole('textbox', { name: 'Name' }).fill('Echo');
  await form().getByRole('combobox', { name: 'Method' }).click();
  await page.getByRole('option', { name: 'POST' }).click();
  await form().getByRole('tab', { name: 'Headers' }).click();
  await form().getByRole('textbox', { name: 'Request headers' }).fill('Content-Type: application/json');
  await form().getByRole('tab', { name: 'Body' }).click();
  await form()
    .getByRole('textbox', { name: 'Request body' })
    .fill('{"id":12345678901234567890,"list":[1,{}]}');
  await sendTo(url('shop.example.test', '/echo'));
  const body = response().getByLabel(/^Body as/);
  await body.waitFor();
  expect(await body.textContent()).toBe(
    '{\n  "id": 12345678901234567890,\n  "list": [\n    1,\n    {}\n  ]\n}',
  );
  await response().getByText('Text', { exact: true }).click();
  expect(await body.textContent()).toBe('{"id":12345678901234567890,"list":[1,{}]}');
  await response().getByText('Hex', { exact: true }).click();
  expect(await body.textContent()).toContain('00000000  7b 22 69 64');
  await response().getByText('JSON', { exact: true }).click();
  await takePicture(page, 'requests-json');
});

test('redirects are followed hop by hop, each with its verdict, its time and its connection', async () => {
  await sendTo(
    url('shop.example.test', `/redirect?to=${encodeURIComponent(url('api.example.test'))}&status=307`),
  );
  const hops = response().getByRole('list', { name: 'Hops' });
  await response().getByText('Redirects, hop by hop').waitFor();
  const first = hops.getByRole('listitem', { name: /^Hop 1: POST/ });
  const second = hops.getByRole('listitem', { name: /^Hop 2: POST/ });
  await first.getByText('Unpinned').waitFor();
  await first.getByText('answered 307, a redirect').waitFor();
  await second.getByText('Mismatch').waitFor();
  await second.getByText('no answer').waitFor();
  await first.getByRole('button', { name: 'Headers of hop 1' }).click();
  await first.getByText('location', { exact: true }).waitFor();
  await takePicture(page, 'requests-hops');
  await second.getByRole('button', { name: 'Show the connection of hop 2' }).click();
  await page
    .getByRole('region', { name: 'Connection detail' })
    .getByRole('heading', { name: /^api\.example\.test/ })
    .waitFor();
  await page.keyboard.press('Control+2');
});

test('a large body is cut in the window, and saved whole without being asked for again', async () => {
  await form().getByRole('combobox', { name: 'Method' }).click();
  await page.getByRole('option', { name: 'GET', exact: true }).click();
  await sendTo(url('shop.example.test', '/large?bytes=5000000'));
  await response().getByText('Cut: the first 2.1 MB of 5.0 MB are shown, as text.').waitFor();
  const asked = server.traffic.requests.length;
  const target = join(home, 'whole.bin');
  await answerSavePath(target);
  await response().getByRole('button', { name: 'Save whole body…' }).click();
  await page.getByText(`Saved to ${target}.`).waitFor();
  const saved = await readFile(target);
  expect([saved.length, saved.every((byte) => byte === 0x78)]).toEqual([5_000_000, true]);
  expect(server.traffic.requests.length).toBe(asked);
});

test('a binary body is shown byte for byte, and what cannot be sent is said beside the field', async () => {
  await sendTo(url('shop.example.test', '/image.gif'));
  await response().getByText('47 49 46 38 39 61').waitFor();
  expect(await response().getByRole('radio', { name: 'JSON' }).count()).toBe(0);
  await sendTo('https://');
  await form().getByText('“https://” is not a URL.').waitFor();
});

test('a curl command becomes a request, with what is not taken over said beforehand', async () => {
  await add('Paste a curl command…');
  const dialog = page.getByRole('dialog', { name: 'Paste a curl command' });
  await dialog
    .getByRole('textbox')
    .fill(`curl -k '${url('shop.example.test', '/echo')}' -H 'X-One: 1' \\\n  --data-raw $'it\\'s'`);
  await dialog.getByText('--insecure is not taken over').waitFor();
  await takePicture(page, 'requests-curl');
  await dialog.getByRole('button', { name: 'Add the request' }).click();
  await form().getByRole('button', { name: 'Send' }).click();
  await response().getByText("it's", { exact: true }).waitFor();
  expect(server.traffic.requests.at(-1)).toMatchObject({ method: 'POST', url: '/echo' });
});

test('requests are walked, moved, duplicated and deleted by keyboard, and a deletion is taken back', async () => {
  const names = async (): Promise<readonly string[]> =>
    (await onDisk()).flatMap(({ requests }) => requests.map(({ name, method }) => name || method));
  await expect.poll(names).toEqual(['GET', 'GET', 'Echo', 'POST']);
  await tree().getByRole('button', { name: /Echo/ }).first().focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(names).toEqual(['GET', 'Echo', 'GET', 'POST']);
  await tree().getByRole('button', { name: /Echo/ }).first().focus();
  await page.keyboard.press('Control+d');
  await expect.poll(names).toEqual(['GET', 'Echo', 'Echo (copy)', 'GET', 'POST']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Delete');
  await expect.poll(names).toEqual(['GET', 'Echo', 'GET', 'POST']);
  await page.getByText('Deleted “Echo (copy)”.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(names).toEqual(['GET', 'Echo', 'Echo (copy)', 'GET', 'POST']);
});

test('a collection is exported and imported; what is no collection is refused and changes nothing', async () => {
  const target = join(home, 'collection.json');
  await answerSavePath(target);
  await tree()
    .getByRole('button', { name: /^My requests/ })
    .click();
  await page.getByRole('button', { name: 'Export…' }).click();
  await page.getByText(`Saved to ${target}.`).waitFor();
  const importFrom = async (path: string): Promise<void> => {
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
    }, path);
    await page.getByRole('button', { name: 'Import…' }).click();
  };
  await importFrom(target);
  await expect
    .poll(async () => (await onDisk()).map(({ name, everyMinutes }) => [name, everyMinutes]))
    .toEqual([
      ['My requests', 5],
      ['My requests (imported)', null],
    ]);
  const ids = (await onDisk()).flatMap(({ id, requests }) => [id, ...requests.map((request) => request.id)]);
  expect(new Set(ids).size).toBe(ids.length);
  await importFrom(join(home, 'whole.bin'));
  await page
    .getByRole('alert')
    .getByText(/The file is no collection/)
    .waitFor();
  expect(await onDisk()).toHaveLength(2);
});

test('a run is cancelled, and a change of the policy ends one: what was not sent is not sent', async () => {
  await add('New collection');
  await page.getByRole('textbox', { name: 'Name of the collection' }).fill('Slow');
  await add('Add hosts…');
  const dialog = page.getByRole('dialog', { name: 'Add hosts' });
  // One host: the second request waits for the first.
  await dialog
    .getByRole('textbox')
    .fill(`${url('shop.example.test', '/silence')}\n${url('shop.example.test', '/never')}`);
  await dialog.getByRole('button', { name: 'Add 2 hosts' }).click();
  const isAsked = (path: string): boolean => server.traffic.requests.some((one) => one.url === path);
  const asked = (): number => server.traffic.requests.filter((one) => one.url === '/silence').length;
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.getByText('0 of 2 requests done…').waitFor();
  await expect.poll(asked).toBe(1);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText(/Last run by hand at .*: 0 of 2 requests done/).waitFor();
  expect(await runTable().getByText('not run').count()).toBe(2);

  await page.getByRole('button', { name: 'Run all' }).click();
  await expect.poll(asked).toBe(2);
  await page.evaluate(async () => {
    const state = await window.pinspect?.['state.get']({});
    if (state?.ok !== true) throw new Error('no state');
    const { policy, revision } = state.value.policy;
    const pinSets = policy.pinSets.map((set) => ({ ...set, pins: [...set.pins], note: 'edited' }));
    await window.pinspect?.['policy.save']({
      revision,
      policy: { unpinnedHosts: policy.unpinnedHosts, pinSets },
    });
  });
  await page.getByText(/Last run by hand at .*: 2 of 2 requests done/).waitFor();
  expect(
    await runTable().getByText('The policy, route or trust changed before the request was over.').count(),
  ).toBe(2);
  expect(isAsked('/never')).toBe(false);
  await tree().getByRole('button', { name: 'Slow', exact: true }).focus();
  await page.keyboard.press('Delete');
  await tree().getByRole('button', { name: 'Slow', exact: true }).waitFor({ state: 'detached' });
});

test('a request of the request bar is kept, and the palette runs a collection', async () => {
  await tree().getByRole('button', { name: 'My requests (imported)', exact: true }).click();
  await page.keyboard.press('Control+l');
  await page.getByRole('textbox', { name: 'URL' }).fill('kept.example.test');
  await page.getByRole('button', { name: 'Keep this request in a collection' }).click();
  await page.getByText('Kept in “My requests (imported)”, in Requests.').waitFor();
  await expect.poll(async () => (await onDisk())[1]?.requests.at(-1)?.url).toBe('kept.example.test');
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Find a command' }).fill('requests (imported)');
  await page.keyboard.press('Enter');
  await page.getByText(/Last run by hand at .*: 6 of 6 requests done/).waitFor();
  await runTable().getByText('“https://” is not a URL.').first().waitFor();
  await page
    .getByRole('button', { name: /^Dismiss/ })
    .first()
    .click();
  await page
    .getByRole('button', { name: /^Dismiss/ })
    .first()
    .click();
  await page.getByText('Kept in').waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 640, height: 400 });
  await takePicture(page, 'requests-zoomed');
  await tree().getByRole('button', { name: /Echo/ }).first().click();
  await takePicture(page, 'requests-zoomed-editor');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(640);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('axe finds nothing serious in the view, light or dark', async () => {
  const found: string[] = [];
  for (const scheme of ['Light', 'Dark'] as const) {
    await inScheme(page, scheme);
    for (const what of ['My requests', 'Echo']) {
      await tree()
        .getByRole('button', { name: new RegExp(`^(GET ?)?${what}`) })
        .first()
        .click();
      await page.waitForTimeout(300);
      await takePicture(page, `requests-${what.toLowerCase().replace(' ', '-')}-${scheme.toLowerCase()}`);
      for (const complaint of await complaintsOf(page)) found.push(`${what}, ${scheme}: ${complaint}`);
    }
  }
  expect(found).toEqual([]);
});

test('after a restart all is as it was left, and a schedule that is due runs by itself and tells what changed meanwhile', async () => {
  await tree().getByRole('button', { name: /Echo/ }).first().click();
  await form().getByRole('textbox', { name: 'Name' }).fill('Echo, typed last');
  await app.close();
  const before = await onDisk();
  // As if the last run had been an hour ago.
  const memory = join(home, 'user-data', 'request-verdicts.json');
  const told = JSON.parse(await readFile(memory, 'utf8')) as { ranAt: Record<string, number> };
  for (const id of Object.keys(told.ranAt)) told.ranAt[id] = Date.now() - 3_600_000;
  await writeFile(memory, JSON.stringify(told));
  await launch();
  await tree()
    .getByRole('button', { name: /My requests/ })
    .first()
    .click();
  await page.getByText(/Schedule on\..*Next run at/).waitFor();
  await page.getByText(/Last run by the schedule at/).waitFor();
  await page.getByText('now it is mismatch, blocked').first().waitFor();
  await tree().getByRole('button', { name: /Echo/ }).first().click();
  expect(await form().getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Echo, typed last');
  expect(await form().getByRole('textbox', { name: 'Address' }).inputValue()).toBe('https://');
  expect(await onDisk()).toEqual(before);
});
