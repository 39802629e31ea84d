/**
 * What a terminal command is. The table (`commands.ts`) tells what it takes and where it runs; its own file is only loaded
 * when it runs, so that a question that needs little starts fast.
 */
import type { Session } from 'electron';
import type { Readable } from 'node:stream';
import type { ExitCode } from './exit-codes.ts';
import { harmless } from './harmless.ts';

export interface OptionSpec {
  /** What stands for the value in the help (`FILE`); absent: a switch without one. */
  readonly value?: string;
  readonly help: string;
  readonly isRepeatable?: boolean;
}

export interface Command {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What follows the command's name, one line a form. */
  readonly usage: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** How many words that are no options it takes. */
  readonly positionals: { readonly minimum: number; readonly maximum: number };
  /** Paragraphs under the options in the command's own help. */
  readonly details?: readonly string[];
  /** `node`: plain Node will do. `electron`: it goes to the network. */
  readonly needs: (given: GivenArguments) => 'node' | 'electron';
  readonly load: () => Promise<{ readonly run: RunCommand }>;
}

export type RunCommand = (given: GivenArguments, io: CommandIo) => Promise<ExitCode>;

/** The words of one call, checked against the command's options. */
export interface GivenArguments {
  readonly positionals: readonly string[];
  /** Of every option that was given. */
  readonly names: readonly string[];
  readonly has: (option: string) => boolean;
  /** The last one given; null: not given. */
  readonly value: (option: string) => string | null;
  readonly values: (option: string) => readonly string[];
}

export interface TextOutput {
  /** Resolves when the text is out. stdout rejects with an `OutputFailure`; what stderr cannot take is lost. */
  readonly write: (text: string) => Promise<void>;
  readonly isTerminal: boolean;
  /** Colours are wanted: a terminal, and neither NO_COLOR nor TERM=dumb. */
  readonly hasColour: boolean;
  /** Characters in a line; 80 where nobody knows. */
  readonly columns: number;
}

/** Everything a command may touch of the process around it. */
export interface CommandIo {
  /** Results only. */
  readonly stdout: TextOutput;
  /** Progress and diagnostics. */
  readonly stderr: TextOutput;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /**
   * Aborted by ctrl-C, SIGTERM or SIGHUP. Who reads it must end soon after; a second ctrl-C ends the process at once.
   * Who never reads it is ended by the first.
   */
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly version: string;
  /** Present where the command runs inside Electron. */
  readonly electron: ElectronSide | null;
}

export interface ElectronSide {
  /** Takes the rejection of everything off a session that has a verify proc of its own. */
  readonly adoptSession: (session: Session) => void;
}

/** Says what is wrong and what to do about it, and returns the code. */
export const complain = async <Code extends ExitCode>(
  io: CommandIo,
  code: Code,
  sentence: string,
): Promise<Code> => {
  await tell(io, sentence);
  return code;
};

/** Beside the results. What it names (words of the call, lines of files, what a server said) is not for the terminal to act on. */
export const tell = async (
  io: { readonly stderr: Pick<TextOutput, 'write'> },
  sentence: string,
): Promise<void> => {
  await io.stderr.write(`pinspect: ${sentence.split('\n').map(harmless).join('\n')}\n`);
};
