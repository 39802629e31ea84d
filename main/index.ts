// Composition root: builds the parts, connects them, starts and stops them. No rules in here.
import type { BrowserWindow } from 'electron';
import { Menu, app, dialog, ipcMain, protocol, safeStorage, session, shell } from 'electron';
import { join } from 'node:path';
import { errorText } from '../common/error-text.ts';
import { toDrafts } from '../common/ipc/drafts.ts';
import { toWindowSettings } from '../common/ipc/window-settings.ts';
import { commandWords, runInElectron, useTemporaryFolder } from './cli/electron-entry.ts';
import { exportJournalReport } from './assembly/export-journal-report.ts';
import { Browser } from './browser/browser.ts';
import { prepareLab } from './assembly/prepare-lab.ts';
import { prepareRequests } from './assembly/prepare-requests.ts';
import { openWindowWatch, watchFiles } from './assembly/window-watch.ts';
import { saveLabReport } from './assembly/save-lab-report.ts';
import { askBeforeRunning } from './electron/ask-before-running.ts';
import { registerAppScheme } from './electron/app-protocol.ts';
import { closeBeforeQuit } from './electron/close-before-quit.ts';
import { prepareDataFolder } from './electron/data-folder.ts';
import { dialogsOver } from './electron/dialogs-over.ts';
import { chooseCertificate, chooseCollectionFile, policyFileDialogs } from './electron/file-dialogs.ts';
import {
  guardNewPages,
  guardNewSessions,
  refuseCertificateErrors,
  refuseClientCertificates,
  sandboxEverything,
} from './electron/hardening.ts';
import { createLog } from './electron/log.ts';
import { showNotification } from './electron/notification.ts';
import { menuTemplate } from './electron/menu.ts';
import { claimSingleInstance } from './electron/single-instance.ts';
import { dropDangerousVariables, refuseDangerousSwitches, setSafeSwitches } from './electron/switches.ts';
import { lockWindowSession, windowPartition } from './electron/window-session.ts';
import { createSecretStore } from './electron/secret-store.ts';
import { openUpdateSession } from './electron/update-session.ts';
import { argumentsAfterApp, fileNamedIn } from './electron/opened-file.ts';
import { openMainWindow } from './electron/window.ts';
import { createAnnouncer } from './ipc/announce-events.ts';
import { AppModel } from './ipc/app-model.ts';
import { createHandlers } from './ipc/handlers.ts';
import { LabControl } from './ipc/lab-control.ts';
import { overridesOfSwitch } from './ipc/read-overrides.ts';
import { registerCalls } from './ipc/register-calls.ts';
import { isTrustedSender } from './ipc/trusted-sender.ts';
import { openJournal } from './journal/journal.ts';
import { openKeptValue } from './settings/kept-value.ts';
import { openNetworkSettings } from './settings/network-settings.ts';
import { PolicyStore } from './policies/policy-store.ts';
import { createUpdates } from './updates/create-updates.ts';

refuseDangerousSwitches(app, { allowsRemoteDebugging: !app.isPackaged });
setSafeSwitches(app);
for (const sentence of dropDangerousVariables(process.env)) process.stderr.write(`${sentence}\n`);
sandboxEverything(app);
registerAppScheme(protocol);
const guard = guardNewSessions(app, () => session.defaultSession);
guardNewPages(app);
refuseCertificateErrors(app);
refuseClientCertificates(app);

/** The app is run from a folder, which is an argument of its own then. */
const isDefaultApp = (process.defaultApp as boolean | undefined) === true;
const words = commandWords(process.argv, isDefaultApp);
const removeTemporaryFolder = words === null ? null : useTemporaryFolder(app);

// What the window's process and its children write is for its owner only, exports too: Chromium's and mitmproxy's files have no
// mode of their own to be given. A command's reports are for whoever its caller says.
if (words === null) process.umask(0o077);
const dataFolder = prepareDataFolder(app);
const log = createLog(join(dataFolder, 'pinspect.log'), (line) => void process.stderr.write(line));
// A bug is logged, not put before the person as a dialog of stack traces; whatever it interrupted stays blocked.
process.on('uncaughtException', (error) => {
  log.error('uncaughtException', error);
});
/** The runtime that package.json asks for; any other is a development runtime, and the window says so. */
const wantedElectronMajor = 45;

