// Import and export in the real app: pasted code, a file, an app, what would change, undo, and what was written to disk.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryFolder } from '../support/electron-runtime.ts';
import { createHome, launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { takePicture } from '../support/pictures.ts';
import { pinOf } from '../support/pinning/sample-hashes.ts';

const [first, second] = [pinOf('first'), pinOf('second')];
const code = `val pinner = CertificatePinner.Builder()
  .add("**.example.com", "${first}", "${second}")
  .build()`;

let home: string;
let app: LaunchedElectron;
let page: Page;

beforeAll(async () => {
  home = await createHome();
  await mkdir(join(home, 'user-data'));
  app = await launchElectron({ home });
  page = await app.electron.firstWindow();
});
afterAll(async () => {
  await app.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

const dialog = (): Locator => page.getByRole('dialog');
const policyOnDisk = async (): Promise<unknown> =>
  JSON.parse(await readFile(join(home, 'user-data', 'policy.json'), 'utf8'));
const open = async (name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).click();
  await dialog().waitFor();
};

test('on the first run one press opens the import', async () => {
  await page.getByRole('button', { name: 'Import pins', exact: true }).click();
  await dialog().getByRole('textbox', { name: 'Paste what your app ships' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'No host is pinned' }).waitFor();
});

test('pasted code is recognised, shown as what it would change, saved, and undone', async () => {
  await open('Import…');
  await dialog().getByRole('textbox', { name: 'Paste what your app ships' }).fill(code);
  await dialog().getByRole('button', { name: 'Read what is pasted' }).click();
  await dialog().getByText('OkHttp code (Kotlin)').waitFor();
  await dialog().getByText('**.example.com was added with 2 pins.').waitFor();
  await dialog().getByRole('button', { name: 'Merge and save' }).click();
  await page.getByText('Imported 1 pin set: in force now.').waitFor();
  await dialog().waitFor({ state: 'detached' });
  expect(await policyOnDisk()).toMatchObject({
    pinSets: [{ pattern: '**.example.com', pins: [first, second] }],
  });

  await page.keyboard.press('Control+z');
  await page.getByRole('heading', { name: 'No host is pinned' }).waitFor();
  expect(await policyOnDisk()).toMatchObject({ pinSets: [] });
});

test('pins that have ended are said to protect nobody, before and after', async () => {
  await open('Import…');
  await dialog()
    .getByRole('textbox', { name: 'Paste what your app ships' })
    .fill(
      `<network-security-config><domain-config><domain>old.example.com</domain><pin-set expiration="2025-01-01"><pin digest="SHA-256">${first.slice(7)}</pin><pin digest="SHA-256">${second.slice(7)}</pin></pin-set></domain-config></network-security-config>`,
    );
  await dialog().getByRole('button', { name: 'Read what is pasted' }).click();
  await dialog()
    .getByRole('status')
    .getByText('old.example.com is not in force (ended on 2025-01-01)')
    .waitFor();
  await dialog()
    .getByText(/it ended on 2025-01-01 and is not in force: its hosts are let through unpinned/)
    .waitFor();
  await takePicture(page, 'import-ended');
  await dialog().getByRole('button', { name: 'Merge and save' }).click();
  const toast = page.getByText('Imported 1 pin set. The pin set for old.example.com is not in force');
  await toast.waitFor();

  // A change by others: the offer could not be carried out any more, and goes.
  await writeFile(join(home, 'user-data', 'policy.json'), '{"version": 1, "pinSets": []}');
  await page.getByText('lets more through: old.example.com was removed.').waitFor();
  await toast.waitFor({ state: 'detached' });
});

test('what cannot be read changes nothing and says where and why', async () => {
  await open('Import…');
  await dialog()
    .getByRole('textbox')
    .first()
    .fill('CertificatePinner.Builder().add(hostOf(x), "sha256/AAAA")');
  await dialog().getByRole('button', { name: 'Read what is pasted' }).click();
  await dialog().getByRole('alert').getByText('line 1, column 29').waitFor();
  await page.keyboard.press('Escape');
  expect(await policyOnDisk()).toMatchObject({ pinSets: [] });
});

test('an app is imported from a file, with what Pinspect would do otherwise', async () => {
  await app.electron.evaluate(
    ({ dialog: dialogs }, path) => {
      dialogs.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    },
    join(repositoryFolder, 'tests/vectors/network-security-config.apk'),
  );
  await open('Import…');
  await dialog().getByRole('button', { name: 'Choose a file or app…' }).click();
  await dialog().getByText('network-security-config.apk is read as').waitFor();
  await dialog().getByText('Android network security config').waitFor();
  await dialog().getByText('Replace all pin sets').click();
  await dialog().getByRole('button', { name: 'Replace and save' }).click();
  await page.getByText('Imported 3 pin sets: in force now.').waitFor();
  await page.getByRole('table', { name: 'Pin sets' }).getByText('**.example.com').first().waitFor();
});

test('an export to iOS asks whose keys the pins are that no host has shown', async () => {
  await open('Export…');
  await dialog().getByRole('combobox', { name: 'Format' }).click();
  await page.getByRole('option', { name: 'iOS NSPinnedDomains (plist)' }).click();
  await dialog().getByRole('alert').getByText('whose keys').waitFor();
  expect(await dialog().getByRole('button', { name: 'Save…' }).count()).toBe(0);
  await dialog().getByRole('radio', { name: 'the servers themselves (leaf)' }).check();
  await dialog().getByRole('checkbox', { name: 'I want it nevertheless' }).check();
  const text = dialog().getByRole('textbox', { name: 'Exported text' });
  expect(await text.inputValue()).toContain('NSPinnedLeafIdentities');
  await dialog().getByRole('radio', { name: 'authorities (CA)' }).check();
  await dialog().getByRole('checkbox', { name: 'I want it nevertheless' }).check();
  expect(await text.inputValue()).toContain('NSPinnedCAIdentities');
  await page.keyboard.press('Escape');
});

test('an export that would protect otherwise is held back until it is wanted, then saved as shown', async () => {
  const target = join(home, 'pins.kt');
  await app.electron.evaluate(({ dialog: dialogs }, path) => {
    dialogs.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, target);
  await open('Export…');
  await dialog()
    .getByRole('list', { name: 'Differences in that client' })
    .getByText('From 2027-06-30 on')
    .first()
    .waitFor();
  expect(await dialog().getByRole('button', { name: 'Save…' }).count()).toBe(0);
  await dialog().getByRole('checkbox', { name: 'I want it nevertheless' }).check();
  const shown = await dialog().getByRole('textbox', { name: 'Exported text' }).inputValue();
  await dialog().getByRole('button', { name: 'Save…' }).click();
  await dialog().getByText(`Saved to ${target}.`).waitFor();
  expect([shown.startsWith('val certificatePinner'), await readFile(target, 'utf8')]).toEqual([true, shown]);
});
