/**
 * A file for `curl --config`: one option a line, with dashes and a space behind, or without and a space, `=` or `:`
 * behind, then its value, in double quotes (with `\"`, `\\`, `\t`, `\n`, `\r`, `\v`) or up to the next space. `#` begins a
 * comment line.
 */
import { takesValue } from '../../../common/curl-options.ts';
import type { ShellWord } from '../../../common/shell-words.ts';

/** After dashes `=` and `:` are part of the name. */
const dashedOption = /^-{1,2}(\S+)\s*(.*)$/;
const plainOption = /^([^\s=:]+)[\s=:]*(.*)$/;

const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', v: '\v' };

const readValue = (text: string): string => {
  if (!text.startsWith('"')) return /^\S*/.exec(text)?.[0] ?? '';
  const inside = /^"((?:[^"\\]|\\.)*)/.exec(text)?.[1] ?? '';
  return inside.replaceAll(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
};

/** As the words of a command line would be. */
export const curlConfigWords = (text: string): readonly ShellWord[] =>
  text.split(/\r?\n/).flatMap((line): readonly ShellWord[] => {
    const trimmed = line.trimStart();
    const dashes = /^-{0,2}/.exec(trimmed)?.[0] ?? '';
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const [, name = '', rest = ''] = (dashes === '' ? plainOption : dashedOption).exec(trimmed) ?? [];
    const word = (value: string): ShellWord => ({ text: value, isExpanded: false });
    const option = word(dashes === '-' ? `-${name}` : `--${name}`);
    const hasValue = dashes === '-' ? rest !== '' : takesValue(name);
    return hasValue ? [option, word(readValue(rest))] : [option];
  });
