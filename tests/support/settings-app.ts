// The real app with a home that outlives it, for what is kept over a restart, and words for what the tests of it do.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Bridge } from '../../common/ipc/contract.ts';
import type { AppState } from '../../common/ipc/state.ts';
import { createHome, launchElectron, type LaunchedElectron } from './launch-electron.ts';

export interface Sent {
  readonly outcome: string;
  readonly code: string | null;
  /** Of the connection that carried it. */
  readonly route: string | null;
}

type Env = Readonly<Record<string, string>>;
type Region = ReturnType<Page['getByRole']>;

export interface SettingsApp {
  readonly page: Page;
  readonly home: string;
  readonly settingsFile: string;
  readonly start: (env?: Env) => Promise<void>;
  readonly restart: (env?: Env) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly state: () => Promise<AppState>;
  readonly show: (view: string) => Promise<void>;
  readonly status: () => Region;
  readonly card: (name: string) => Region;
  /** What the person chooses in the system's next dialogs, which no test can press. */
  readonly chooseFile: (path: string) => Promise<void>;
  /** The person says yes to the questions that are asked outside the page from now on, until a restart. */
  readonly agree: () => Promise<void>;
  /** A GET by the request bar's own channel. */
  readonly send: (host: string, port: number) => Promise<Sent>;
}

/** Not started. `settings`: a settings file that is there already: direct, every name on loopback, and this. */
export async function createSettingsApp(settings: object | null): Promise<SettingsApp> {
  const home = await createHome();
  const settingsFile = join(home, 'user-data', 'network-settings.json');
  if (settings !== null) {
    await mkdir(join(home, 'user-data'));
    await writeFile(settingsFile, JSON.stringify({ ...onLoopback, ...settings }));
  }
  let app: LaunchedElectron | null = null;
  let page: Page | null = null;
  const thePage = (): Page => {
    if (page === null) throw new Error('Start it first.');
    return page;
  };
  const start = async (env: Env = {}): Promise<void> => {
    app = await launchElectron({ home, env });
    page = await app.electron.firstWindow();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('main').getByRole('heading').or(page.getByRole('textbox')).first().waitFor();
  };
  return {
    get page() {
      return thePage();
    },
    home,
    settingsFile,
    start,
    restart: async (env) => {
      await app?.close();
      await start(env);
    },
    stop: async () => {
      await app?.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
    state: async () =>
      thePage().evaluate(async () => {
        const reply = await (window as unknown as { pinspect: Bridge }).pinspect['state.get']({});
        if (!reply.ok) throw new Error(reply.error.message);
        return reply.value;
      }),
    show: async (view) => {
      await thePage().getByRole('navigation').getByRole('button', { name: view }).click();
    },
    status: () => thePage().getByRole('contentinfo', { name: 'Status' }),
    card: (name) => thePage().getByRole('region', { name }),
    chooseFile: async (path) => {
      await app?.electron.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      }, path);
    },
    agree: async () => {
      await app?.electron.evaluate(({ dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
      });
    },
    send: async (host, port) => thePage().evaluate(sendInPage, `https://${host}:${port}/`),
  };
}

const onLoopback = {
  version: 1,
  route: { kind: 'direct' },
  overrides: [{ host: '', port: null, toHost: '127.0.0.1', toPort: null }],
  interceptorPath: null,
  trusted: [],
  clockSeenAt: 0,
  retention: { days: 90, megabytes: 1_000 },
};

const sendInPage = async (url: string): Promise<Sent> => {
  const { pinspect } = window as unknown as { pinspect: Bridge };
  const sent = await pinspect['request.send']({ token: url, url, method: 'GET', headers: [], body: '' });
  if (!sent.ok || !sent.value.ok) throw new Error(JSON.stringify(sent));
  const { outcome, failure, hops } = sent.value.value;
  const id = hops.at(-1)?.connectionId ?? null;
  let route: string | null = null;
  // The journal writes a moment later.
  for (let attempt = 0; id !== null && route === null && attempt < 100; attempt += 1) {
    const detail = await pinspect['connections.detail']({ id });
    if (detail.ok && detail.value.ok) route = detail.value.value.connection.route.text;
    else await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { outcome, code: failure?.code ?? null, route };
};
