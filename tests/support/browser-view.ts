// The browser view of the real app under test: its window, the page inside it, and the servers that count.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { expect } from 'vitest';
import type { Bridge } from '../../common/ipc/contract.ts';
import type { BrowserState } from '../../common/ipc/browser-state.ts';
import type { HttpRequest } from '../../common/records.ts';
import { complaintsOf, inScheme } from './accessibility.ts';
import { createHome, launchElectron } from './launch-electron.ts';
import { trustInNss } from './nss-trust.ts';
import { createTestChains, type TestChains } from './servers/chains.ts';
import { startGenuineServer, type GenuineServer } from './servers/genuine-server.ts';

interface PageWithBridge {
  readonly pinspect: Bridge;
}

type Host = 'shop' | 'cdn' | 'api' | 'localhost';

/** The page inside the view, as after a click of the person. */
export interface EmbeddedPage {
  /** Runs a function in it that needs nothing around it. */
  readonly evaluate: <Value>(code: () => Value | Promise<Value>) => Promise<Value>;
  readonly text: () => Promise<string>;
  readonly click: (selector: string) => Promise<void>;
  readonly isGone: () => Promise<boolean>;
}

export interface BrowserViewUnderTest {
  readonly electron: ElectronApplication;
  /** Pinspect's own window. */
  readonly page: Page;
  /** For every host; its `host` tells them apart. */
  readonly server: GenuineServer;
  readonly chains: TestChains;
  readonly home: string;
  readonly show: () => Promise<void>;
  readonly address: () => Locator;
  /** The URL of a page that nothing else has, with this HTML. */
  readonly documentUrl: (body: string, host?: Host) => string;
  readonly partUrl: (host: Host, path: string) => string;
  /** Types the address. */
  readonly open: (url: string) => Promise<void>;
  /** The page inside the view, once it is at this URL and has loaded. */
  readonly pageAt: (url: string) => Promise<EmbeddedPage>;
  readonly openPage: (url: string) => Promise<EmbeddedPage>;
  readonly state: () => Promise<BrowserState>;
  /** The policy from now on: these pins, and no others. */
  readonly pin: (
    ...sets: readonly { readonly host: Host; readonly pins: readonly string[] }[]
  ) => Promise<void>;
  readonly requestsOf: (pageUrl: string) => Promise<readonly HttpRequest[]>;
  /** Paths that the server was asked for in this host's name. */
  readonly reachedBy: (host: Host) => readonly string[];
  /** As the keyboard would: Playwright's own keys come past the app's shortcuts. */
  readonly pressInPage: (keys: string) => Promise<void>;
  /** Red, green and blue of what is really on the screen there, in CSS pixels of the window: the page is drawn by the system. */
  readonly onScreen: (at: { readonly x: number; readonly y: number }) => Promise<readonly number[]>;
  /** Axe finds nothing serious, in light and dark; pictures are kept where PINSPECT_PICTURES says. */
  readonly expectAccessible: (what: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Every host name leads to the server on loopback, whose root the system trusts. */
export async function startBrowserView(): Promise<BrowserViewUnderTest> {
  const chains = createTestChains(['shop.example.test', 'cdn.example.test', 'api.example.test', 'localhost']);
  const server = await startGenuineServer({ certificate: chains.genuine });
  const home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  const app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  const { electron } = app;
  const page = await electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('textbox', { name: 'URL' }).waitFor();
  let documents = 0;

  const show: BrowserViewUnderTest['show'] = () =>
    page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Browser' }).click();
  const address: BrowserViewUnderTest['address'] = () =>
    page.getByRole('textbox', { name: 'Address of the page' });
  const partUrl: BrowserViewUnderTest['partUrl'] = (host, path) =>
    `https://${host === 'localhost' ? host : `${host}.example.test`}:${server.port}${path}`;
  const open: BrowserViewUnderTest['open'] = async (url) => {
    await address().fill(url);
    await address().press('Enter');
  };
  const state: BrowserViewUnderTest['state'] = () =>
    page.evaluate(async () => {
      const reply = await (window as unknown as PageWithBridge).pinspect['browser.state']({});
      if (!reply.ok) throw new Error(reply.error.message);
      return reply.value;
    });
  const inPage = (id: number, code: string): Promise<unknown> =>
    electron.evaluate(
      ({ webContents }, [contentsId, expression]) =>
        webContents.fromId(contentsId)?.executeJavaScript(expression, true) as Promise<unknown>,
      [id, code] as const,
    );
  const pageAt: BrowserViewUnderTest['pageAt'] = async (url) => {
    // Not by Playwright's list of pages: it loses track of embedded ones on a busy machine.
    const until = performance.now() + 20_000;
    for (;;) {
      const now = await state();
      if (now.url === url && !now.isLoading && !now.isMoving && now.failure === null) break;
      if (performance.now() > until) throw new Error(`No page is at ${url}: ${JSON.stringify(now)}`);
      await page.waitForTimeout(30);
    }
    const id = await electron.evaluate(
      ({ webContents }, wanted) =>
        webContents.getAllWebContents().find((one) => one.getURL() === wanted)?.id ?? -1,
      url,
    );
    return {
      evaluate: async <Value>(code: () => Value | Promise<Value>) =>
        (await inPage(id, `(${code.toString()})()`)) as Value,
      text: async () => String(await inPage(id, 'document.body.textContent')),
      click: async (selector) => {
        await inPage(id, `document.querySelector(${JSON.stringify(selector)}).click()`);
      },
      isGone: () => electron.evaluate(({ webContents }, wanted) => !webContents.fromId(wanted), id),
    };
  };
  const picture = async (name: string): Promise<void> => {
    const folder = process.env.PINSPECT_PICTURES;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    // Of the screen: a picture that the window's own page takes would lack the page inside it.
    const png = await electron.evaluate(async ({ BrowserWindow, desktopCapturer, screen }) => {
      const { size } = screen.getPrimaryDisplay();
      BrowserWindow.getAllWindows()[0]?.moveTop();
      const [source] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: size });
      const bounds = BrowserWindow.getAllWindows()[0]?.getContentBounds();
      return source?.thumbnail
        .crop(bounds ?? { x: 0, y: 0, ...size })
        .toPNG()
        .toString('base64');
    });
    writeFileSync(join(folder, `${name}.png`), Buffer.from(png ?? '', 'base64'));
  };

