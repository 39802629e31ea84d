/** The process as a command sees it: two text outputs with room to wait for, stdin, and ctrl-C as a signal. */
import { once } from 'node:events';
import type { CommandIo, ElectronSide, TextOutput } from './command.ts';

/** What a shell reports of a program whose reader went away (128 + SIGPIPE), and of one ended by ctrl-C (128 + SIGINT). */
const brokenPipe = 141;
const interrupted = 130;

export interface ProcessIoOptions {
  readonly version: string;
  readonly electron: ElectronSide | null;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

export const createProcessIo = ({ version, electron, exit }: ProcessIoOptions): CommandIo => {
  let signal: AbortSignal | null = null;
  return {
    stdout: toTextOutput(process.stdout, exit),
    stderr: toTextOutput(process.stderr, exit),
    // Getters: whoever touches process.stdin opens it, and whoever asks for the signal answers for ending.
    get stdin() {
      return process.stdin;
    },
    get signal() {
      return (signal ??= watchForInterrupt(exit));
    },
    environment: process.env,
    workingDirectory: process.cwd(),
    version,
    electron,
  };
};

const toTextOutput = (stream: NodeJS.WriteStream, exit: (code: number) => void): TextOutput => {
  // `… | head` has read enough: that is no error, and there is nobody left to tell.
  stream.on('error', () => {
    exit(brokenPipe);
  });
  // Node's types say true; a pipe has neither.
  const isTerminal = (stream.isTTY as boolean | undefined) === true;
  // A terminal that was given no size says 0.
  const { columns: known = 0 } = stream as { readonly columns?: number };
  const columns = known > 0 ? known : 80;
  const { NO_COLOR: noColour = '', TERM: terminal } = process.env;
  return {
    isTerminal,
    hasColour: isTerminal && noColour === '' && terminal !== 'dumb',
    columns,
    write: async (text) => {
      if (!stream.write(text)) await once(stream, 'drain');
    },
  };
};

const watchForInterrupt = (exit: (code: number) => void): AbortSignal => {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) exit(interrupted);
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return controller.signal;
};
