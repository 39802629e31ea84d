// A policy file opened from the file manager: at the start, and handed over by a second start while the window is open.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createHome,
  launchElectron,
  runElectron,
  type LaunchedElectron,
} from '../support/launch-electron.ts';
import { pinOf } from '../support/pinning/sample-hashes.ts';

let home: string;
let app: LaunchedElectron;
let page: Page;

const policyOf = (pattern: string): string =>
  JSON.stringify({ version: 1, pinSets: [{ pattern, pins: [pinOf('first')] }] });
const dialog = (): Locator => page.getByRole('dialog', { name: 'Import pins' });

/** The same program again, with the same data folder: it hands over its arguments and ends. */
const startAgain = async (name: string): Promise<void> => {
  const { code } = await runElectron({ home, args: [name] });
  expect(code).toBe(0);
};

beforeAll(async () => {
  home = await createHome();
  await mkdir(join(home, 'user-data'));
  await writeFile(join(home, 'build 41.pinspect'), policyOf('first.example'));
  await writeFile(join(home, 'build 42.pinspect'), policyOf('second.example'));
  await writeFile(join(home, 'broken.pinspect'), '{"version": 1, "pinSets": [{"pattern": "a.example"}]}');
  app = await launchElectron({ home, args: ['build 41.pinspect'] });
  page = await app.electron.firstWindow();
});
afterAll(async () => {
  await app.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

test('a start with a file shows what the file would change, and saves nothing by itself', async () => {
  await dialog().getByText('first.example was added with 1 pin.').waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'No host is pinned' }).waitFor();
});

test('a second start hands its file to the open window, and the last one wins', async () => {
  await startAgain('build 41.pinspect');
  await dialog().getByText('first.example was added with 1 pin.').waitFor();
  await startAgain('build 42.pinspect');
  await dialog().getByText('second.example was added with 1 pin.').waitFor();
  await dialog().getByRole('button', { name: 'Merge and save' }).click();
  await page.getByText('Imported 1 pin set: in force now.').waitFor();
  await page.getByText('second.example').first().waitFor();
});

test('a file that cannot be read says what is wrong with it, and can be read again once it is mended', async () => {
  await startAgain('broken.pinspect');
  await dialog().getByText('Nothing was imported: this cannot be read').waitFor();
  await dialog().getByText('pinSets[0].pins').waitFor();
  await writeFile(join(home, 'broken.pinspect'), policyOf('mended.example'));
  await dialog().getByRole('button', { name: 'Read broken.pinspect again' }).click();
  await dialog().getByText('mended.example was added with 1 pin.').waitFor();
  await page.keyboard.press('Escape');
});

test('neither a missing file nor a folder holds anything up', async () => {
  await startAgain('missing.pinspect');
  await dialog().getByText('ENOENT').waitFor();
  await page.keyboard.press('Escape');
  await startAgain('user-data');
  await dialog().getByText('something that is not a file').waitFor();
});
