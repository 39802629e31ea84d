// The shell without a product behind it: every handler answers with its channel's name.
import { app, BrowserWindow, ipcMain, Menu, net, protocol, session, type Session } from 'electron';
import { join } from 'node:path';
import { calls, type CallName } from '../../../common/ipc/contract.ts';
import { appPage } from '../../../main/electron/app-origin.ts';
import { registerAppScheme } from '../../../main/electron/app-protocol.ts';
import { prepareDataFolder } from '../../../main/electron/data-folder.ts';
import {
  guardNewPages,
  guardNewSessions,
  refuseCertificateErrors,
  refuseClientCertificates,
  sandboxEverything,
  type SessionGuard,
} from '../../../main/electron/hardening.ts';
import { createLog } from '../../../main/electron/log.ts';
import { menuTemplate } from '../../../main/electron/menu.ts';
import { claimSingleInstance, type HandOver } from '../../../main/electron/single-instance.ts';
import {
  dropDangerousVariables,
  refuseDangerousSwitches,
  setSafeSwitches,
} from '../../../main/electron/switches.ts';
import { lockWindowSession, windowPartition } from '../../../main/electron/window-session.ts';
import { openMainWindow } from '../../../main/electron/window.ts';
import { createAnnouncer, type Announcer } from '../../../main/ipc/announce-events.ts';
import { registerCalls, type Handlers } from '../../../main/ipc/register-calls.ts';
import { isTrustedSender } from '../../../main/ipc/trusted-sender.ts';

/** What the tests reach as `globalThis.shell` in the main process. */
export interface Shell {
  readonly window: BrowserWindow;
  readonly windowSession: Session;
  readonly announcer: Announcer;
  readonly guard: SessionGuard;
  readonly handOvers: readonly HandOver[];
  readonly net: typeof net;
  readonly session: typeof session;
  /** With the bridge in its frames, too; `isTrusted`: it takes the window's place for the sender check. */
  readonly openSecondWindow: (isTrusted: boolean) => Promise<BrowserWindow>;
}

refuseDangerousSwitches(app, { allowsRemoteDebugging: true });
setSafeSwitches(app);
for (const sentence of dropDangerousVariables(process.env)) process.stderr.write(`${sentence}\n`);
sandboxEverything(app);
registerAppScheme(protocol);
const guard = guardNewSessions(app, () => session.defaultSession);
guardNewPages(app);
refuseCertificateErrors(app);
refuseClientCertificates(app);

const dataFolder = prepareDataFolder(app);
const log = createLog(join(dataFolder, 'pinspect.log'), (line) => void process.stderr.write(line));
const handOvers: HandOver[] = [];
const isFirst = claimSingleInstance(app, process.argv.slice(2), (handOver) => void handOvers.push(handOver));
if (!isFirst) app.quit();

const names = Object.keys(calls) as CallName[];
const handlers = Object.fromEntries(
  names.map((name) => [
    name,
    (parameters: { readonly id?: number }) => {
      if (parameters.id === 666) throw new Error('a bug, with https://user:password@proxy.test in it');
      return name;
    },
  ]),
) as unknown as Handlers;

if (isFirst) void app.whenReady().then(start);

async function start(): Promise<void> {
  const windowSession = session.fromPartition(windowPartition);
  guard.adopt(windowSession);
  await lockWindowSession(windowSession, {
    pageFolder: process.env.SHELL_PAGE_FOLDER ?? join(import.meta.dirname, '../../tests/support/shell/page'),
    isDevelopment: false,
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({ platform: process.platform, isDevelopment: false, openDataFolder: () => undefined }),
    ),
  );
  const preloadPath = join(import.meta.dirname, '../preload/index.cjs');
  const window = openMainWindow({
    session: windowSession,
    preloadPath,
    dataFolder,
    isDevelopment: false,
    onProblem: log.error,
  });
  const announcer = createAnnouncer(() => window.webContents);
  let trusted = window.webContents;
  registerCalls({
    ipcMain,
    handlers,
    isTrusted: (event) => isTrustedSender(event, trusted),
    logError: log.error,
  });
  const openSecondWindow = async (isTrusted: boolean): Promise<BrowserWindow> => {
    const second = new BrowserWindow({
      show: false,
      webPreferences: { session: windowSession, preload: preloadPath, nodeIntegrationInSubFrames: true },
    });
    if (isTrusted) trusted = second.webContents;
    await second.loadURL(appPage);
    return second;
  };
  const shell: Shell = { window, windowSession, announcer, guard, handOvers, net, session, openSecondWindow };
  Object.assign(globalThis, { shell });
}
