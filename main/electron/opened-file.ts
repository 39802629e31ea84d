import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HandOver } from './single-instance.ts';

/** The person's own words. `isDefaultApp`: the first word that is no switch is the app's folder. */
export const argumentsAfterApp = (argv: readonly string[], isDefaultApp: boolean): readonly string[] => {
  const words = argv.slice(1);
  return isDefaultApp ? words.slice(words.findIndex((word) => !word.startsWith('-')) + 1) : words;
};

/**
 * The file that a start names: a policy file opened from the file manager, which gives a path or, by the desktop entry's `%U`,
 * a `file:` URL; of several the last one. An absolute path; null: none is named.
 */
export const fileNamedIn = ({ arguments: words, workingDirectory }: HandOver): string | null => {
  const named = words.findLast((word) => word !== '' && !word.startsWith('-'));
  if (named === undefined) return null;
  if (!named.startsWith('file:')) return resolve(workingDirectory, named);
  try {
    return fileURLToPath(named);
  } catch {
    // Of another machine, or no URL at all: the name is taken as it is, and reading it says what is wrong.
    return resolve(workingDirectory, named);
  }
};
