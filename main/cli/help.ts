/** The texts of `--help`: made from the table, so that they cannot tell of an option that is not there. */
import type { Command } from './command.ts';

type Commands = Readonly<Record<string, Command>>;

/** Wider lines are hard to read. */
export const maximumHelpColumns = 100;

/** Lines of at most so many columns, all but the first indented. */
export const wrapped = (text: string, indent: number, columns: number): string => {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent + line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
};

const twoColumns = (rows: readonly (readonly [string, string])[], columns: number): string => {
  const indent = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows
    .map(([left, right]) => `  ${left.padEnd(indent - 2)}${wrapped(right, indent, columns)}\n`)
    .join('');
};

const exitCodeLines = [
  'Exit code: 0 good, 1 mismatch, 2 untrusted or undecided, 3 not connected, 4 unpinned,',
  '64 wrong usage, 65 unreadable input, 70 a bug. Of several the worst counts.',
];

/** `columns`: how wide it may be. */
export const overviewText = (commands: Commands, columns: number): string =>
  [
    'Pinspect sees, enforces and proves TLS certificate pinning.\n\n',
    'Usage: pinspect COMMAND …      pinspect COMMAND --help      pinspect --version\n\n',
    twoColumns(
      Object.entries(commands).map(([name, { summary }]) => [name, summary]),
      columns,
    ),
    `\n${exitCodeLines.join('\n')}\nWithout a command, the installed program opens its window.\n`,
  ].join('');

export const commandText = (name: string, command: Command, columns: number): string => {
  const options = Object.entries(command.options).map(
    ([option, { value, help }]) =>
      [value === undefined ? `--${option}` : `--${option} ${value}`, help] as const,
  );
  return [
    `${command.summary}\n\n`,
    ...command.usage.map(
      (usage, index) => `${index === 0 ? 'Usage:' : '      '} pinspect ${name} ${usage}\n`,
    ),
    options.length > 0 ? `\n${twoColumns(options, columns)}` : '',
    ...(command.details ?? []).map((paragraph) => `\n${wrapped(paragraph, 0, columns)}\n`),
  ].join('');
};
