import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PinSet } from '../../common/pinning/policy.ts';
import { launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { openScriptedWindow } from '../support/window/scripted-bridge.ts';
import { createScriptedMain, initialState, type ScriptedMain } from '../support/window/scripted-main.ts';

const dummySet: PinSet = {
  pattern: 'payments.example.com',
  mode: 'enforce',
  expires: null,
  pins: ['sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  note: null,
};
const rowCount = 5_000;

let launched: LaunchedElectron;
let page: Page;
let main: ScriptedMain;
const complaints: string[] = [];

beforeAll(async () => {
  launched = await launchElectron({ app: 'tests/support/window/window-host.mjs', builds: ['client'] });
  page = await launched.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await launched.close();
});
beforeEach(async () => {
  main = createScriptedMain(initialState({ unpinnedHosts: 'allow', pinSets: [dummySet] }), rowCount);
  await openScriptedWindow(page, main);
  await grid().getByRole('row').nth(20).waitFor();
});

const grid = (): ReturnType<Page['getByRole']> => page.getByRole('grid', { name: 'Connections' });
const url = (): ReturnType<Page['getByRole']> => page.getByRole('textbox', { name: 'URL' });
const detail = (): ReturnType<Page['getByRole']> => page.getByRole('region', { name: 'Connection detail' });
const activeRow = async (): Promise<number> =>
  Number(await grid().locator('[role=row][aria-selected=true]').getAttribute('aria-rowindex'));
const send = async (host: string): Promise<void> => {
  await url().fill(host);
  await url().press('Enter');
};

describe('the table', () => {
  test('draws a window of the rows, not all of them', async () => {
    await grid().focus();
    await grid().press('End');
    expect(await grid().getByRole('row').count()).toBeLessThan(60);
  });

  test('is walked by arrow keys without opening anything; Enter opens, Esc closes and comes back', async () => {
    await grid().focus();
    await grid().press('ArrowDown');
    await grid().press('ArrowDown');
    await grid().press('ArrowDown');
    await grid().press('ArrowUp');
    expect([await activeRow(), await detail().count()]).toEqual([3, 0]);

    await grid().press('Enter');
    await detail().waitFor();
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-label') === 'Connection detail',
    );
    await page.keyboard.press('Escape');
    await detail().waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid');
    expect(await activeRow()).toBe(3);
  });

  test('shows a new row at once at the top, and keeps its place away from it', async () => {
    const first = (): Promise<string | null> =>
      page.evaluate(() => {
        const rows = [...document.querySelectorAll('[role=grid] [role=row][id]')];
        const frame = document.querySelector('[role=grid] [role=rowgroup]:nth-child(2)');
        const top = frame?.getBoundingClientRect().top ?? 0;
        return rows.find((row) => row.getBoundingClientRect().top >= top - 1)?.id ?? null;
      });
    const id = main.connect('shop.example.com');
    await page.locator(`#connection-${id}`).waitFor();
    await grid().hover();
    await page.mouse.wheel(0, 3_000);
    await page.locator(`#connection-${id}`).waitFor({ state: 'detached' });
    const before = await first();
    main.connect('shop.example.com');
    main.connect('shop.example.com');
    await page.getByRole('button', { name: '2 new' }).waitFor();
    expect(await first()).toBe(before);
    await page.getByRole('button', { name: '2 new' }).click();
    await page.locator(`#connection-${id + 2}`).waitFor();
  });

  test('fetches older rows as it is scrolled, to the first one', async () => {
    await grid().focus();
    for (let presses = 0; presses < 60 && (await page.locator('#connection-1').count()) === 0; presses += 1) {
      await grid().press('End');
      await page.waitForTimeout(60);
    }
    expect(await page.locator('#connection-1').getAttribute('aria-rowindex')).toBe(String(rowCount + 1));
  });

  test('is filtered by verdict and host, and says how to see everything again', async () => {
    await page.getByRole('button', { name: 'Mismatch' }).first().click();
    await page.getByRole('textbox', { name: 'Filter by host' }).fill('payments');
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('[role=grid] [role=row][id]')];
      return rows.length > 5 && rows.every((row) => row.textContent.includes('payments'));
    });
    await page.getByRole('textbox', { name: 'Filter by host' }).fill('nowhere');
    await page.getByRole('button', { name: 'Show all connections' }).last().click();
    await grid().getByText('shop.example.com').first().waitFor();
  });
});

