/** `pinspect lab`: what there is to play, or the play itself, which needs Electron. */
import { factsOf, scenarios } from '../lab/scenarios.ts';
import { type CommandIo, type GivenArguments, type RunCommand, complain } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { maximumHelpColumns, wrapped } from './help.ts';
import { paintFor } from './paint.ts';

export const run: RunCommand = async (given, io) => {
  if (given.has('list')) return list(given, io);
  const { playLab } = await import('./play-lab.ts');
  return playLab(given, io);
};

const list = async (given: GivenArguments, io: CommandIo): Promise<ExitCode> => {
  const other = given.names.find((name) => name !== 'list' && name !== 'json');
  if (other !== undefined)
    return complain(
      io,
      exitCodes.usage,
      `--list plays nothing, so --${other} has no meaning beside it. Leave one of them out.`,
    );
  if (given.has('json')) {
    const listed = scenarios.map((scenario) => ({ ...factsOf(scenario), control: scenario.control ?? null }));
    await io.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
    return exitCodes.good;
  }
  const paint = paintFor(io.stdout);
  const columns = Math.min(io.stdout.columns, maximumHelpColumns);
  for (const { number, id, title, shows, control } of scenarios) {
    const lines = [
      `${String(number).padStart(2)}  ${id}`,
      `    ${paint.bold(title)}`,
      `    ${wrapped(shows, 4, columns)}`,
      ...(control === undefined ? [] : [`    ${paint.faint(`Plays ${control} too, which it rests on.`)}`]),
    ];
    await io.stdout.write(`${lines.join('\n')}\n`);
  }
  await io.stdout.write('For a host of your own (--url) there are 1 to 5.\n');
  return exitCodes.good;
};
