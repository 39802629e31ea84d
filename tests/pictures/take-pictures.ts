// Pictures of every view in the rail, in light and dark, of the real app with real requests: npm run pictures.
// Of the screen, because a page inside the browser view is drawn by the system, beside the window's own page.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Bridge } from '../../common/ipc/contract.ts';
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

const send = async (url: string): Promise<void> =>
  page.evaluate(async (target) => {
    const { pinspect } = window as unknown as { pinspect: Bridge };
    await pinspect['request.send']({ token: target, url: target, method: 'GET', headers: [], body: '' });
  }, url);

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
  }
  await takeAttack();
} finally {
  await app.close();
  await world.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