  await show();
  return {
    electron,
    page,
    server,
    chains,
    home,
    show,
    address,
    partUrl,
    open,
    pageAt,
    documentUrl: (body, host = 'shop') => {
      documents += 1;
      return partUrl(host, `/document?n=${documents}&body=${encodeURIComponent(body)}`);
    },
    openPage: async (url) => {
      await open(url);
      return pageAt(url);
    },
    state,
    pin: (...sets) =>
      page.evaluate(async (wanted) => {
        const { pinspect } = window as unknown as PageWithBridge;
        const now = await pinspect['state.get']({});
        if (!now.ok) throw new Error(now.error.message);
        const pinSets = wanted.map(({ host, pins }) => ({
          pattern: `${host}.example.test`,
          mode: 'enforce' as const,
          expires: null,
          pins: [...pins],
          note: null,
        }));
        const saved = await pinspect['policy.save']({
          policy: { unpinnedHosts: 'allow', pinSets },
          revision: now.value.policy.revision,
        });
        if (!saved.ok || !saved.value.ok) throw new Error(JSON.stringify(saved));
      }, sets),
    requestsOf: (pageUrl) =>
      page.evaluate(async (url) => {
        const reply = await (window as unknown as PageWithBridge).pinspect['requests.page']({
          before: null,
          limit: 100,
          host: '',
          pages: [url],
        });
        return reply.ok ? reply.value.rows : [];
      }, pageUrl),
    reachedBy: (host) =>
      server.traffic.requests.filter((one) => one.host?.startsWith(host) === true).map(({ url }) => url),
    pressInPage: (keys) =>
      electron.evaluate(({ webContents }, pressed) => {
        const contents = webContents.getAllWebContents().find((one) => one.getURL().startsWith('https:'));
        const names = pressed.split('+');
        const keyCode = names.pop() ?? '';
        const modifiers = names.map((name) => name.toLowerCase() as 'control' | 'alt');
        contents?.sendInputEvent({ type: 'keyDown', keyCode, modifiers });
        contents?.sendInputEvent({ type: 'keyUp', keyCode, modifiers });
      }, keys),
    onScreen: (at) =>
      electron.evaluate(async ({ BrowserWindow, desktopCapturer, screen }, { x, y }) => {
        const { size } = screen.getPrimaryDisplay();
        const [source] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: size });
        const bounds = BrowserWindow.getAllWindows()[0]?.getContentBounds() ?? { x: 0, y: 0 };
        const place = { x: Math.round(bounds.x + x), y: Math.round(bounds.y + y), width: 1, height: 1 };
        const [blue = -1, green = -1, red = -1] = source?.thumbnail.crop(place).toBitmap() ?? [];
        return [red, green, blue];
      }, at),
    expectAccessible: async (what) => {
      for (const scheme of ['Light', 'Dark'] as const) {
        await inScheme(page, scheme);
        // Until colours are at rest.
        await expect.poll(() => complaintsOf(page), { message: `${what}, ${scheme}` }).toEqual([]);
        await picture(`browser-${what}-${scheme.toLowerCase()}`);
      }
    },
    close: async () => {
      await app.close();
      await server.stop();
    },
  };
}
