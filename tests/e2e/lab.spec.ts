// The lab in the real window.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';

let app: LaunchedElectron;
let page: Page;

/** Pictures are kept where PINSPECT_PICTURES says, for whoever wants to look. */
const picture = async (name: string): Promise<void> => {
  const folder = process.env.PINSPECT_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
};

const scenario = (number: number): ReturnType<Page['locator']> =>
  page.locator('ol > li').filter({ has: page.getByRole('button', { name: `Run scenario ${number} again` }) });

beforeAll(async () => {
  app = await launchElectron();
  page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Lab', exact: true }).click();
  await page.getByRole('button', { name: 'Run the lab' }).waitFor();
}, 150_000);
afterAll(async () => {
  await app.close();
});

test('one button runs the whole walk, each scenario with evidence from both sides', async () => {
  await picture('lab-first');
  await page.getByRole('button', { name: 'Run the lab' }).click();
  await page.getByText(/of 15 scenarios done/).waitFor();
  await picture('lab-running');
  await page.getByText(/^15 of 15 hold against the built-in interceptor/).waitFor({ timeout: 60_000 });
  await picture('lab-done');
  await scenario(5).getByRole('button', { expanded: false }).click();
  await scenario(5).getByText('0 requests read (0 bytes)').first().waitFor();
  await scenario(5).getByText('refused: mismatch', { exact: true }).waitFor();
  await picture('lab-evidence');
  expect(await page.getByText('Running', { exact: true }).count()).toBe(0);
}, 90_000);

test('nothing of it is in the journal, the policy or the trust', async () => {
  const state = await page.evaluate(async () => {
    const { pinspect } = window as unknown as {
      pinspect: Record<string, (parameters: unknown) => Promise<{ value: never }>>;
    };
    const ask = async (name: string, parameters: unknown): Promise<never> =>
      (await pinspect[name]?.(parameters))?.value as never;
    return {
      totals: await ask('journal.totals', { since: 0 }),
      state: await ask('state.get', {}),
    };
  });
  expect(state).toMatchObject({
    totals: { connections: 0, pinsFailed: 0 },
    state: { policy: { policy: { pinSets: [] } }, trustedForRun: [], interceptor: { kind: 'off' } },
  });
});

test('one scenario runs again in its place', async () => {
  await page.getByRole('button', { name: 'Run scenario 2 again' }).click();
  await page.getByText(/^15 of 15 hold/).waitFor({ timeout: 30_000 });
});

test('a run that is stopped says so, and what was left is not run', async () => {
  await page.getByRole('button', { name: 'Run the lab' }).click();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByText(/not run.*The run was stopped\./).waitFor({ timeout: 30_000 });
  expect(await page.getByText('Not run', { exact: true }).count()).toBeGreaterThan(0);
}, 60_000);

test('an address that is none is refused in words, and what was typed stays', async () => {
  await page.getByText('A host of yours').click();
  await page.getByRole('textbox', { name: 'Address of your host' }).fill('http://shop.example');
  await page.getByRole('button', { name: 'Run the lab' }).click();
  await page.getByText('Write it as https://host/path').waitFor();
  expect(await page.getByRole('textbox', { name: 'Address of your host' }).inputValue()).toBe(
    'http://shop.example',
  );
  await picture('lab-bad-address');
});
