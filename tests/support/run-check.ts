import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runElectron, startElectron, type ElectronExit, type RunningElectron } from './launch-electron.ts';

export interface CheckRunOptions {
  /** Into stdin. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** With a root of its own in its NSS store. */
  readonly home?: string;
  readonly timeoutMs?: number;
}

const launchOptions = (
  words: readonly string[],
  options: CheckRunOptions,
): Parameters<typeof runElectron>[0] => ({
  builds: ['main'],
  headless: true,
  args: ['--log-level=3', '--', 'check', ...words],
  timeoutMs: 60_000,
  ...options,
});

/** `pinspect check …` in Electron without a window, as `scripts/pinspect.mjs` starts it. */
export const runCheckCommand = async (
  words: readonly string[],
  options: CheckRunOptions = {},
): Promise<ElectronExit> => runElectron(launchOptions(words, options));

export const startCheckCommand = async (words: readonly string[]): Promise<RunningElectron> =>
  startElectron(launchOptions(words, {}));

export interface Folder {
  readonly path: string;
  readonly file: (name: string, content: string) => Promise<string>;
  readonly place: (name: string) => string;
  readonly remove: () => Promise<void>;
}

export const createFolder = async (): Promise<Folder> => {
  const path = await mkdtemp(join(tmpdir(), 'pinspect-check-'));
  const place = (name: string): string => join(path, name);
  return {
    path,
    place,
    file: async (name, content) => {
      await writeFile(place(name), content);
      return place(name);
    },
    remove: async () => rm(path, { recursive: true, force: true }),
  };
};
