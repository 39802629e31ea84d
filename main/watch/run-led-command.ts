/** One program, led through the interceptor by its environment, with this terminal's input and output. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { type Result, failure, success } from '../../common/result.ts';

export interface LedCommand {
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Resolves when it is gone: asked to end, and made to when it does not. */
  readonly stop: () => Promise<void>;
}

export interface LedCommandOptions {
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Where its standard output goes: results are on ours. */
  readonly output: 'inherit' | 'stderr' | 'ignore' | OnOutput;
}

/** Takes both outputs instead of this terminal. */
export type OnOutput = (stream: 'stdout' | 'stderr', bytes: Buffer) => void;

const patienceMs = 3_000;

const stdioFor = (output: LedCommandOptions['output']): StdioOptions => {
  if (typeof output === 'function') return ['ignore', 'pipe', 'pipe'];
  return ['ignore', output === 'stderr' ? 2 : output, output === 'ignore' ? 'ignore' : 2];
};

/** The error is a sentence: why it was not started. */
export const runLedCommand = async (options: LedCommandOptions): Promise<Result<LedCommand, string>> => {
  const [command = '', ...words] = options.words;
  const { output } = options;
  const child: ChildProcess = spawn(command, words, {
    cwd: options.workingDirectory,
    env: { ...options.environment, ...options.variables },
    stdio: stdioFor(output),
    windowsHide: true,
    // A group of its own: what it starts ends with it, and a ctrl-C here is passed on once.
    detached: process.platform !== 'win32',
  });
  const started = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    child.once('spawn', () => {
      resolve(null);
    });
    child.once('error', resolve);
  });
  if (started !== null) return failure(whyNot(command, started));
  child.on('error', () => undefined);
  if (typeof output === 'function')
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream]?.on('data', (bytes: Buffer) => {
        output(stream, bytes);
      });
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? signal ?? 'unknown');
    });
  });
  return success({
    ended,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      signalTo(child, 'SIGTERM');
      const timer = setTimeout(() => {
        signalTo(child, 'SIGKILL');
      }, patienceMs);
      await ended;
      clearTimeout(timer);
    },
  });
};

const signalTo = (child: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It is gone.
  }
};

const whyNot = (command: string, { code, message }: NodeJS.ErrnoException): string => {
  if (code === 'ENOENT') return `There is no program “${command}”. Check its name, or give its path.`;
  if (code === 'EACCES') return `“${command}” may not be run. Check its permissions.`;
  return `“${command}” could not be started: ${message}.`;
};