test('the classic walk takes one press a step: refused, Pin this, Send again, passed', async () => {
  await send('payments.example.com');
  await detail().getByText('Expected against actual').waitFor();
  await detail().getByRole('button', { name: 'Pin this leaf' }).click();
  await detail().getByRole('status').getByText('Pinned for payments.example.com.').waitFor();
  await detail().getByRole('button', { name: 'Send again' }).click();
  await detail().getByText('matched').waitFor();
  await page.getByRole('tab', { name: 'Response 200' }).click();
  await page.getByRole('region', { name: 'Response' }).getByText('application/json').waitFor();
});

test('a pin is undone by one press', async () => {
  await send('payments.example.com');
  await detail().getByRole('button', { name: 'Pin this root' }).click();
  await detail().getByRole('button', { name: 'Undo' }).click();
  await detail().getByRole('button', { name: 'Pin this root' }).waitFor();
});

test('Esc cancels a running request, and what was typed stands', async () => {
  main.holdsRequests = true;
  await send('slow.example.com/path');
  await page.getByRole('status', { name: 'Request progress' }).waitFor();
  await url().press('Escape');
  await page.getByText('Your request stands as you typed it.').waitFor();
  expect(await url().inputValue()).toBe('slow.example.com/path');
});

test('what cannot be sent is refused in place, and what was typed stands', async () => {
  await send('ftp://example.com');
  await page.getByText('Only https:// and http:// can be sent').waitFor();
  expect(await url().inputValue()).toBe('ftp://example.com');
});

test('Ctrl+L leads to the URL from any view, and views keep what was typed in them', async () => {
  await page.keyboard.press('Control+2');
  await page.getByRole('button', { name: 'Add pin set' }).click();
  await page.getByRole('textbox', { name: 'Host pattern' }).fill('*.draft.example');
  await page.keyboard.press('Control+l');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'URL');
  await page.keyboard.press('Control+2');
  expect(await page.getByRole('textbox', { name: 'Host pattern' }).inputValue()).toBe('*.draft.example');
});

test('a pin set is added from a pasted hexadecimal hash, disabled, removed and brought back', async () => {
  const policy = page.getByRole('table', { name: 'Pin sets' });
  await page.keyboard.press('Control+2');
  await page.getByRole('button', { name: 'Add pin set' }).click();
  await page.getByRole('textbox', { name: 'Host pattern' }).fill('api.example.com');
  await page.getByRole('textbox', { name: 'Pins' }).fill('69fc2289'.repeat(8));
  await page.getByText('normalised: hexadecimal').waitFor();
  await page.getByRole('button', { name: 'Save pin set' }).click();
  await policy.getByRole('button', { name: 'Disable api.example.com' }).click();
  await policy.getByRole('button', { name: 'Enable api.example.com' }).waitFor();
  await policy.getByRole('button', { name: 'Remove api.example.com' }).click();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await policy.getByRole('button', { name: 'Enable api.example.com' }).waitFor();
});

test('notices are shown and go when dismissed', async () => {
  main.change({
    notices: [{ id: 1, at: 0, level: 'error', title: 'The network service crashed', text: 'It runs again.' }],
  });
  await page.getByRole('alert').getByText('It runs again.').waitFor();
  await page.getByRole('button', { name: 'Dismiss: The network service crashed' }).click();
  await page.getByText('It runs again.').waitFor({ state: 'detached' });
});

test('at 200 % zoom nothing is wider than the window, and the detail takes the room of the list', async () => {
  await page.setViewportSize({ width: 640, height: 400 });
  await send('payments.example.com');
  await detail().waitFor();
  const widths = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    Math.round(
      document.querySelector('[aria-label="Connection detail"]')?.getBoundingClientRect().width ?? 0,
    ),
  ]);
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(widths).toEqual([640, 592]);
});

test('the page never complained: no error, no warning, nothing that its Content-Security-Policy refused', () => {
  expect(complaints).toEqual([]);
});
