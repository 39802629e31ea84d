/**
 * Reads a command's words by its options. Node's parser cuts them; what it would accept or reword is judged here, so that
 * each refusal names the word and what would have been right. Options may stand anywhere; after `--` nothing is an option.
 */
import { parseArgs } from 'node:util';
import { type Result, failure, success } from '../../common/result.ts';
import type { Command, GivenArguments, OptionSpec } from './command.ts';
import { nearestWord } from './nearest-word.ts';

type Options = Command['options'];

/** The error is a sentence. */
export const parseArguments = (
  words: readonly string[],
  { options, positionals, usage }: Pick<Command, 'options' | 'positionals' | 'usage'>,
): Result<GivenArguments, string> => {
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value }]) => [
        name,
        { type: value === undefined ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const found: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') found.push(token.value);
    if (token.kind !== 'option') continue;
    const earlier = given.get(token.name);
    const fault = faultOf(token, options, earlier !== undefined);
    if (fault !== null) return failure(fault);
    given.set(token.name, [...(earlier ?? []), token.value ?? '']);
  }
  if (found.length < positionals.minimum)
    return failure(`Something is missing. Write: ${usage.join(', or: ')}`);
  if (found.length > positionals.maximum)
    return failure(
      positionals.maximum === 0
        ? `“${found[0] ?? ''}” is one word too many: this command takes options only.`
        : `“${found[positionals.maximum] ?? ''}” is one word too many.`,
    );
  return success({
    positionals: found,
    names: [...given.keys()],
    has: (option) => given.has(option),
    value: (option) => given.get(option)?.at(-1) ?? null,
    values: (option) => given.get(option) ?? [],
  });
};

interface OptionToken {
  readonly name: string;
  /** As it was written, with its dashes. */
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

const faultOf = (
  { name, rawName, value, inlineValue }: OptionToken,
  options: Options,
  isSecond: boolean,
): string | null => {
  const spec: OptionSpec | undefined = Object.hasOwn(options, name) ? options[name] : undefined;
  if (spec === undefined || !rawName.startsWith('--')) return unknownOption(rawName, options);
  if (spec.value === undefined)
    return inlineValue === true ? `--${name} takes no value, but “${value ?? ''}” was given.` : null;
  if (value === undefined || value === '') return `--${name} needs a value: --${name} ${spec.value}.`;
  if (inlineValue !== true && value.length > 1 && value.startsWith('-'))
    return `--${name} needs a value, and “${value}” looks like an option. If it is meant, write --${name}=${value}.`;
  return isSecond && spec.isRepeatable !== true ? `--${name} was given twice.` : null;
};

const unknownOption = (rawName: string, options: Options): string => {
  const nearest = nearestWord(rawName.replace(/^-+/, ''), Object.keys(options));
  const hint =
    nearest === null ? 'The command’s --help lists those there are.' : `Did you mean --${nearest}?`;
  return `There is no option ${rawName}. ${hint}`;
};
