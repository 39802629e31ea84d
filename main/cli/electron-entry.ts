/**
 * Terminal commands inside Electron, without a window: no single-instance lock, no journal, no policy of the window, and a
 * folder of its own for what Chromium writes, which goes with the command.
 */
import type { App } from 'electron';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronSide } from './command.ts';
import { commands } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { createProcessIo } from './process-io.ts';
import { runCommandLine } from './run-command-line.ts';

/**
 * The words of a terminal command among the arguments of the process; null: the window is wanted. Whatever follows `--` is
 * a command; without it, the first word that is no switch may be one. `isDefaultApp`: that word is the app's path.
 */
export const commandWords = (argv: readonly string[], isDefaultApp: boolean): readonly string[] | null => {
  const end = argv.indexOf('--');
  if (end !== -1) return argv.slice(end + 1);
  const start = argv.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  const words = start === -1 ? [] : argv.slice(start + (isDefaultApp ? 1 : 0));
  const [name = ''] = words;
  if (Object.hasOwn(commands, name) || name === 'help') return words;
  const [only, ...others] = argv.slice(1);
  return others.length === 0 && (only === '--help' || only === '--version') ? [only] : null;
};

/** Before `ready`, and before anything reads the folder. Returns what removes it. */
export const useTemporaryFolder = (app: Pick<App, 'setPath'>): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-command-'));
  app.setPath('userData', folder);
  app.setPath('sessionData', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
};

export const runInElectron = async (
  app: Pick<App, 'exit' | 'getVersion' | 'on' | 'whenReady'>,
  words: readonly string[],
  electron: ElectronSide,
  cleanUp: () => void,
): Promise<void> => {
  const exit = (code: number): void => {
    cleanUp();
    app.exit(code);
  };
  await app.whenReady();
  const outcome = await runCommandLine(words, createProcessIo({ version: app.getVersion(), electron, exit }));
  exit(outcome === 'needs-electron' ? exitCodes.bug : outcome);
};