let window: BrowserWindow | null = null;
const dialogs = dialogsOver(() => window);
const showWindow = (): void => {
  if (window?.isMinimized() === true) window.restore();
  window?.focus();
};
const ownArguments = argumentsAfterApp(process.argv, isDefaultApp);
/** Until the model is there, the last file that was asked for waits here. */
let openFile: (path: string) => void = (path) => {
  firstFile = path;
};
let firstFile = fileNamedIn({ arguments: ownArguments, workingDirectory: process.cwd() });

if (words !== null) {
  void runInElectron(
    app,
    words,
    { adoptSession: guard.adopt },
    () => removeTemporaryFolder?.(),
    () => session.defaultSession.clearAuthCache(),
  );
} else if (
  claimSingleInstance(app, ownArguments, (handOver) => {
    const path = fileNamedIn(handOver);
    if (path !== null) openFile(path);
    showWindow();
  })
) {
  // macOS hands a file over by this event, before `ready` at a start that the file caused.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFile(path);
    showWindow();
  });
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      log.error('start', error);
      dialog.showErrorBox('Pinspect could not start', errorText(error));
      app.exit(70);
    });
} else {
  app.quit();
}

async function start(): Promise<void> {
  const announcer = createAnnouncer(() => window?.webContents);
  const earlyNotices: {
    readonly level: 'info' | 'warning' | 'error';
    readonly title: string;
    readonly text: string;
  }[] = [];
  let notify = (notice: (typeof earlyNotices)[number]): void => void earlyNotices.push(notice);

  const journal = await openJournal({
    folder: join(dataFolder, 'journal'),
    workerUrl: new URL('./journal-worker.js', import.meta.url),
    onWritten: (rows) => {
      announcer.announce('journal.written', rows);
    },
    onNotice: (notice) => {
      notify(notice);
    },
  });
  if (!journal.ok) throw new Error(`${journal.error.message} ${journal.error.advice}`);

  const settings = openNetworkSettings(join(dataFolder, 'network-settings.json'), (title, text) => {
    notify({ level: 'error', title, text });
  });
  await journal.value.setRetention(settings.settings.retention);

  const windowSettings = openKeptValue({
    path: join(dataFolder, 'window-settings.json'),
    parse: toWindowSettings,
    onProblem: (error) => {
      log.error('saveWindowSettings', error);
    },
  });
  const drafts = openKeptValue({
    path: join(dataFolder, 'drafts.json'),
    parse: toDrafts,
    onProblem: (error) => {
      log.error('saveDrafts', error);
    },
  });
  const policies = new PolicyStore(join(dataFolder, 'policy.json'));
  let announceState = (): void => undefined;
  const updates = await createUpdates({
    isPackaged: app.isPackaged,
    resourcesFolder: process.resourcesPath,
    preferencesPath: join(dataFolder, 'updates.json'),
    openSession: () => openUpdateSession(guard.adopt),
    onChange: () => {
      announceState();
    },
  });
  const model = new AppModel({
    version: app.getVersion(),
    electron: {
      version: process.versions.electron,
      chromium: process.versions.chrome,
      isDevelopmentRuntime: Number(process.versions.electron.split('.')[0]) !== wantedElectronMajor,
    },
    journal: journal.value,
    policies,
    settings,
    secrets: createSecretStore(safeStorage, process.platform),
    interceptorFolder: join(dataFolder, 'mitmproxy'),
    homeFolder: app.getPath('home'),
    overrides: overridesOfSwitch(app.commandLine.getSwitchValue('connect-to'), (text) => {
      notify({ level: 'warning', title: 'A name override was left out', text });
    }),
    resolveSystemProxy: async (url) => app.resolveProxy(url),
    confirmProgram: async (path) =>
      askBeforeRunning(dialogs, {
        title: 'Start mitmproxy',
        message: 'Run this program as mitmproxy?',
        detail: `${path}\n\nIt runs as you. Pinspect starts it without asking from then on.`,
      }),
    adoptSession: guard.adopt,
    updates: () => ({ state: updates.state, isDaily: updates.isDaily }),
    onState: (state) => {
      announcer.announce('state.changed', state);
    },
    onBug: log.error,
  });
  announceState = () => {
    model.announce();
  };
  notify = ({ level, title, text }) => {
    model.notify(level, title, text);
  };
  earlyNotices.forEach(notify);
  openFile = (path) => {
    model.openFile(path);
  };
  if (firstFile !== null) openFile(firstFile);
  model.policy.tellUnreadable();
  const stopWatching = policies.watch((event) => {
    model.policy.onFile(event);
  });

  const browser = new Browser({
    network: model.network,
    window: () => window,
    downloadsFolder: app.getPath('downloads'),
    onState: (state) => {
      announcer.announce('browser.changed', state);
    },
    onWindowKey: (key) => {
      announcer.announce('browser.key', key);
    },
    onBug: (error) => {
      log.error('browser', error);
    },
  });

  app.on('child-process-gone', (_event, { type, name, reason }) => {
    if (type !== 'Utility' || name !== 'Network Service') return;
    model.network.onNetworkServiceGone();
    model.notify(
      'warning',
      'The network service stopped',
      `Chromium’s network process ended (${reason}). What was allowed is forgotten; every certificate is judged anew.`,
    );
  });

  const requests = prepareRequests({
    dataFolder,
    network: () => model.network,
    chooseCollectionFile: async () => chooseCollectionFile(dialogs),
    onRun: (run) => {
      announcer.announce('run.changed', run);
    },
    notices: {
      show: (title, text) => model.notify('warning', title, text),
      dismiss: (id) => {
        model.dismissNotice(id);
      },
      isShown: (id) => model.state.notices.some((notice) => notice.id === id),
    },
    notifyDesktop: (title, text, changed) => {
      if (window?.isFocused() === true) return;
      showNotification(title, text, () => {
        showWindow();
        announcer.announce('run.opened', changed);
      });
    },
    onProblem: (title, text) => {
      model.notify('error', title, text);
    },
    onBug: log.error,
  });

  const lab = new LabControl({
    prepare: prepareLab({
      now: () => ({
        policy: policies.policy,
        route: model.routeToServer,
        trusted: model.state.trustedAuthorities
          .filter(({ isInterceptor }) => !isInterceptor)
          .map(({ certificate }) => certificate.pem),
      }),
      upstreamProxy: async () => model.upstreamProxy(),
      adoptSession: guard.adopt,
      resolveSystemProxy: async (url) => app.resolveProxy(url),
      onBug: (error) => {
        log.error('lab', error);
      },
    }),
    onChange: (state) => {
      announcer.announce('lab.changed', state);
    },
    onBug: log.error,
  });

  const watch = await openWindowWatch({
    dataFolder,
    dialogs,
    now: () => ({
      route: model.routeToServer,
      trusted: model.state.trustedAuthorities
        .filter(({ isInterceptor, hostPatterns }) => !isInterceptor && hostPatterns.length === 0)
        .map(({ certificate }) => certificate.pem),
    }),
    upstreamProxy: async () => model.upstreamProxy(),
    adoptSession: guard.adopt,
    onChange: (state) => {
      announcer.announce('watch.changed', state);
    },
    onBug: log.error,
  });

  const windowSession = session.fromPartition(windowPartition);
  guard.adopt(windowSession);
  await lockWindowSession(windowSession, {
    pageFolder: join(import.meta.dirname, '../renderer'),
    isDevelopment: !app.isPackaged,
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        isDevelopment: !app.isPackaged,
        openDataFolder: () => void shell.openPath(dataFolder),
      }),
    ),
  );
  registerCalls({
    ipcMain,
    handlers: createHandlers({
      updates,
      model,
      browser,
      showFile: (path) => {
        shell.showItemInFolder(path);
      },
      journal: journal.value,
      announcer,
      chooseCertificate: async () => chooseCertificate(dialogs),
      chooseSavePath: async (suggestedName) =>
        dialogs.choosePlace({ title: 'Save', defaultPath: join(app.getPath('home'), suggestedName) }),
      exportReport: exportJournalReport(journal.value, {
        version: app.getVersion(),
        engine: `Chromium ${process.versions.chrome}`,
      }),
      windowSettings,
      drafts,
      requests,
      lab,
      watch,
      watchFiles: watchFiles(dialogs, app.getVersion()),
      saveLabReport: async () => saveLabReport(lab.result, dialogs, app.getVersion()),
      policyFiles: policyFileDialogs(dialogs),
    }),
    isTrusted: (event) => isTrustedSender(event, window?.webContents),
    logError: log.error,
  });
  window = openMainWindow({
    session: windowSession,
    preloadPath: join(import.meta.dirname, '../preload/index.cjs'),
    dataFolder,
    isDevelopment: !app.isPackaged,
    onProblem: log.error,
  });
  window.once('closed', () => {
    window = null;
  });
  closeBeforeQuit(
    app,
    async () => {
      announcer.close();
      windowSettings.flush();
      drafts.flush();
      requests.close();
      stopWatching();
      updates.close();
      browser.close();
      await lab.stop();
      await watch.stop();
      await model.close();
      await journal.value.close();
    },
    (error) => {
      log.error('close', error);
    },
  );
}
