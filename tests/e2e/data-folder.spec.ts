// Who else uses this computer reads nothing of it: every file of the data folder after some work in the window.
import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { createHome, launchElectron } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer } from '../support/servers/genuine-server.ts';

/** Paths, relative to the folder, of what others may read, with its mode in octal. */
const openToOthers = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const mode = (await stat(path)).mode & 0o777;
        return (mode & 0o077) === 0 ? [] : [`${relative(folder, path)} ${mode.toString(8)}`];
      }),
  );
  return found.flat();
};

test.skipIf(process.platform === 'win32')(
  'the policy, the journal, the log, mitmproxy’s CA and all settings are for their owner only',
  async () => {
    const chains = createTestChains(['api.example.test']);
    const server = await startGenuineServer({ certificate: chains.genuine });
    const home = await createHome();
    await trustInNss(home, chains.root.certificatePem);
    const app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
    try {
      const page = await app.electron.firstWindow();
      await page.getByRole('textbox', { name: 'URL' }).fill(`https://api.example.test:${server.port}/`);
      await page.keyboard.press('Enter');
      const detail = page.getByRole('region', { name: 'Connection detail' });
      await detail.getByRole('button', { name: 'Put a dummy pin' }).click();
      await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'Start mitmproxy' }).click();
      await page.getByText('is in the route, at').waitFor();
      await app.electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.setSize(1000, 700);
      });
      await expect
        .poll(async () => readdir(app.userData))
        .toEqual(expect.arrayContaining(['policy.json', 'journal', 'mitmproxy', 'window-settings.json']));
    } finally {
      await app.close();
      await server.stop();
    }
    expect((await stat(app.userData)).mode & 0o777).toBe(0o700);
    expect(await openToOthers(app.userData)).toEqual([]);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  },
);
