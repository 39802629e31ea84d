// What the window's own page could do if somebody else's code ran in it: it may ask for anything that the bridge has a channel for.
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../common/ipc/contract.ts';
import { launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';

const folder = mkdtempSync(join(tmpdir(), 'pinspect-hostile-'));
const trace = join(folder, 'ran');
const program = join(folder, 'mitmdump');

let app: LaunchedElectron;
let page: Page;

beforeAll(async () => {
  writeFileSync(program, `#!/bin/sh\necho ran >> '${trace}'\n`);
  chmodSync(program, 0o700);
  app = await launchElectron();
  page = await app.electron.firstWindow();
  await page.getByRole('button', { name: 'Watch', exact: true }).waitFor();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The button that the person presses from now on, by its number; what they were asked is kept. */
const answerQuestions = async (button: number): Promise<void> => {
  await app.electron.evaluate(({ dialog }, response) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seenQuestions: seen });
    dialog.showMessageBox = (...given: readonly unknown[]) => {
      seen.push((given.at(-1) as { readonly detail: string }).detail);
      return Promise.resolve({ response, checkboxChecked: false });
    };
  }, button);
};
const questions = async (): Promise<readonly string[]> =>
  app.electron.evaluate(() => (globalThis as unknown as { readonly seenQuestions: string[] }).seenQuestions);

test('it runs no program of its choice as mitmproxy: the person is asked outside the page, with its path', async () => {
  const start = async (): Promise<unknown> =>
    page.evaluate(
      async (path) =>
        (window as unknown as { readonly pinspect: Bridge }).pinspect['interceptor.start']({ path }),
      program,
    );
  await answerQuestions(1);
  await start();
  expect((await questions()).map((text) => text.split('\n')[0])).toEqual([program]);
  expect(existsSync(trace)).toBe(false);
  const find = await page.evaluate(
    async (path) =>
      (
        window as unknown as { readonly pinspect: Record<string, (sent: object) => Promise<object>> }
      ).pinspect['interceptor.find']?.({ path }),
    program,
  );
  expect(find).toMatchObject({ ok: false, error: { code: 'refused' } });
  expect(existsSync(trace)).toBe(false);
  // Only what was agreed to, and started as a mitmproxy, goes without a question the next time.
  await answerQuestions(0);
  await start();
  expect(existsSync(trace)).toBe(true);
  await start();
  expect(await questions()).toHaveLength(2);
});
