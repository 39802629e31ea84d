// A staging host of a private CA behind mitmproxy: what is trusted in the window reaches the interceptor too.
import { expect, test } from 'vitest';
import { launchElectron } from '../support/launch-electron.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer } from '../support/servers/genuine-server.ts';

test('a started mitmproxy takes the private CA that is trusted for this run, and follows when it is no longer trusted', async () => {
  const chains = createTestChains(['staging.example.test']);
  const server = await startGenuineServer({ certificate: chains.genuine });
  const app = await launchElectron({ args: ['--connect-to=::127.0.0.1:'] });
  const page = await app.electron.firstWindow();
  const view = async (name: string): Promise<void> =>
    page.getByRole('navigation').getByRole('button', { name }).click();
  const send = async (): Promise<void> => {
    await view('Connections');
    await page.getByRole('textbox', { name: 'URL' }).fill(`https://staging.example.test:${server.port}/`);
    await page.keyboard.press('Enter');
  };

  await view('Settings');
  await page.getByRole('textbox', { name: 'CA certificate' }).fill(chains.root.certificatePem);
  await page.getByRole('button', { name: 'Trust this CA' }).click();
  await page.getByRole('list', { name: 'Trusted CAs' }).getByText('Genuine Test Root').first().waitFor();
  await page.getByRole('button', { name: 'Start mitmproxy' }).click();
  await page.getByRole('switch', { name: 'Trust its CA for this run' }).click();
  await page.getByText('Its CA is trusted until Pinspect quits.').waitFor();
  const address = (): Promise<string | null> => page.getByText('is in the route, at').textContent();
  const before = await address();

  await send();
  await expect.poll(() => server.traffic.requests.length).toBe(1);

  await view('Settings');
  await page.getByRole('button', { name: /^Stop trusting CN=Genuine Test Root/ }).click();
  await page
    .getByRole('button', { name: /^Stop trusting CN=Genuine Test Root/ })
    .waitFor({ state: 'detached' });
  // The one that trusts it no more is another process, at an address of its own.
  await expect.poll(address).not.toBe(before);
  await send();
  await page
    .getByText(/502|refused|Bad Gateway/i)
    .first()
    .waitFor();
  expect(server.traffic.requests).toHaveLength(1);
  await app.close();
  await server.stop();
}, 90_000);
