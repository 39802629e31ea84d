// Pictures of every view in the rail, in light and dark, of the real app with real requests: npm run pictures.
// Of the screen, because a page inside the browser view is drawn by the system, beside the window's own page.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { CallName, Parameters } from '../../common/ipc/contract.ts';
import { inScheme } from '../support/accessibility.ts';
import { createHome, launchElectron } from '../support/launch-electron.ts';
import { createDemoWorld, requestedUrls, savedHosts } from './demo-world.ts';

const [folder = 'docs/pictures'] = process.argv.slice(2);
const size = { width: 1280, height: 800 };
const rounds = 3;
/** Notifications and animations are over by then. */
const settleMs = 700;

const home = await createHome();
const world = await createDemoWorld(home);
const app = await launchElectron({ home });
const page = await app.electron.firstWindow();
page.setDefaultTimeout(20_000);

/** One call of the page's own. */
const bridge = async <Name extends CallName>(name: Name, parameters: Parameters<Name>): Promise<void> =>
  page.evaluate(
    async ([channel, value]) => {
      const { pinspect } = window as unknown as { pinspect: Record<string, (sent: unknown) => unknown> };
      await pinspect[channel]?.(value);
    },
    [name, parameters] as [string, unknown],
  );

/** Another program's traffic. It fails where it is meant to be refused. */
const curl = async (options: readonly string[]): Promise<void> => {
  const client = spawn('curl', options, { stdio: 'ignore' });
  await once(client, 'close');
};

const send = async (url: string): Promise<void> =>
  bridge('request.send', { token: url, url, method: 'GET', headers: [], body: '' });

const rail = (): ReturnType<Page['getByRole']> => page.getByRole('navigation', { name: 'Views' });
const show = async (view: string): Promise<void> => {
  await rail().getByRole('button', { name: view, exact: true }).click();
};

const take = async (name: string): Promise<void> => {
  await page.mouse.move(1, size.height - 1);
  await page.waitForTimeout(settleMs);
  const png = await app.electron.evaluate(async ({ BrowserWindow, desktopCapturer, screen }) => {
    const whole = screen.getPrimaryDisplay().size;
    const [source] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: whole });
    const bounds = BrowserWindow.getAllWindows()[0]?.getContentBounds();
    if (source === undefined || bounds === undefined) throw new Error('There is no screen, or no window.');
    return source.thumbnail.crop(bounds).toPNG().toString('base64');
  });
  await writeFile(join(folder, `${name}.png`), Buffer.from(png, 'base64'));
};

/** What makes a view worth a look. One that is not named here is taken as it is. */
const scenes: Readonly<Record<string, () => Promise<void>>> = {
  Connections: async () => {
    const mismatch = page
      .getByRole('grid', { name: 'Connections' })
      .locator('[data-verdict=mismatch]')
      .first();
    await mismatch.click();
    await page
      .getByRole('region', { name: 'Connection detail' })
      .getByText('Certificate pinning failure!')
      .waitFor();
  },
  Requests: async () => {
    await page.getByRole('button', { name: 'Add hosts…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add hosts' });
    await dialog.getByRole('textbox').fill(savedHosts.join('\n'));
    await dialog.getByRole('button', { name: `Add ${savedHosts.length} hosts` }).click();
    await page.getByRole('button', { name: 'Run all' }).click();
    await page.getByText(`${savedHosts.length} of ${savedHosts.length} requests done`).waitFor();
  },
  Watch: async () => {
    const port = page.getByRole('textbox', { name: 'Port' });
    await bridge('trust.add', { pem: world.rootPem, hostPatterns: [], until: null });
    await page.getByRole('textbox', { name: 'Control host', exact: true }).fill('status.example.com');
    await port.fill('0');
    await port.press('Enter');
    const listening = (await page.getByText(/^Listening at/).textContent()) ?? '';
    const ca = join(home, 'watch-ca.pem');
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, ca);
    await page.getByRole('button', { name: 'Save the CA…' }).click();
    await page.getByText(`Saved to ${ca}`).waitFor();
    const proxied = ['-s', '-x', `http://${/127[.\d]+:\d+/.exec(listening)?.[0] ?? ''}`, '--cacert', ca];
    const pinned = ['--next', ...proxied, '--pinnedpubkey', world.curlPin, 'https://api.example.com/'];
    await curl([...proxied, 'https://status.example.com/', 'https://cdn.example.com/', ...pinned, ...pinned]);
    await page.getByRole('button', { name: /api\.example\.com.*pinned/ }).click();
  },
  Browser: async () => {
    const address = page.getByRole('textbox', { name: 'Address of the page' });
    await address.fill(world.pageUrl);
    await address.press('Enter');
    await page.getByText('part of this page was stopped').waitFor();
  },
  Lab: async () => {
    await page.getByRole('button', { name: 'Run the lab' }).click();
    await page.getByText(/^\d+ of \d+ hold/).waitFor({ timeout: 120_000 });
  },
};

/** What must not be seen in the pictures that follow. */
const leaving: Readonly<Record<string, () => Promise<void>>> = {
  Watch: async () => {
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await bridge('trust.remove', { certSha256: world.rootSha256 });
  },
};

/** Both ends of an attack: what the client decided, and what mitmproxy says it saw. */
const takeAttack = async (): Promise<void> => {
  await show('Settings');
  await page.getByRole('button', { name: 'Start mitmproxy' }).click();
  await page.getByText(/is in the route, at/).waitFor({ timeout: 40_000 });
  await page.getByRole('switch', { name: 'Trust its CA for this run' }).check();
  await page.getByText('Its CA is trusted until Pinspect quits.').waitFor();
  await show('Connections');
  await send('https://cdn.example.com/image.gif');
  await page.getByRole('textbox', { name: 'URL' }).fill('https://api.example.com/v2/session');
  await page.keyboard.press('Enter');
  const detail = page.getByRole('region', { name: 'Connection detail' });
  await detail.getByText('Certificate pinning failure!').waitFor();
  await detail
    .getByText(/refused|does not trust|alert/i)
    .first()
    .waitFor();
  await take('attack-refused');
};

try {
  await mkdir(folder, { recursive: true });
  await app.electron.evaluate(({ BrowserWindow }, { width, height }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setPosition(0, 0);
    window?.setContentSize(width, height);
  }, size);
  await page.getByRole('textbox', { name: 'URL' }).waitFor();
  await inScheme(page, 'Light');
  await take('first-run');
  for (let round = 0; round < rounds; round += 1) for (const url of requestedUrls) await send(url);
  const views = await rail().locator('button[aria-current], button[title*="Ctrl+"]').allTextContents();
  for (const view of views) {
    await show(view);
    await scenes[view]?.();
    for (const scheme of ['Light', 'Dark'] as const) {
      await inScheme(page, scheme);
      await take(`${view.toLowerCase()}-${scheme.toLowerCase()}`);
    }
    await inScheme(page, 'Light');
    await leaving[view]?.();
  }
  await takeAttack();
} finally {
  await app.close();
  await world.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
