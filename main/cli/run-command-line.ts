/**
 * From the words of a call to an exit code: finds the command, checks its options, and runs it where it can run. A command
 * that needs the network and was started in plain Node is handed back, for the caller to start it in Electron.
 */
import type { Command, CommandIo } from './command.ts';
import { complain, tell } from './command.ts';
import { commands } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { commandText, maximumHelpColumns, overviewText } from './help.ts';
import { nearestWord } from './nearest-word.ts';
import { OutputFailure } from './output-failure.ts';
import { parseArguments } from './parse-arguments.ts';

export type CommandLineOutcome = ExitCode | OutputFailure['exitCode'] | 'needs-electron';

export const runCommandLine = async (
  words: readonly string[],
  io: CommandIo,
): Promise<CommandLineOutcome> => {
  try {
    return await dispatch(words, io);
  } catch (error) {
    if (error instanceof OutputFailure) {
      if (!error.isSilent) await tell(io, error.message);
      return error.exitCode;
    }
    const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return complain(io, exitCodes.bug, `this is a bug, please report it.\n${story}`);
  }
};

const dispatch = async ([name, ...rest]: readonly string[], io: CommandIo): Promise<CommandLineOutcome> => {
  const columns = Math.min(io.stdout.columns, maximumHelpColumns);
  if (name === undefined) {
    await io.stderr.write(overviewText(commands, columns));
    return exitCodes.usage;
  }
  if (name === '--version' || name === '-V') {
    await io.stdout.write(`pinspect ${io.version}\n`);
    return exitCodes.good;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    await io.stdout.write(overviewText(commands, columns));
    return exitCodes.good;
  }
  const [wanted, words] = name === 'help' ? [rest[0] ?? '', ['--help']] : [name, rest];
  const command: Command | undefined = Object.hasOwn(commands, wanted) ? commands[wanted] : undefined;
  if (command === undefined) return complain(io, exitCodes.usage, unknownCommand(wanted));
  if (asksForHelp(words)) {
    await io.stdout.write(commandText(wanted, command, columns));
    return exitCodes.good;
  }
  const given = parseArguments(words, {
    ...command,
    usage: command.usage.map((usage) => `pinspect ${wanted} ${usage}`),
  });
  if (!given.ok) return complain(io, exitCodes.usage, given.error);
  if (command.needs(given.value) === 'electron' && io.electron === null) return 'needs-electron';
  const { run } = await command.load();
  return run(given.value, io);
};

const asksForHelp = (words: readonly string[]): boolean => {
  const end = words.indexOf('--');
  const before = end === -1 ? words : words.slice(0, end);
  return before.includes('--help') || before.includes('-h');
};

const unknownCommand = (name: string): string => {
  if (name.startsWith('-')) return `The command comes first, then its options: “${name}” is no command.`;
  const nearest = nearestWord(name, Object.keys(commands));
  const hint = nearest === null ? 'pinspect --help lists those there are.' : `Did you mean ${nearest}?`;
  return `There is no command “${name}”. ${hint}`;
};
