// The Requests view in the real app, before a real TLS server of two hosts.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import type { Collection } from '../../common/requests/collection.ts';
import { createHome, launchElectron, type LaunchedElectron } from './launch-electron.ts';
import { trustInNss } from './nss-trust.ts';
import { createTestChains, type TestChains } from './servers/chains.ts';
import { startGenuineServer, type GenuineServer } from './servers/genuine-server.ts';

export interface RequestsView {
  readonly chains: TestChains;
  readonly server: GenuineServer;
  readonly home: string;
  /** Of the app as it runs now. */
  readonly app: LaunchedElectron;
  readonly page: Page;
  readonly tree: () => Locator;
  readonly form: () => Locator;
  readonly response: () => Locator;
  readonly runTable: () => Locator;
  /** `api` or `shop`. */
  readonly url: (host: 'api' | 'shop', path?: string) => string;
  /** As the file in the data folder has them. */
  readonly onDisk: () => Promise<readonly Collection[]>;
  /** Chooses from the menu “Add”. */
  readonly add: (item: string) => Promise<void>;
  readonly sendTo: (address: string) => Promise<void>;
  /** What the next Save dialog answers. */
  readonly answerSavePath: (path: string) => Promise<void>;
  /** Puts this pin on `api.example.test`, through the window's own bridge. */
  readonly pinApi: (pin: string, note?: string) => Promise<void>;
  /** Desktop notifications that would have been shown. */
  readonly notifications: () => Promise<readonly string[]>;
  readonly launchAgain: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Environment of a desktop whose notification service is asked; null: what would be shown is noted. */
type Desktop = Readonly<Record<string, string>> | null;

const launch = async (
  home: string,
  desktop: Desktop,
): Promise<{ readonly app: LaunchedElectron; readonly page: Page }> => {
  const app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'], env: desktop ?? {} });
  const page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  if (desktop === null)
    await app.electron.evaluate(({ Notification }) => {
      const shown: string[] = [];
      Object.assign(globalThis, { shownNotifications: shown });
      Notification.isSupported = () => true;
      Notification.prototype.show = function () {
        shown.push(`${this.title}: ${this.body}`);
      };
    });
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Requests' }).click();
  return { app, page };
};

export const openRequestsView = async (
  startDesktop: (home: string) => Promise<Desktop> = () => Promise.resolve(null),
): Promise<RequestsView> => {
  const chains = createTestChains(['api.example.test', 'shop.example.test']);
  const server = await startGenuineServer({ certificate: chains.genuine });
  const home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  const desktop = await startDesktop(home);
  let running = await launch(home, desktop);
  const form = (): Locator => running.page.getByRole('form', { name: 'Saved request' });
  return {
    chains,
    server,
    home,
    get app() {
      return running.app;
    },
    get page() {
      return running.page;
    },
    tree: () => running.page.getByRole('navigation', { name: 'Collections' }),
    form,
    response: () => running.page.getByRole('region', { name: 'Response' }),
    runTable: () => running.page.getByRole('table', { name: /^Requests of/ }),
    url: (host, path = '/') => `https://${host}.example.test:${server.port}${path}`,
    onDisk: async () => {
      const text = await readFile(join(home, 'user-data', 'requests.json'), 'utf8').catch(() => null);
      const file =
        text === null ? null : (JSON.parse(text) as { readonly collections: readonly Collection[] });
      return file?.collections ?? [];
    },
    add: async (item) => {
      await running.page.getByRole('button', { name: 'Add', exact: true }).click();
      await running.page.getByRole('menuitem', { name: item }).click();
    },
    sendTo: async (address) => {
      await form().getByRole('textbox', { name: 'Address' }).fill(address);
      await form().getByRole('button', { name: 'Send' }).click();
    },
    answerSavePath: async (path) => {
      await running.app.electron.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, path);
    },
    pinApi: async (pin, note) => {
      await running.page.evaluate(
        async ([text, words]) => {
          const state = await window.pinspect?.['state.get']({});
          if (state?.ok !== true) throw new Error('no state');
          await window.pinspect?.['policy.save']({
            revision: state.value.policy.revision,
            policy: {
              unpinnedHosts: 'allow',
              pinSets: [
                {
                  pattern: 'api.example.test',
                  mode: 'enforce',
                  expires: null,
                  pins: [text],
                  note: words ?? null,
                },
              ],
            },
          });
        },
        [pin, note] as const,
      );
    },
    notifications: () =>
      running.app.electron.evaluate(
        () => (globalThis as { shownNotifications?: readonly string[] }).shownNotifications ?? [],
      ),
    launchAgain: async () => {
      running = await launch(home, desktop);
    },
    close: async () => {
      await running.app.close();
      await server.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
