/**
 * Terminal commands inside Electron, without a window: no single-instance lock, no journal, no policy of the window, and a
 * folder of its own for what Chromium writes, which goes with the command.
 */
import type { App, CommandLine } from 'electron';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
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

const folderPrefix = 'pinspect-command-';
const abandonedAfterMs = 24 * 3_600_000;

/**
 * Before `ready`, and before anything reads the folder. Returns what removes it. Who starts Electron with a folder
 * (`--user-data-dir`) removes it: only he can once every process is gone. Without, the network service may write its last
 * words during the removal or after it, so what others left behind a day ago goes too.
 */
export const useTemporaryFolder = (
  app: Pick<App, 'setPath'> & { readonly commandLine: Pick<CommandLine, 'hasSwitch'> },
): (() => void) => {
  if (app.commandLine.hasSwitch('user-data-dir')) return () => undefined;
  removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  app.setPath('userData', folder);
  app.setPath('sessionData', folder);
  return () => {
    removeIfPossible(folder);
  };
};

const removeAbandoned = (): void => {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(folderPrefix))) {
    const path = join(tmpdir(), name);
    const changed = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (changed !== undefined && Date.now() - changed > abandonedAfterMs) removeIfPossible(path);
  }
};

const removeIfPossible = (folder: string): void => {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Chromium still writes to it (ENOTEMPTY), or it is another user's: it waits until a later command finds it abandoned.
  }
};

/** Longer than any start of a network service that is healthy, in milliseconds. */
const startedWithinMs = 2_000;

/** The launcher gave this process a group of its own, so that a SIGKILL to the launcher's misses it. Zero: there is no launcher. */
const endWithLauncher = (launcherPid: number, exit: (code: number) => void): void => {
  if (launcherPid === 0) return;
  setInterval(() => {
    if (process.ppid !== launcherPid) exit(exitCodes.bug);
  }, 1_000).unref();
};

/**
 * `askNetworkService`: resolves once Chromium's network service has answered anything. A command that is done before it has
 * started must wait for it: in 1 of some 300 runs of Electron 33 an exit meanwhile locked Chromium's main and IO thread for ever.
 */
export const runInElectron = async (
  app: Pick<App, 'commandLine' | 'exit' | 'getVersion' | 'whenReady'>,
  words: readonly string[],
  electron: ElectronSide,
  cleanUp: () => void,
  askNetworkService: () => Promise<unknown>,
): Promise<void> => {
  process.on('exit', cleanUp);
  const exit = (code: number): void => {
    app.exit(code);
  };
  endWithLauncher(Number(app.commandLine.getSwitchValue('launcher-pid')), exit);
  await app.whenReady();
  const isStarted = Promise.race([
    askNetworkService().catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, startedWithinMs)),
  ]);
  const outcome = await runCommandLine(words, createProcessIo({ version: app.getVersion(), electron, exit }));
  await isStarted;
  exit(outcome === 'needs-electron' ? exitCodes.bug : outcome);
};
