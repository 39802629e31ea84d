// The Requests view in the real app, with a real TLS server: saved requests, runs, schedules, files.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf, inScheme } from '../support/accessibility.ts';
import { takePicture } from '../support/pictures.ts';
import { openRequestsView, type RequestsView } from '../support/requests-view.ts';

const dummyPin = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

let view: RequestsView;
beforeAll(async () => {
  view = await openRequestsView();
});
afterAll(async () => {
  await view.close();
});

test('the empty view says what to do; hosts are added by the line, and are on disk for the owner only', async () => {
  await view.page.getByRole('heading', { name: 'Keep requests, and run them together' }).waitFor();
  await takePicture(view.page, 'requests-empty');
  await view.page.getByRole('button', { name: 'Add hosts…' }).click();
  const dialog = view.page.getByRole('dialog', { name: 'Add hosts' });
  await dialog.getByRole('textbox').fill('ftp://x.test');
  await dialog.getByText('Only https:// and http:// can be sent').waitFor();
  await dialog.getByRole('textbox').fill(`api.example.test:${view.server.port}\n${view.url('shop')}\n`);
  await dialog.getByRole('button', { name: 'Add 2 hosts' }).click();
  await view
    .runTable()
    .getByRole('row', { name: /shop\.example\.test/ })
    .waitFor();
  await expect.poll(async () => (await view.onDisk()).map(({ requests }) => requests.length)).toEqual([2]);
  expect((await stat(join(view.home, 'user-data', 'requests.json'))).mode & 0o777).toBe(0o600);
});

test('run all judges each host in an epoch of its own, and a second run with other pins tells what changed', async () => {
  const epoch = async (): Promise<string | null> =>
    view.page
      .getByRole('contentinfo', { name: 'Status' })
      .getByText(/^Epoch/)
      .textContent();
  const before = await epoch();
  await view.page.getByRole('button', { name: 'Run all' }).click();
  await view.page.getByText(/Last run by hand at .*: 2 of 2 requests done\./).waitFor();
  const row = view.runTable().getByRole('row', { name: /api\.example\.test/ });
  expect(await row.getByRole('cell').allTextContents()).toEqual([
    'Unpinnedallowed',
    '200',
    expect.stringMatching(/^\d+ ms$/),
    'Connection',
  ]);
  expect(await epoch()).toBe(before);
  const epochs = await view.page.evaluate(async () => {
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
  const reached = view.server.traffic.requests.length;

  await view.pinApi(dummyPin);
  await view.page.getByRole('button', { name: 'Run all' }).click();
  const change = `api.example.test:${view.server.port} was unpinned, allowed; now it is mismatch, blocked.`;
  await row.getByText(change).waitFor();
  await view.page.getByText('My requests: a verdict has changed').waitFor();
  await takePicture(view.page, 'requests-changed');
  const shown = await view.notifications();
  // Whether the window is in front is the window manager's affair, and there is none here.
  expect([[], [`My requests: a verdict has changed: ${change}`]]).toContainEqual(shown);
  // Only the other host was asked again: the refused one got nothing.
  await expect.poll(() => view.server.traffic.requests.length).toBe(reached + 1);
  await row.getByRole('button', { name: /^Show the connection of/ }).click();
  await view.page
    .getByRole('region', { name: 'Connection detail' })
    .getByText('Certificate pinning failure!')
    .waitFor();
});

test('a schedule is visibly on and says when it runs next, and a certificate that was swapped is told', async () => {
  await view.page.keyboard.press('Control+2');
  view.server.setCertificate(view.chains.selfSigned);
  view.server.dropConnections();
  await view.page.getByRole('combobox', { name: 'Schedule' }).click();
  await view.page.getByRole('option', { name: 'Run every 5 minutes' }).click();
  await view.page.getByText(/Schedule on\..*Next run at \d\d:\d\d:\d\d/).waitFor();
  await view.page
    .getByRole('contentinfo', { name: 'Status' })
    .getByText(/^1, next at \d\d:\d\d:\d\d$/)
    .waitFor();
  await expect.poll(async () => (await view.onDisk())[0]?.everyMinutes).toBe(5);
  await view.page.getByRole('combobox', { name: 'Schedule' }).click();
  await view.page.getByRole('option', { name: 'Run by hand only' }).click();
  await expect.poll(async () => (await view.onDisk())[0]?.everyMinutes).toBe(null);
  await view.page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await view.onDisk())[0]?.everyMinutes).toBe(5);
  await view.page.getByRole('button', { name: 'Run all' }).click();
  await view
    .runTable()
    .getByText(`shop.example.test:${view.server.port} was unpinned, allowed; now it is untrusted, blocked.`)
    .waitFor();
  view.server.setCertificate(view.chains.genuine);
  await takePicture(view.page, 'requests-scheduled');
});

