import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/setup/cache.mjs';
import { repositoryFolder } from './electron-runtime.ts';

export interface PinspectRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PinspectOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Left out: the repository's. */
  readonly folder?: string;
  /** Through `npm run --silent pinspect --`, as the documentation has it. */
  readonly throughNpm?: boolean;
  /** A command that starts the command: `unshare -m …`. */
  readonly wrapper?: readonly string[];
}

export interface RunningPinspect {
  /** Ctrl-C: to every process of the command, as a terminal does. */
  readonly interrupt: () => void;
  /** `group`: to every process of its group; `alone`: to the one that was started. */
  readonly send: (signal: NodeJS.Signals, to: 'group' | 'alone') => void;
  readonly ended: Promise<PinspectRun>;
}

/** What stands before a command's words. */
export const pinspectInCheckout = [process.execPath, join(repositoryFolder, 'scripts', 'pinspect.mjs')];

/** A terminal command as a process of its own, from the script that `npm run pinspect` starts. */
export async function runPinspect(
  words: readonly string[],
  options: PinspectOptions = {},
): Promise<PinspectRun> {
  return startPinspect(words, options).ended;
}

/** The same, while it runs. */
export function startPinspect(words: readonly string[], options: PinspectOptions = {}): RunningPinspect {
  const pinspect =
    options.throughNpm === true
      ? ['npm', '--prefix', repositoryFolder, 'run', '--silent', 'pinspect', '--']
      : pinspectInCheckout;
  const [command = '', ...first] = [...(options.wrapper ?? []), ...pinspect];
  const child = spawn(command, [...first, ...words], {
    // A process group of its own, as a shell gives each job.
    detached: true,
    cwd: options.folder ?? repositoryFolder,
    // Under another home the runtime would be set up there.
    env: { ...process.env, PINSPECT_CACHE_DIR: cacheFolder(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  // It may end before it has read all: that is an answer, not an error.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const send: RunningPinspect['send'] = (signal, to) => {
    if (child.pid !== undefined) process.kill(to === 'group' ? -child.pid : child.pid, signal);
  };
  return {
    interrupt: () => {
      send('SIGINT', 'group');
    },
    send,
    ended: closed.then((code) => ({ code, stdout, stderr })),
  };
}
