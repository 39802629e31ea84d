/** The process as a command sees it: two text outputs with room to wait for, stdin, and ctrl-C as a signal. */
import type { CommandIo, ElectronSide, TextOutput } from './command.ts';
import { OutputFailure } from './output-failure.ts';

/** What a shell reports of a program ended by ctrl-C: 128 + SIGINT. */
const interrupted = 130;

/**
 * A signal to the whole group also comes by way of the script that started this process, and GNU timeout sends its own both
 * to the process and to its group: what follows this soon is the same signal.
 */
const sameSignalMs = 500;

export interface ProcessIoOptions {
  readonly version: string;
  readonly electron: ElectronSide | null;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

export const createProcessIo = ({ version, electron, exit }: ProcessIoOptions): CommandIo => {
  let signal: AbortSignal | null = null;
  let failure: OutputFailure | null = null;
  return {
    stdout: toTextOutput(process.stdout, (error) => {
      failure ??= new OutputFailure(error);
      // The terminal goes away with SIGHUP: the reports are still to be written.
      if (signal?.aborted !== true) throw failure;
    }),
    // What is told beside the results must not cost the results.
    stderr: toTextOutput(process.stderr, () => undefined),
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

/** `onFailure`: text was lost; what it throws is the writer's to handle. */
const toTextOutput = (
  stream: NodeJS.WriteStream,
  onFailure: (error: NodeJS.ErrnoException) => void,
): TextOutput => {
  // Each write hears of its own failure; without a listener the event would be thrown too.
  stream.on('error', () => undefined);
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
      const error = await new Promise<Error | null | undefined>((resolve) => stream.write(text, resolve));
      if (error) onFailure(error);
    },
  };
};

const watchForInterrupt = (exit: (code: number) => void): AbortSignal => {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = (): void => {
    if (!controller.signal.aborted) {
      firstMs = performance.now();
      controller.abort();
    } else if (performance.now() - firstMs > sameSignalMs) exit(interrupted);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return controller.signal;
};