test('requests are walked, moved, duplicated and deleted by keyboard, and a deletion is taken back', async () => {
  const names = async (): Promise<readonly string[]> =>
    (await view.onDisk()).flatMap(({ requests }) => requests.map(({ name, method }) => name || method));
  await view.add('New request');
  await view.form().getByRole('textbox', { name: 'Name' }).fill('Echo');
  await view.sendTo('https://');
  await view.form().getByText('“https://” is not a URL.').waitFor();
  await expect.poll(names).toEqual(['GET', 'GET', 'Echo']);
  await view.tree().getByRole('button', { name: /Echo/ }).first().focus();
  await view.page.keyboard.press('Alt+ArrowUp');
  await expect.poll(names).toEqual(['GET', 'Echo', 'GET']);
  const focused = (): Promise<string | null | undefined> =>
    view.page.evaluate(() => document.activeElement?.closest('[data-item]')?.textContent);
  await expect.poll(focused).toBe('GETEcho');
  await view.page.keyboard.press('Control+d');
  await expect.poll(names).toEqual(['GET', 'Echo', 'Echo (copy)', 'GET']);
  await view.page.keyboard.press('ArrowDown');
  await view.page.keyboard.press('Delete');
  await expect.poll(names).toEqual(['GET', 'Echo', 'GET']);
  await expect.poll(focused).toMatch(/^GETshop/);
  await view.page.getByText('Deleted “Echo (copy)”.').waitFor();
  await view.page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(names).toEqual(['GET', 'Echo', 'Echo (copy)', 'GET']);
});

test('a collection is exported and imported; what is no collection is refused and changes nothing', async () => {
  const target = join(view.home, 'collection.json');
  await view.answerSavePath(target);
  await view
    .tree()
    .getByRole('button', { name: /^My requests/ })
    .click();
  await view.page.getByRole('button', { name: 'Export…' }).click();
  await view.page.getByText(`Saved to ${target}.`).waitFor();
  const importFrom = async (path: string): Promise<void> => {
    await view.app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
    }, path);
    await view.page.getByRole('button', { name: 'Import…' }).click();
  };
  await importFrom(target);
  await expect
    .poll(async () => (await view.onDisk()).map(({ name, everyMinutes }) => [name, everyMinutes]))
    .toEqual([
      ['My requests', 5],
      ['My requests (imported)', null],
    ]);
  const ids = (await view.onDisk()).flatMap(({ id, requests }) => [
    id,
    ...requests.map((request) => request.id),
  ]);
  expect(new Set(ids).size).toBe(ids.length);
  const other = join(view.home, 'other.json');
  await writeFile(other, 'no JSON');
  await importFrom(other);
  await view.page
    .getByRole('alert')
    .getByText(/The file is no collection/)
    .waitFor();
  expect(await view.onDisk()).toHaveLength(2);
});

test('a run is cancelled, and a change of the policy ends one: what was not sent is not sent', async () => {
  await view.add('New collection');
  await view.page.getByRole('textbox', { name: 'Name of the collection' }).fill('Slow');
  await view.add('Add hosts…');
  const dialog = view.page.getByRole('dialog', { name: 'Add hosts' });
  // One host: the second request waits for the first.
  await dialog.getByRole('textbox').fill(`${view.url('shop', '/silence')}\n${view.url('shop', '/never')}`);
  await dialog.getByRole('button', { name: 'Add 2 hosts' }).click();
  const isAsked = (path: string): boolean => view.server.traffic.requests.some((one) => one.url === path);
  const asked = (): number => view.server.traffic.requests.filter((one) => one.url === '/silence').length;
  await view.page.getByRole('button', { name: 'Run all' }).click();
  await view.page.getByText('0 of 2 requests done…').waitFor();
  await expect.poll(asked).toBe(1);
  await view.page.getByRole('button', { name: 'Cancel' }).click();
  await view.page.getByText(/Last run by hand at .*: 0 of 2 requests done/).waitFor();
  expect(await view.runTable().getByText('not run').count()).toBe(2);

  await view.page.getByRole('button', { name: 'Run all' }).click();
  await expect.poll(asked).toBe(2);
  await view.pinApi(dummyPin, 'edited');
  await view.page.getByText(/Last run by hand at .*: 2 of 2 requests done/).waitFor();
  expect(
    await view
      .runTable()
      .getByText('The policy, route or trust changed before the request was over.')
      .count(),
  ).toBe(2);
  expect(isAsked('/never')).toBe(false);
  await view.tree().getByRole('button', { name: 'Slow', exact: true }).focus();
  await view.page.keyboard.press('Delete');
  await view.tree().getByRole('button', { name: 'Slow', exact: true }).waitFor({ state: 'detached' });
});

