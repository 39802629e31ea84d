// Chromium's network process dies under the open window: it is said, nothing is let through meanwhile, and pins count again.
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createHome, launchElectron } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer } from '../support/servers/genuine-server.ts';

test('a network service that is killed is named in the window, and a dummy pin still refuses afterwards', async () => {
  const chains = createTestChains(['api.example.test']);
  const server = await startGenuineServer({ certificate: chains.genuine });
  const home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  const app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  const page = await app.electron.firstWindow();
  const url = page.getByRole('textbox', { name: 'URL' });
  const detail = page.getByRole('region', { name: 'Connection detail' });
  await url.fill(`https://api.example.test:${server.port}/`);
  await page.keyboard.press('Enter');
  await detail.getByText('No pin set is for api.example.test.').waitFor();
  await expect.poll(() => server.traffic.requests.length).toBe(1);

  await app.electron.evaluate(({ app: electronApp }) => {
    const service = electronApp
      .getAppMetrics()
      .find(({ serviceName }) => serviceName === 'network.mojom.NetworkService');
    if (service === undefined) throw new Error('There is no network service.');
    process.kill(service.pid, 'SIGKILL');
  });
  await page.getByText('The network service stopped').waitFor();

  await detail.getByRole('button', { name: 'Put a dummy pin' }).click();
  await detail.getByRole('button', { name: 'Send again' }).click();
  await detail.getByText('Certificate pinning failure!').waitFor();
  expect(server.traffic.requests).toHaveLength(1);

  await detail.getByRole('button', { name: 'Pin this leaf: api.example.test' }).click();
  await detail.getByText('Send again to see it hold.').waitFor();
  await detail.getByRole('button', { name: 'Send again' }).click();
  await detail.getByText('matched').first().waitFor();
  await expect.poll(() => server.traffic.requests.length).toBe(2);
  await app.close();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});
