import { chmodSync, mkdirSync } from 'node:fs';
import type { App } from 'electron';

/**
 * The folder with the policy, the journal and the log, for its owner's eyes only: the journal knows which hosts the
 * person spoke to. Throws what the file system throws. On Windows the profile's own access list does the same.
 */
export function prepareDataFolder(app: Pick<App, 'getPath'>): string {
  const folder = app.getPath('userData');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // It may be there already, made by Chromium or by an earlier version with wider rights.
  if (process.platform !== 'win32') chmodSync(folder, 0o700);
  return folder;
}