test('a request of the request bar is kept, and the palette runs a collection', async () => {
  await view.tree().getByRole('button', { name: 'My requests (imported)', exact: true }).click();
  await view.page.keyboard.press('Control+l');
  await view.page.getByRole('textbox', { name: 'URL' }).fill('kept.example.test');
  await view.page.getByRole('button', { name: 'Keep this request in a collection' }).click();
  await view.page.getByText('Kept in “My requests (imported)”, in Requests.').waitFor();
  await expect.poll(async () => (await view.onDisk())[1]?.requests.at(-1)?.url).toBe('kept.example.test');
  await view.page.keyboard.press('Control+k');
  await view.page.getByRole('textbox', { name: 'Find a command' }).fill('requests (imported)');
  await view.page.keyboard.press('Enter');
  await view.page.getByText(/Last run by hand at .*: 5 of 5 requests done/).waitFor();
  await view.runTable().getByText('“https://” is not a URL.').first().waitFor();
  await view.page
    .getByRole('button', { name: /^Dismiss/ })
    .first()
    .click();
  await view.page
    .getByRole('button', { name: /^Dismiss/ })
    .first()
    .click();
  await view.page.getByText('Kept in').waitFor({ state: 'detached' });
  await view.page.setViewportSize({ width: 640, height: 400 });
  await takePicture(view.page, 'requests-zoomed');
  await view.tree().getByRole('button', { name: /Echo/ }).first().click();
  await takePicture(view.page, 'requests-zoomed-editor');
  await expect.poll(() => view.page.evaluate(() => document.documentElement.scrollWidth)).toBe(640);
  await view.page.setViewportSize({ width: 1280, height: 800 });
});

test('axe finds nothing serious in the view, light or dark', async () => {
  for (const scheme of ['Light', 'Dark'] as const) {
    await inScheme(view.page, scheme);
    for (const what of ['My requests', 'Echo']) {
      await view
        .tree()
        .getByRole('button', { name: new RegExp(`^(GET ?)?${what}`) })
        .first()
        .click();
      await expect.poll(() => complaintsOf(view.page), { message: `${what}, ${scheme}` }).toEqual([]);
      await takePicture(
        view.page,
        `requests-${what.toLowerCase().replace(' ', '-')}-${scheme.toLowerCase()}`,
      );
    }
  }
});

test('after a restart all is as it was left, and a schedule that is due runs by itself and tells what changed meanwhile', async () => {
  await view.tree().getByRole('button', { name: /Echo/ }).first().click();
  await view.form().getByRole('textbox', { name: 'Name' }).fill('Echo, typed last');
  await view.app.close();
  const before = await view.onDisk();
  // As if the last run had been an hour ago.
  const memory = join(view.home, 'user-data', 'request-verdicts.json');
  const told = JSON.parse(await readFile(memory, 'utf8')) as { ranAt: Record<string, number> };
  for (const id of Object.keys(told.ranAt)) told.ranAt[id] = Date.now() - 3_600_000;
  await writeFile(memory, JSON.stringify(told));
  await view.launchAgain();
  await view
    .tree()
    .getByRole('button', { name: /My requests/ })
    .first()
    .click();
  await view.page.getByText(/Schedule on\..*Next run at/).waitFor();
  await view.page.getByText(/Last run by the schedule at/).waitFor();
  await view.page.getByText('now it is mismatch, blocked').first().waitFor();
  await view.tree().getByRole('button', { name: /Echo/ }).first().click();
  expect(await view.form().getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Echo, typed last');
  expect(await view.form().getByRole('textbox', { name: 'Address' }).inputValue()).toBe('https://');
  expect(await view.onDisk()).toEqual(before);
});
