import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHome, launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';
import { startStallingServer } from '../support/servers/stalling-server.ts';

const chains = createTestChains(['api.example.test', 'shop.example.test']);

let server: GenuineServer;
let app: LaunchedElectron;
let page: Page;

/** Pictures are kept where PINSPECT_PICTURES says, for whoever wants to look. */
const picture = async (name: string): Promise<void> => {
  const folder = process.env.PINSPECT_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
};

beforeEach(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  const home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('textbox', { name: 'URL' }).waitFor();
});
afterEach(async () => {
  await app.close();
  await server.stop();
});

const send = async (host: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'URL' }).fill(`https://${host}:${server.port}/`);
  await page.keyboard.press('Enter');
};
const detail = (): ReturnType<Page['getByRole']> => page.getByRole('region', { name: 'Connection detail' });

test('the classic walk: look, dummy pin, refused with the real pins, pin this, passes', async () => {
  await picture('first-run');
  await send('api.example.test');
  await detail().getByText('No pin set is for api.example.test.').waitFor();
  await detail().getByText(chains.genuine.spkiSha256).first().waitFor();
  // The row is there with the verdict, before the request is.
  await expect.poll(() => server.traffic.requests.length).toBe(1);
  await picture('unpinned');

  await detail().getByRole('button', { name: 'Put a dummy pin' }).click();
  await detail().getByRole('button', { name: 'Send again' }).click();
  await detail().getByText('Certificate pinning failure!').waitFor();
  await picture('mismatch');
  expect(server.traffic.requests).toHaveLength(1);

  await detail().getByRole('button', { name: 'Pin this leaf: api.example.test' }).click();
  await detail().getByText('Send again to see it hold.').waitFor();
  await detail().getByRole('button', { name: 'Send again' }).click();
  await detail().getByText('matched').waitFor();
  await picture('pinned');
  await expect.poll(() => server.traffic.requests.length).toBe(2);
  expect(await page.getByText('Records are missing from the journal').count()).toBe(0);

  await page.getByRole('navigation').getByRole('button', { name: 'Policy' }).click();
  await page.getByRole('table', { name: 'Pin sets' }).getByText(chains.genuine.spkiSha256).waitFor();
  await picture('policy');
});

test('a private root is named, and mitmproxy reads the unpinned host and not the pinned one', async () => {
  await send('api.example.test');
  await detail()
    .getByText(/signed by your network or a private CA/i)
    .waitFor();
  await detail().getByRole('button', { name: 'Pin this leaf: api.example.test' }).click();
  await detail().getByText('Send again to see it hold.').waitFor();

  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await page.getByText(/^mitmproxy .* found at/).waitFor();
  await page.getByRole('button', { name: 'Start mitmproxy' }).click();
  await page.getByText(/is in the route, at/).waitFor({ timeout: 30_000 });
  await page.getByRole('switch', { name: 'Trust its CA for this run' }).check();
  await page.getByText('Its CA is trusted until Pinspect quits.').waitFor();
  await page.getByRole('contentinfo', { name: 'Status' }).getByText('A CA is trusted until quit').waitFor();
  await picture('settings');

  await page.getByRole('navigation').getByRole('button', { name: 'Connections' }).click();
  await send('api.example.test');
  await detail().getByText('Certificate pinning failure!').waitFor();
  await detail()
    .getByText(/refused|does not trust|alert/i)
    .first()
    .waitFor();
  await picture('attack-refused');

  const pinIt = detail().getByRole('button', { name: 'Pin this leaf: api.example.test' });
  const question = page.getByRole('dialog', { name: 'Pin a key of the interceptor?' });
  await detail()
    .getByText(/^This is the key of mitmproxy too/)
    .waitFor();
  expect(await detail().getByText('not even').count()).toBe(0);
  await pinIt.click();
  await question.getByText(/^mitmproxy .* made this certificate, not the server/).waitFor();
  await picture('pin-an-interceptor');
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'detached' });
  await pinIt.click();
  await question.getByRole('button', { name: 'Pin it all the same' }).click();
  await detail().getByText('Send again to see it hold.').waitFor();
  await detail().getByRole('button', { name: 'Send again' }).click();
  await detail()
    .getByText(/^read by mitmproxy/)
    .waitFor();
  const readRow = page.locator('[data-connection][data-verdict=pinned]:has([data-read-by])').first();
  await readRow.getByText('read by mitmproxy').waitFor();
  expect(await readRow.locator('[data-tone=good]').count()).toBe(0);
  await picture('read-by-mitmproxy');

  await page.getByRole('navigation').getByRole('button', { name: 'Policy' }).click();
  await page.getByText(/^Error This is the key of an interceptor’s certificate: mitmproxy/).waitFor();
  await picture('interceptor-pin');
  await page.getByRole('button', { name: 'Remove this pin' }).click();
  await page.getByText(/interceptor’s certificate/).waitFor({ state: 'detached' });
  await page.getByRole('table', { name: 'Pin sets' }).getByText(chains.genuine.spkiSha256).waitFor();
}, 90_000);

test('what was typed stays when a request cannot be made, and the error says what to do', async () => {
  await page.getByRole('textbox', { name: 'URL' }).fill('https://api.example.test:10443/');
  await page.keyboard.press('Enter');
  await page
    .getByRole('alert', { name: 'Request outcome' })
    .getByText(/refused the connection/)
    .waitFor();
  expect(await page.getByRole('textbox', { name: 'URL' }).inputValue()).toBe(
    'https://api.example.test:10443/',
  );
  await picture('error');
});

test('a request to a server that says nothing shows where it is, and Esc ends it without a loss', async () => {
  const stalled = await startStallingServer();
  const typed = `https://api.example.test:${stalled.port}/orders?since=today`;
  await page.getByRole('textbox', { name: 'URL' }).fill(typed);
  await page.keyboard.press('Enter');
  await page.getByRole('status', { name: 'Request progress' }).waitFor();
  await expect.poll(() => stalled.openConnections).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await page.getByText('Your request stands as you typed it.').waitFor();
  expect(await page.getByRole('textbox', { name: 'URL' }).inputValue()).toBe(typed);
  // Chromium keeps what it began to connect; nothing is sent there, and the relay's deadline ends it.
  await expect.poll(() => stalled.openConnections, { timeout: 40_000 }).toBe(0);
  await stalled.stop();
});
