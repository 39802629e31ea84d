/** The product's updates in a real Electron, with electron-updater for .deb installations as if an older version were installed. */
import { app, session } from 'electron';
import { CancellationToken, DebUpdater } from 'electron-updater';
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js';
import { guardNewSessions } from '../../../main/electron/hardening.ts';
import { openUpdateSession } from '../../../main/electron/update-session.ts';
import { Updates } from '../../../main/updates/updates.ts';

const guard = guardNewSessions(app, () => session.defaultSession);

/** What one start downloaded is not there for the next. */
let starts = 0;

const start = (feed: string, version: string, publicKeyPem: string): Updates => {
  openUpdateSession(guard.adopt);
  const updater = new DebUpdater(null, {
    version,
    name: 'Pinspect',
    isPackaged: true,
    appUpdateConfigPath: '',
    userDataPath: app.getPath('userData'),
    baseCachePath: app.getPath('userData'),
    whenReady: async () => app.whenReady(),
    quit: () => undefined,
    relaunch: () => undefined,
    onQuit: () => undefined,
  });
  Object.assign(updater, {
    // There is no app-update.yml to name it.
    configOnDisk: { value: Promise.resolve({ updaterCacheDirName: `updates-${(starts += 1)}` }) },
    // electron-updater makes its own only together with its own view of the app.
    httpExecutor: new ElectronHttpExecutor(),
  });
  updater.setFeedURL({ provider: 'generic', url: feed });
  return new Updates({
    updater,
    createCancellation: () => new CancellationToken(),
    publicKeyPem,
    preferences: { isDaily: false, checkedAt: null },
    onPreferences: () => undefined,
    onChange: () => undefined,
  });
};

let updates: Updates | null = null;
const theUpdates = (): Updates => {
  if (updates === null) throw new Error('Call start first.');
  return updates;
};

const harness = {
  start: (feed: string, version: string, publicKeyPem: string): void => {
    updates = start(feed, version, publicKeyPem);
  },
  check: async () => {
    await theUpdates().check();
    return theUpdates().state;
  },
  download: async () => {
    await theUpdates().download();
    return theUpdates().state;
  },
};
export type UpdatesHarness = typeof harness;

Object.assign(globalThis, { updatesHarness: harness });
app.on('window-all-closed', () => undefined);
