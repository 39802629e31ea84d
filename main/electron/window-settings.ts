/** What the window looked like, in a file of its own: read once at the start, written soon after each change. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { toWindowSettings, type WindowSettings } from '../../common/ipc/window-settings.ts';

export interface WindowSettingsFile {
  readonly read: () => WindowSettings;
  readonly save: (settings: WindowSettings) => void;
  /** Writes what waits. */
  readonly flush: () => void;
}

const saveDelayMs = 300;

/** What cannot be read is as on the first start; what cannot be written is told to `onProblem`. */
export function openWindowSettings(
  path: string,
  onProblem: (where: string, error: unknown) => void,
): WindowSettingsFile {
  let settings = toWindowSettings(readJson(path));
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    try {
      writeFileSync(`${path}.new`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (error) {
      onProblem('saveWindowSettings', error);
    }
  };
  return {
    read: () => settings,
    save: (next) => {
      settings = next;
      clearTimeout(timer);
      timer = setTimeout(flush, saveDelayMs);
    },
    flush,
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
