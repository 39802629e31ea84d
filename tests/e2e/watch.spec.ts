// The watch in the real window, with a real curl through it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../common/ipc/contract.ts';
import { complaintsOf, inScheme } from '../support/accessibility.ts';
import { launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import {
  controlHost,
  pinnedHost,
  runClient,
  startWatchedServers,
  type WatchedServers,
} from '../support/watch/watched-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'pinspect-test-'));
const file = (name: string): string => join(folder, name);
const wrongPin = `sha256//${Buffer.alloc(32, 7).toString('base64')}`;
const control = `https://${controlHost}/`;
const api = `https://${pinnedHost}/`;
let servers: WatchedServers;
let app: LaunchedElectron;
let page: Page;

/** Pictures are kept where PINSPECT_PICTURES says, for whoever wants to look. */
const picture = async (name: string): Promise<void> => {
  const pictures = process.env.PINSPECT_PICTURES;
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
};

/** What the person would choose in the system's dialogs. */
const answerDialogs = async (path: string): Promise<void> => {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  }, path);
};

const faults = (): Promise<readonly string[]> => complaintsOf(page);

beforeAll(async () => {
  servers = await startWatchedServers();
  writeFileSync(
    file('policy.json'),
    JSON.stringify({ version: 1, pinSets: [{ pattern: pinnedHost, pins: [servers.pin] }] }),
  );
  app = await launchElectron({ args: [`--connect-to=:443:127.0.0.1:${servers.server.port}`] });
  page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Watch', exact: true }).click();
  await page.getByRole('button', { name: 'Start watching' }).waitFor();
  // The servers' root, for the interceptor and for the look at the real servers.
  const trusted = await page.evaluate(async (pem) => {
    const { pinspect } = window as unknown as { readonly pinspect: Bridge };
    return pinspect['trust.add']({ pem, hostPatterns: [], until: null });
  }, servers.rootPem);
  expect(trusted).toMatchObject({ ok: true, value: { ok: true } });
});
afterAll(async () => {
  await app.close();
  await servers.server.stop();
  rmSync(folder, { recursive: true });
});

test('an address of the network is opened only after a clear question', async () => {
  await picture('watch-first');
  await expect.poll(faults).toEqual([]);
  const addresses = page.getByRole('combobox', { name: 'Address' });
  await addresses.click();
  const others = page.getByRole('option').filter({ hasNotText: '127.0.0.1' });
  if ((await others.count()) === 0) {
    await page.keyboard.press('Escape');
    return;
  }
  await others.first().click();
  await page.getByRole('textbox', { name: 'Port' }).fill('0');
  await page.getByRole('button', { name: 'Start watching' }).click();
  await page.getByRole('dialog').getByText('without a password').waitFor();
  await picture('watch-question');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await page.getByText(/^Listening at/).count()).toBe(0);
  await page.getByRole('button', { name: 'Start watching' }).click();
  await page.getByRole('button', { name: 'Open it to the network' }).click();
  await page.getByRole('img', { name: /^QR code: http:/ }).waitFor();
  await page
    .getByRole('contentinfo')
    .getByText(/open to the network/)
    .waitFor();
  await picture('watch-network');
  await page.getByRole('button', { name: 'Stop watching' }).click();
  await addresses.click();
  await page.getByRole('option').filter({ hasText: '127.0.0.1' }).click();
});

test('a curl that pins and one that does not trust the CA are told apart, live', async () => {
  await page.getByRole('textbox', { name: 'Control host', exact: true }).fill(control);
  await page.getByRole('textbox', { name: 'Port' }).fill('0');
  await page.getByRole('textbox', { name: 'Port' }).press('Enter');
  await page.getByRole('button', { name: 'Stop watching' }).waitFor();
  await picture('watch-empty');
  await expect.poll(faults).toEqual([]);
  const address = /127\.0\.0\.1:\d+/.exec((await page.getByText(/^Listening at/).textContent()) ?? '')?.[0];
  const proxy = `http://${address ?? ''}`;
  await answerDialogs(file('ca.pem'));
  await page.getByRole('button', { name: 'Save the CA…' }).click();
  await page.getByText(`Saved to ${file('ca.pem')}`).waitFor();
  const trust = ['-s', '-x', proxy, '--cacert', file('ca.pem'), '-H', 'Authorization: Bearer very-secret'];
  const pinned = ['--next', ...trust, '--pinnedpubkey', wrongPin, api];
  await runClient('curl', [...trust, control, ...pinned, ...pinned], {});
  await runClient('curl', ['-s', '-x', proxy, control, api, api], {});
  const sections = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: /^curl \(pid \d+\)$/ }) });
  await sections.last().getByText('the CA is not trusted there').first().waitFor();
  const told = await sections.last().locator('li').allInnerTexts();
  expect(told.every((text) => !/\bpinned\b/.test(text))).toBe(true);
  await page.getByText('the control host was readable: the CA is trusted here').waitFor();
  await page.getByRole('button', { name: /api\.example\.test.*pinned.*refused after the handshake/ }).click();
  await page.getByText(/It pins this host, or accepts only other CAs for it/).waitFor();
  await picture('watch-told');
  await expect.poll(faults).toEqual([]);
});

