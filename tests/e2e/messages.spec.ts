// What the window says at its lower edge: it leaves the dialogs usable, and errors are found again.
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf } from '../support/accessibility.ts';
import { launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';

let app: LaunchedElectron;
let page: Page;

beforeAll(async () => {
  app = await launchElectron();
  page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1000, height: 640 });
}, 150_000);
afterAll(async () => {
  await app.close();
});

const fail = (message: string): Promise<void> =>
  page.evaluate((text) => {
    void Promise.reject(new Error(text));
  }, message);

test('errors stand two at a time, never over a dialog’s buttons, and are found again in the status bar', async () => {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Policy' }).click();
  await page.getByRole('button', { name: 'Import' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  for (const number of [1, 2, 3, 4, 5]) await fail(`number ${number} `.repeat(40));
  const toasts = page.locator('.mantine-Notification-root');
  await expect.poll(() => toasts.count()).toBe(2);
  await dialog.getByRole('textbox').first().fill('{"unpinnedHosts":"allow","pinSets":[]}');
  const read = dialog.getByRole('button', { name: 'Read what is pasted' });
  const box = await read.boundingBox();
  const onTop = await page.evaluate(
    ({ x, y }) => document.elementFromPoint(x, y)?.closest('button')?.textContent,
    { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 },
  );
  expect(onTop).toBe('Read what is pasted');
  await read.click();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await fail('the same');
  await fail('the same');
  await page.getByText('Something went wrong inside Pinspect (2 times)').waitFor();
  await page.getByRole('contentinfo', { name: 'Status' }).getByRole('button', { name: '6 errors' }).click();
  const list = page.getByRole('dialog', { name: 'What went wrong' });
  await expect.poll(() => list.getByRole('listitem').count()).toBe(6);
  expect(await complaintsOf(page)).toEqual([]);
  if (process.env.PINSPECT_PICTURES !== undefined)
    await page.screenshot({ path: `${process.env.PINSPECT_PICTURES}/told-errors.png` });
  await list.getByRole('button', { name: 'Forget these' }).click();
  await page
    .getByRole('contentinfo', { name: 'Status' })
    .getByRole('button', { name: /errors?$/ })
    .waitFor({ state: 'detached' });
});

test('the palette finds where a CA is trusted, a name overridden, a watch begun', async () => {
  for (const [typed, command, heading] of [
    ['trust', /Trust a CA/, 'Settings'],
    ['mitm', /Start or attach mitmproxy/, 'Settings'],
    ['override', /Name overrides/, 'Settings'],
    ['watch another', /Watch another program/, 'Watch'],
  ] as const) {
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('textbox').fill(typed);
    await page.getByRole('dialog').getByRole('button', { name: command }).click();
    await page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('button', { name: heading, exact: true })
      .and(page.locator('[aria-current]'))
      .waitFor();
  }
});
