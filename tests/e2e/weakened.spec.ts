// What weakens a connection is seen where the connection is: pins that have ended, a CA trusted by hand, a name override.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createHome, launchElectron } from '../support/launch-electron.ts';
import { takePicture } from '../support/pictures.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer } from '../support/servers/genuine-server.ts';

const host = 'api.example.test';

test('a host whose pins have ended does not look like one that never had any, and the detail says all that weakened it', async () => {
  const chains = createTestChains([host]);
  const server = await startGenuineServer({ certificate: chains.genuine });
  const home = await createHome();
  await mkdir(join(home, 'user-data'));
  const ended = { pattern: host, pins: [chains.genuine.spkiSha256], expires: '2020-01-01' };
  await writeFile(join(home, 'user-data', 'policy.json'), JSON.stringify({ version: 1, pinSets: [ended] }));
  const app = await launchElectron({ home, args: [`--connect-to=${host}::127.0.0.1:`] });
  onTestFinished(async () => {
    await app.close();
    await server.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });
  const page = await app.electron.firstWindow();
  const view = async (name: string): Promise<void> =>
    page.getByRole('navigation').getByRole('button', { name }).click();
  const detail = page.getByRole('region', { name: 'Connection detail' });
  const send = async (): Promise<void> => {
    await page.getByRole('textbox', { name: 'URL' }).fill(`https://${host}:${server.port}/`);
    await page.keyboard.press('Enter');
  };

  await send();
  await detail.getByText('Untrusted').first().waitFor();
  await detail.getByText('not sent: Pinspect refused the certificate').waitFor();

  await view('Settings');
  await page.getByRole('textbox', { name: 'CA certificate' }).fill(chains.root.certificatePem);
  await page.getByRole('button', { name: 'Trust this CA' }).click();
  await page.getByRole('list', { name: 'Trusted CAs' }).getByText('Genuine Test Root').first().waitFor();
  await view('Connections');
  await send();

  const row = page.getByRole('row', { name: /Pins ended/ });
  await row.waitFor();
  expect(await row.getByText('Pins ended').isVisible()).toBe(true);
  const sentences = detail.getByRole('region', { name: 'What weakened this' });
  await sentences.waitFor();
  expect(await sentences.getByRole('listitem').allTextContents()).toEqual([
    expect.stringMatching(
      new RegExp(
        `^Its chain holds only because of a CA that was trusted by hand: .*Genuine Test Root.*SHA-256 ${chains.root.certSha256}\\.$`,
      ),
    ),
    `A name override led it elsewhere: ${host}:${server.port} → 127.0.0.1:${server.port}.`,
    `The pin set ${host} expired on 2020-01-01.`,
    'No pin was in force for it, and the policy lets such hosts through.',
  ]);
  const status = page.getByRole('contentinfo', { name: 'Status' });
  expect(await status.getByRole('button', { name: 'Pin sets 1 ended' }).getAttribute('data-tone')).toBe(
    'warn',
  );
  await page
    .getByRole('textbox', { name: 'Filter', exact: true })
    .fill('weakened:pins-ended,override -verdict:untrusted');
  await row.waitFor();
  await takePicture(page, 'weakened');
  await page.emulateMedia({ colorScheme: 'dark' });
  await takePicture(page, 'weakened-dark');
}, 90_000);