test('logins are hidden until they are asked for', async () => {
  await page.getByRole('button', { name: /control\.example\.test.*readable, as it should be/ }).click();
  await page.getByRole('button', { name: /GET.*control\.example\.test/ }).click();
  await page.getByText('(hidden)').first().waitFor();
  expect(await page.getByText('very-secret').count()).toBe(0);
  await page.getByRole('button', { name: 'Show what is hidden' }).click();
  await page.getByText('Bearer very-secret').waitFor();
  await picture('watch-revealed');
  await page.getByRole('button', { name: 'Hide it again' }).click();
  expect(await page.getByText('very-secret').count()).toBe(0);
});

test('the real chain and the app’s policy stand beside what was seen', async () => {
  await answerDialogs(file('policy.json'));
  await page.getByRole('button', { name: 'Policy of the app…' }).click();
  await page.getByText(/the interceptor’s key is none of them: that explains the refusal/).waitFor();
  await page.getByRole('button', { name: 'Look at the real servers' }).click();
  await page.getByText('One of its pins is on the real server’s chain.').waitFor();
  await page.getByText(/new key, no pin stays on the chain/).waitFor();
  await picture('watch-policy');
});

test('a watch is saved without logins, and a command led through it is compared with it', async () => {
  await page.getByRole('textbox', { name: 'Name of this watch' }).fill('Build 41');
  await answerDialogs(file('build-41.json'));
  await page.getByRole('button', { name: 'Save…' }).click();
  await page.getByText(`Saved to ${file('build-41.json')}`).waitFor();
  expect(readFileSync(file('build-41.json'), 'utf8')).not.toContain('very-secret');
  await page.getByRole('button', { name: 'Stop watching' }).click();
  await page.getByText('A new watch puts away what was seen below.').waitFor();
  await page.getByRole('button', { name: 'Start watching' }).click();
  await page
    .getByRole('textbox', { name: 'Run a command through it' })
    .fill(`exec curl -s -w ' all read' ${control} ${api}`);
  await page.getByRole('textbox', { name: 'Run a command through it' }).press('Enter');
  await page.getByText('ended: exit code 0').waitFor();
  await page.getByLabel('The last lines that the command wrote').getByText('all read').waitFor();
  await page.getByRole('button', { name: /api\.example\.test.*not pinned.*readable/ }).waitFor();
  await answerDialogs(file('build-41.json'));
  await page.getByRole('button', { name: 'Compare with an earlier watch…' }).click();
  await page.getByText(`${pinnedHost} was pinned and is not any more.`).waitFor();
  await picture('watch-compared');
  await expect.poll(faults).toEqual([]);
  await inScheme(page, 'Dark');
  await picture('watch-dark');
  await expect.poll(faults).toEqual([]);
  await inScheme(page, 'Light');
});

test('a new watch puts away the last one, which comes back by the notification, by Ctrl+Z and by a button', async () => {
  const offer = page.getByText(/^Put away the watch of .* Undo stops the one in its place/);
  const bringBack = page.getByRole('button', { name: /^Bring back the watch of/ });
  const readable = page.getByRole('button', { name: /api\.example\.test.*not pinned.*readable/ });
  await readable.waitFor();
  await page.getByRole('button', { name: 'Stop watching' }).click();
  await page.getByRole('button', { name: 'Start watching' }).click();
  await page.getByText('Nobody came yet.').waitFor();
  await expect.poll(async () => offer.count()).toBe(1);
  await page.keyboard.press('Control+z');
  await readable.waitFor();
  await page.getByRole('button', { name: 'Start watching' }).waitFor();
  expect(await bringBack.count()).toBe(0);
  await page.getByRole('button', { name: 'Start watching' }).click();
  await page.getByText('Nobody came yet.').waitFor();
  await page.getByRole('button', { name: 'Stop watching' }).click();
  await bringBack.click();
  await readable.waitFor();
  // What is back needs no undo any more.
  await expect.poll(async () => offer.count()).toBe(0);
  await picture('watch-brought-back');
});

test('a client keeps the name it was given, and a report is written', async () => {
  await page.getByRole('button', { name: /^Name curl/ }).click();
  await page.keyboard.type('Smoke test');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Smoke test' }).waitFor();
  await page.getByRole('button', { name: 'Name Smoke test' }).click();
  await page.getByRole('textbox', { name: /^Name of curl/ }).fill('');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Smoke test' }).waitFor({ state: 'detached' });
  await page.getByText('Forgot the name “Smoke test”.').waitFor();
  await page.keyboard.press('Control+z');
  await page.getByRole('heading', { name: 'Smoke test' }).waitFor();
  await answerDialogs(file('report.html'));
  await page.getByRole('button', { name: 'Report' }).click();
  await page.getByRole('menuitem', { name: 'HTML, to be sent' }).click();
  await page.getByText(`Saved to ${file('report.html')}`).waitFor();
  expect(readFileSync(file('report.html'), 'utf8')).toContain('Smoke test');
});

test('a new CA is one click and one answer away, and its key is its owner’s', async () => {
  const before = readFileSync(join(app.userData, 'watch/pinspect-watch-ca.pem'), 'utf8');
  await page.getByRole('button', { name: 'Make a new CA' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a new CA' }).click();
  await expect
    .poll(() => readFileSync(join(app.userData, 'watch/pinspect-watch-ca.pem'), 'utf8'))
    .not.toBe(before);
  expect(statSync(join(app.userData, 'watch/pinspect-watch-ca.key')).mode & 0o777).toBe(0o600);
  await page.setViewportSize({ width: 640, height: 800 });
  await picture('watch-narrow');
});
