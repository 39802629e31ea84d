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
const rowCount = 1_000;

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
const filter = (): ReturnType<Page['getByRole']> =>
  page.getByRole('textbox', { name: 'Filter', exact: true });
const url = (): ReturnType<Page['getByRole']> => page.getByRole('textbox', { name: 'URL' });
const detail = (): ReturnType<Page['getByRole']> => page.getByRole('region', { name: 'Connection detail' });
const activeRow = async (): Promise<number> =>
  Number(await grid().locator('[role=row][data-active]').getAttribute('aria-rowindex'));
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
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'grid');
    expect(await activeRow()).toBe(3);
  });

  test('shows a new row at once at the top, and keeps its place away from it', async () => {
    const first = (): Promise<string | null> =>
      page.evaluate(() => {
        const rows = [...document.querySelectorAll('[role=grid] [data-connection]')];
        const head = document.querySelector('[role=grid] [role=columnheader]');
        const top = head?.getBoundingClientRect().bottom ?? 0;
        return (
          rows
            .filter((row) => row.getBoundingClientRect().top >= top - 1)
            .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)[0]
            ?.getAttribute('data-connection') ?? null
        );
      });
    const id = main.connect('shop.example.com');
    await page.locator(`[data-connection="${id}"]`).waitFor();
    await grid().hover();
    await page.mouse.wheel(0, 3_000);
    await page.locator(`[data-connection="${id}"]`).waitFor({ state: 'detached' });
    const before = await first();
    main.connect('shop.example.com');
    main.connect('shop.example.com');
    await page.getByRole('button', { name: '2 new' }).waitFor();
    expect(await first()).toBe(before);
    await page.getByRole('button', { name: '2 new' }).click();
    await page.locator(`[data-connection="${id + 2}"]`).waitFor();
  });

  test('gives the elements of rows that leave to those that come, and has them read in the order of the screen', async () => {
    const numberOfRows = async (selector: string): Promise<number> => grid().locator(selector).count();
    await grid().hover();
    await page.mouse.wheel(0, 1_000);
    await page.locator(`[data-connection="${rowCount - 36}"]`).waitFor();
    await page.evaluate(() => {
      for (const row of document.querySelectorAll('[role=grid] [data-connection]'))
        row.setAttribute('data-was', '');
    });
    const before = await numberOfRows('[data-was]');
    await page.mouse.wheel(0, 1_500);
    await page.locator(`[data-connection="${rowCount - 90}"]`).waitFor();
    expect([await numberOfRows('[data-was]'), await numberOfRows('[data-connection]')]).toEqual([
      before,
      before,
    ]);

    const read = await page.evaluate(() =>
      (document.querySelector('[role=grid] [aria-owns]')?.getAttribute('aria-owns') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.getBoundingClientRect().top),
    );
    expect(read).toHaveLength(before);
    expect(read).toEqual(read.toSorted((one, other) => (one ?? NaN) - (other ?? NaN)));
  });

  test('is at any row at once: the last one by End, and one in the middle by the scroll bar', async () => {
    await grid().focus();
    await grid().press('End');
    await page.locator('[data-connection="1"]').waitFor();
    expect(await page.locator('[data-connection="1"]').getAttribute('aria-rowindex')).toBe(
      String(rowCount + 1),
    );
    await page.evaluate(() => {
      const scroller = document.querySelector('[role=grid] > [role=presentation]');
      if (scroller !== null) scroller.scrollTop = scroller.scrollHeight / 2;
    });
    await page.locator('[data-connection="500"]').waitFor();
  });

  test('is filtered as it is typed, says what is wrong under the place, and how to see everything again', async () => {
    await page.getByRole('button', { name: 'Mismatch' }).click();
    expect(await filter().inputValue()).toBe('verdict:mismatch');
    await filter().fill('verdict:mismatch host:pay*');
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('[role=grid] [data-connection]')];
      return rows.length > 5 && rows.every((row) => row.textContent.includes('payments'));
    });
    await filter().fill('hots:pay');
    await page.getByRole('alert').getByText('Did you mean “host:”?').waitFor();
    await filter().fill('host:nowhere');
    await page.getByRole('button', { name: 'Show all connections' }).click();
    await grid().getByText('shop.example.com').first().waitFor();
  });

  test('completes keys, their values, and hosts that the journal has seen', async () => {
    await page.keyboard.press('Control+f');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Filter');
    await page.keyboard.type('ver');
    await page.getByRole('option', { name: 'verdict:' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('mism');
    await page.getByRole('option', { name: 'mismatch' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await filter().inputValue()).toBe('verdict:mismatch ');
    await page.keyboard.type('host:paym');
    await page.getByRole('option', { name: 'payments.example.com' }).waitFor();
  });

  test('rows are chosen by keyboard, removed, and brought back by one press', async () => {
    await grid().focus();
    await grid().press('ArrowDown');
    await grid().press('Shift+ArrowDown');
    await grid().press('Shift+ArrowDown');
    await page.getByText(`3 of ${rowCount.toLocaleString('en')}`).waitFor();
    await grid().press('Delete');
    await page.getByText('Removed 3 connections from the journal.').waitFor();
    await page.getByText((rowCount - 3).toLocaleString('en'), { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(rowCount.toLocaleString('en'), { exact: true }).waitFor();
  });

  test('is ordered by a heading and grouped by host, whose rows open by keyboard', async () => {
    await page.getByRole('columnheader', { name: 'Host' }).getByRole('button').first().click();
    await grid().getByText('api.example.com').first().waitFor();
    await page.getByRole('button', { name: 'Group by host' }).click();
    const tree = page.getByRole('treegrid', { name: 'Connections' });
    await tree.getByRole('row', { name: 'payments.example.com' }).waitFor();
    await tree.focus();
    await tree.press('ArrowDown');
    await tree.press('ArrowRight');
    await tree.locator('[data-connection]').first().waitFor();
    await tree.press('ArrowLeft');
    await tree.locator('[data-connection]').first().waitFor({ state: 'detached' });
  });
});

test('the palette finds what can be done by its words, and ? lists the shortcuts', async () => {
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Find a command' }).fill('clear the jour');
  await page.keyboard.press('Enter');
  await page.getByText('Cleared the journal.').waitFor();
  await page.getByRole('heading', { name: 'No connections yet' }).waitFor();
  await page.getByRole('textbox', { name: 'Find a command' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await grid().getByRole('row').nth(20).waitFor();
  await grid().press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Find a command').waitFor();
  await page.keyboard.press('Escape');
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

test('a long policy is shown whole when asked, and a form that is closed gives the place back', async () => {
  const pinSets = Array.from({ length: 301 }, (_, number) => ({
    ...dummySet,
    pattern: `h${number}.example.com`,
  }));
  main = createScriptedMain(initialState({ unpinnedHosts: 'allow', pinSets }), 0);
  await openScriptedWindow(page, main);
  await page.getByRole('navigation').getByRole('button', { name: 'Policy' }).click();
  await page.getByRole('button', { name: 'Show all 301' }).click();
  const last = page.getByRole('button', { name: 'Edit h300.example.com' });
  await last.click();
  const form = page.getByRole('form', { name: 'Edit h300.example.com' });
  await form.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => last.evaluate((button) => button === document.activeElement)).toBe(true);
  const box = await last.boundingBox();
  expect(box?.y).toBeGreaterThan(0);
  expect(box?.y).toBeLessThan(800);
});

test('all that is wrong with a pin set is told at once, and goes as it is mended', async () => {
  await page.getByRole('navigation').getByRole('button', { name: 'Policy' }).click();
  await page.getByRole('button', { name: 'Add pin set' }).click();
  const form = page.getByRole('form', { name: 'New pin set' });
  const field = (name: string): ReturnType<Page['getByRole']> => form.getByRole('textbox', { name });
  await form.getByRole('button', { name: 'Save pin set' }).click();
  const told = form.getByRole('alert', { name: 'Why it is not saved' });
  await expect.poll(() => told.getByRole('listitem').count()).toBe(2);
  await field('Host pattern').fill('*.');
  await field('Expires').fill('2027-02-30');
  await field('Pins').fill('hello\nworld');
  await form.getByRole('button', { name: 'Save pin set' }).click();
  await form.getByText('A day of the calendar, such as 2027-06-30').waitFor();
  await expect
    .poll(() => told.getByRole('listitem').allTextContents())
    .toEqual([
      expect.stringMatching(/^“hello” is no pin\. /),
      expect.stringMatching(/^“world” is no pin\. /),
    ]);
  await field('Pins').fill(`${dummySet.pins[0] ?? ''}\nworld`);
  await field('Host pattern').fill('a.example.com');
  await expect.poll(() => told.getByRole('listitem').count()).toBe(1);
  await field('Pins').fill(dummySet.pins[0] ?? '');
  await told.waitFor({ state: 'detached' });
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

const showPolicy = (): Promise<void> =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Policy' }).click();

test('Ctrl+L leads to the URL from any view, and views keep what was typed in them', async () => {
  await showPolicy();
  await page.getByRole('button', { name: 'Add pin set' }).click();
  await page.getByRole('textbox', { name: 'Host pattern' }).fill('*.draft.example');
  await page.keyboard.press('Control+l');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'URL');
  await showPolicy();
  expect(await page.getByRole('textbox', { name: 'Host pattern' }).inputValue()).toBe('*.draft.example');
});

test('a pin set is added from a pasted hexadecimal hash, disabled, removed and brought back', async () => {
  const policy = page.getByRole('table', { name: 'Pin sets' });
  await showPolicy();
  await page.getByRole('button', { name: 'Add pin set' }).click();
  await page.getByRole('textbox', { name: 'Host pattern' }).fill('api.example.com');
  await page.getByRole('textbox', { name: 'Pins' }).fill('69fc2289'.repeat(8));
  await page.getByText('normalised: hexadecimal').waitFor();
  const expires = page.getByRole('textbox', { name: 'Expires' });
  await expires.fill('30/6/2027');
  await page.getByRole('button', { name: 'Save pin set' }).click();
  await page.getByText('A day of the calendar, such as 2027-06-30').waitFor();
  await expires.fill('2099-06-30');
  await page.getByRole('button', { name: 'Save pin set' }).click();
  await policy.getByText('2099-06-30').waitFor();
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
  const widths = (): Promise<readonly number[]> =>
    page.evaluate(() => [
      document.documentElement.scrollWidth,
      Math.round(
        document.querySelector('[aria-label="Connection detail"]')?.getBoundingClientRect().width ?? 0,
      ),
    ]);
  await expect.poll(widths).toEqual([640, 592]);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('the page never complained: no error, no warning, nothing that its Content-Security-Policy refused', () => {
  expect(complaints).toEqual([]);
});
