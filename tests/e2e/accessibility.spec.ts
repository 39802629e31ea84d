import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PinSet } from '../../common/pinning/policy.ts';
import { complaintsOf, inScheme } from '../support/accessibility.ts';
import { launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { openScriptedWindow } from '../support/window/scripted-bridge.ts';
import { createScriptedMain, initialState } from '../support/window/scripted-main.ts';

const dummySet: PinSet = {
  pattern: 'payments.example.com',
  mode: 'enforce',
  expires: null,
  pins: ['sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  note: null,
};

let launched: LaunchedElectron;
let page: Page;

beforeAll(async () => {
  launched = await launchElectron({ app: 'tests/support/window/window-host.mjs', builds: ['client'] });
  page = await launched.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  const main = createScriptedMain(initialState({ unpinnedHosts: 'allow', pinSets: [dummySet] }), 300);
  await openScriptedWindow(page, main);
  await page.getByRole('grid', { name: 'Connections' }).getByRole('row').nth(20).waitFor();
});
afterAll(async () => {
  await launched.close();
});

const complaints = (): Promise<readonly string[]> => complaintsOf(page);
/** Once colours are at rest: what fades in has no contrast yet. */
const expectNone = async (what: string): Promise<void> => {
  await expect.poll(complaints, { message: what }).toEqual([]);
};

test('axe sees what is wrong: a picture without a name', async () => {
  await page.evaluate(() => {
    const image = document.createElement('img');
    image.id = 'nameless';
    document.querySelector('main')?.append(image);
  });
  const found = await complaints();
  await page.evaluate(() => {
    document.querySelector('#nameless')?.remove();
  });
  expect(found.some((line) => line.startsWith('image-alt'))).toBe(true);
});

test('in no view of the rail, light or dark, does axe find anything serious', async () => {
  const names = await page.getByRole('navigation', { name: 'Views' }).getByRole('button').allTextContents();
  const views = names.filter((name) => name !== 'Light' && name !== 'Dark');
  expect(views.length).toBeGreaterThan(2);
  for (const scheme of ['Light', 'Dark'] as const) {
    await inScheme(page, scheme);
    for (const view of views) {
      const button = page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view });
      await button.click();
      await expect.poll(() => page.title()).toBe(`${view} – Pinspect`);
      await expectNone(`${view}, ${scheme}`);
    }
  }
}, 120_000);

test('nor in the detail, the grouped list, the palette, and a filter that is wrong or finds nothing', async () => {
  await page.keyboard.press('Control+1');
  await page.getByRole('grid', { name: 'Connections' }).locator('[data-verdict=mismatch]').first().click();
  await page.getByRole('region', { name: 'Connection detail' }).waitFor();
  await expectNone('detail');
  await page.getByRole('button', { name: 'Group by host' }).click();
  await page.getByRole('treegrid', { name: 'Connections' }).waitFor();
  await expectNone('grouped');
  await page.getByRole('button', { name: 'Group by host' }).click();
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Find a command' }).waitFor();
  await expectNone('palette');
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Find a command' }).waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: 'Filter', exact: true }).fill('verdict:wrong');
  await page.getByRole('alert').waitFor();
  await expectNone('a filter that is wrong');
  await page.getByRole('textbox', { name: 'Filter', exact: true }).fill('host:nowhere');
  await page.getByText('No connection matches the filter').waitFor();
  await expectNone('nothing matches');
  await page.getByRole('textbox', { name: 'Filter', exact: true }).fill('');
}, 120_000);

test('in the system’s own colours what is chosen still looks chosen, and a switch is there', async () => {
  await page.emulateMedia({ forcedColors: 'active' });
  const backgroundOf = async (selector: string): Promise<string> =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Settings' }).click();
  expect(await backgroundOf('.mantine-Radio-radio:checked')).not.toBe(
    await backgroundOf('.mantine-Radio-radio:not(:checked)'),
  );
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Renewal' }).click();
  const label = '.mantine-SegmentedControl-label';
  expect(await backgroundOf(`${label}[data-active]`)).not.toBe(
    await backgroundOf(`${label}:not([data-active])`),
  );
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Policy' }).click();
  const track = page.locator('.mantine-Switch-track').first();
  expect(await track.evaluate((element) => getComputedStyle(element).borderTopWidth)).toBe('1px');
  await page.emulateMedia({ forcedColors: null });
});
