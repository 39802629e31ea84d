/**
 * A file for `curl --config`: one option a line, with or without dashes, then a space, `=` or `:`, then its value, in
 * double quotes (with `\"`, `\\`, `\t`, `\n`, `\r`, `\v`) or up to the next space. `#` begins a comment line.
 */
import { takesValue } from './curl-arguments.ts';
import type { ShellWord } from './shell-words.ts';

const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', v: '\v' };

const readValue = (text: string): string => {
  if (!text.startsWith('"')) return /^\S*/.exec(text)?.[0] ?? '';
  const inside = /^"((?:[^"\\]|\\.)*)/.exec(text)?.[1] ?? '';
  return inside.replaceAll(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
};

/** As the words of a command line would be. */
export const curlConfigWords = (text: string): readonly ShellWord[] =>
  text.split(/\r?\n/).flatMap((line): readonly ShellWord[] => {
    const [, dashes = '', name, rest = ''] =
      /^\s*(-{0,2})([\w.-]+|:)(?:\s*[=:]\s*|\s+|$)(.*)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const word = (value: string): ShellWord => ({ text: value, isExpanded: false });
    const option = word(dashes === '-' ? `-${name}` : `--${name}`);
    const hasValue = dashes === '-' ? rest !== '' : takesValue(name);
    return hasValue ? [option, word(readValue(rest))] : [option];
  });
