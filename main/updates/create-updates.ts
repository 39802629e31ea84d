import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppUpdater, CancellationToken } from 'electron-updater';
import { readUpdatePreferences, writeUpdatePreferences } from './update-preferences.ts';
import { Updates } from './updates.ts';

/** The public half of the release key, put in by the release build (vite.config.ts); empty in every other build. */
declare const pinspectUpdateKey: string;

export interface CreateUpdatesOptions {
  readonly isPackaged: boolean;
  readonly resourcesFolder: string;
  readonly preferencesPath: string;
  /** Called before the updater's first request, and only when there is one. */
  readonly openSession: () => void;
  readonly onChange: () => void;
}

interface Updater {
  readonly updater: AppUpdater;
  readonly createCancellation: () => CancellationToken;
}

/** The updater of this copy's kind of installation, or the sentence why it has none. */
const findUpdater = async (options: CreateUpdatesOptions): Promise<Updater | string> => {
  if (!options.isPackaged) return 'This copy runs from a checkout: git pull brings a newer one.';
  if (pinspectUpdateKey === '')
    return 'This copy was built without a key to check releases by, so it takes none.';
  const isArchive =
    process.platform === 'linux' &&
    process.env.APPIMAGE === undefined &&
    !existsSync(join(options.resourcesFolder, 'package-type'));
  if (isArchive) return 'This copy was unpacked from an archive, which nothing can replace while it runs.';
  options.openSession();
  // Loaded here, so that terminal commands and checkouts do not pay for it.
  const { autoUpdater, CancellationToken } = await import('electron-updater');
  return { updater: autoUpdater, createCancellation: () => new CancellationToken() };
};

export const createUpdates = async (options: CreateUpdatesOptions): Promise<Updates> => {
  const found = await findUpdater(options);
  return new Updates({
    ...(typeof found === 'string' ? { updater: null, unavailableBecause: found } : found),
    publicKeyPem: pinspectUpdateKey,
    preferences: readUpdatePreferences(options.preferencesPath),
    onPreferences: (preferences) => {
      writeUpdatePreferences(options.preferencesPath, preferences);
    },
    onChange: options.onChange,
  });
};
