// The lab in the real window.
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf, inScheme } from '../support/accessibility.ts';
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

const guide = (): ReturnType<Page['getByRole']> => page.getByRole('region', { name: 'One step at a time' });

beforeAll(async () => {
  app = await launchElectron();
  page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
});
afterAll(async () => {
  await app.close();
});

test('on an empty journal the lab is what is offered first, drawn, and leads to its first step', async () => {
  const door = page.getByRole('region', { name: 'The lab' });
  await door.getByRole('list', { name: 'Where each connection ended' }).waitFor();
  await picture('first-run');
  await expect.poll(() => complaintsOf(page)).toEqual([]);
  await door.getByRole('button', { name: 'One step at a time' }).click();
  await guide().getByText('First: A dummy pin is refused').waitFor();
  await picture('lab-first');
});

test(
  'a step says what it will show, then draws where each connection ended; Enter goes on',
  { timeout: 120_000 },
  async () => {
    await guide().getByRole('button', { name: 'Show step 1' }).press('Enter');
    await guide().getByText('Step 1 of 15').waitFor();
    await guide().getByText('Passed', { exact: true }).waitFor();
    await guide()
      .getByText(
        /^Refused by Pinspect: mismatch\. .*the server 0 requests, 0 bytes of content left Pinspect\.$/i,
      )
      .waitFor();
    await guide().getByText('Next: The real pin passes at once').waitFor();
    await picture('lab-step-1');
    for (const number of [2, 3, 4]) {
      await page.keyboard.press('Enter');
      await guide().getByText(`Step ${number} of 15`).waitFor();
      await guide().getByText('Passed', { exact: true }).waitFor();
      // The next press must find the button ready.
      await guide()
        .getByRole('button', { name: `Show step ${number + 1}`, disabled: false })
        .waitFor();
    }
    const lines = guide().getByRole('list', { name: 'Where each connection ended' });
    await lines
      .getByText(/^Answered: unpinned\. Built-in interceptor read 1 request, the server 1 request/i)
      .waitFor();
    await picture('lab-step-4');
    await page.keyboard.press('Enter');
    await lines.getByText(/^Refused by Pinspect: mismatch\. Built-in interceptor read 0 requests/i).waitFor();
    await picture('lab-step-5');
    await page.getByText(/^5 of 5 hold/).waitFor({ state: 'detached' });
    for (const scheme of ['Light', 'Dark'] as const) {
      await inScheme(page, scheme);
      await expect.poll(() => complaintsOf(page), { message: scheme }).toEqual([]);
      await picture(`lab-step-5-${scheme}`);
    }
    await inScheme(page, 'Light');
  },
);

test('one button runs the whole walk, each scenario with evidence from both sides', async () => {
  await page.getByRole('button', { name: 'Run the lab' }).click();
  await page.getByText(/of 15 scenarios done/).waitFor();
  await picture('lab-running');
  await page.getByText(/^15 of 15 hold against the built-in interceptor/).waitFor({ timeout: 150_000 });
  await picture('lab-done');
  await scenario(5).getByRole('button', { expanded: false }).click();
  await scenario(5).getByText('0 requests read (0 bytes)').first().waitFor();
  await scenario(5).getByText('refused: mismatch', { exact: true }).waitFor();
  await picture('lab-evidence');
  expect(await page.getByText('Running', { exact: true }).count()).toBe(0);
}, 180_000);

test('the verdict is exported: a finding for a ticket, and the report of the run as a file', async () => {
  await scenario(5).getByRole('button', { name: 'Copy as Markdown: scenario 5' }).click();
  await scenario(5).getByText('Copied').waitFor();
  const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(
    /^### Pinspect lab, scenario 5: With its CA trusted, the pin stops the interceptor\n\n\*\*Passed\*\*/,
  );
  expect(copied).toContain('Certificate pinning failure!');
  expect(copied).toContain('0 requests');

  const path = join(app.home, 'lab.html');
  await app.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  await page.getByRole('button', { name: 'Save report…' }).click();
  await page.getByText(`Saved to ${path}`).waitFor();
  const html = await readFile(path, 'utf8');
  expect(html).toContain('All 15 passed.');
  expect(html).not.toMatch(/<script|src=|href="http/);

  await app.electron.evaluate(({ dialog }) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: '/no/such/folder/lab.html' });
  });
  await page.getByRole('button', { name: 'Save report…' }).click();
  await page.getByText('there is no such folder').waitFor();
});

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
    state: { policy: { policy: { pinSets: [] } }, trustedAuthorities: [], interceptor: { kind: 'off' } },
  });
});

test('one scenario runs again in its place', async () => {
  await page.getByRole('button', { name: 'Run scenario 2 again' }).click();
  await page.getByText(/^15 of 15 hold/).waitFor();
});

test('a run that is stopped says so, and what was left is not run', async () => {
  await page.getByRole('button', { name: 'Run the lab' }).click();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByText(/not run.*The run was stopped\./).waitFor();
  expect(await page.getByText('Not run', { exact: true }).count()).toBeGreaterThan(0);
});

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

test('a result stands only under what it is of: another choice sets it apart, and the choice leads back to it', async () => {
  await page.getByText('The lab’s own servers', { exact: true }).click();
  await page.getByRole('button', { name: 'Run scenario 2 again' }).click();
  const verdict = page.getByRole('status').filter({ hasText: /on the lab’s own servers/ });
  await verdict.waitFor({ timeout: 30_000 });
  await page.getByText('A host of yours').click();
  await page.getByRole('textbox', { name: 'Address of your host' }).fill('shop.test:9443');
  await verdict.waitFor({ state: 'detached' });
  const other = page.getByRole('region', { name: 'Result of another choice' });
  await other.getByText('Not run yet on https://shop.test:9443/').waitFor();
  expect(await page.getByText('Passed', { exact: true }).count()).toBe(0);
  for (const scheme of ['Light', 'Dark'] as const) {
    await inScheme(page, scheme);
    await expect.poll(() => complaintsOf(page)).toEqual([]);
    await picture(`lab-other-${scheme}`);
  }
  await inScheme(page, 'Light');
  await other.getByRole('button', { name: 'Choose that one' }).click();
  await verdict.waitFor();
  await page.getByText('mitmproxy', { exact: true }).click();
  await other.waitFor();
});

test('a host name with a port is an address, as in every other field', async () => {
  const begun = page.getByText('Write it as https://host/path');
  await page.getByText('A host of yours').click();
  await page.getByRole('textbox', { name: 'Address of your host' }).fill('localhost:1');
  await page.getByText('Built-in interceptor', { exact: true }).click();
  await page.getByRole('button', { name: 'Run the lab' }).click();
  await page.getByRole('status').filter({ hasText: 'on https://localhost:1/' }).waitFor({ timeout: 30_000 });
  expect(await begun.count()).toBe(0);
});
