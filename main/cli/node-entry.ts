/** Terminal commands in plain Node. The caller starts Electron for those that need it. */
import { createProcessIo } from './process-io.ts';
import { type CommandLineOutcome, runCommandLine } from './run-command-line.ts';

/** `words`: the command and what follows it. */
export const main = async (words: readonly string[], version: string): Promise<CommandLineOutcome> =>
  runCommandLine(words, createProcessIo({ version, electron: null, exit: (code) => process.exit(code) }));
