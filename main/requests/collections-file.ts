/**
 * The saved requests in the data folder: read once at the start, written soon after each change, whole and at once or not at
 * all, for the owner's eyes only, because headers and bodies hold secrets. A file that cannot be read is set aside, never
 * overwritten; where not even that works, nothing is written and it is said.
 */
import { readFileSync, renameSync } from 'node:fs';
import { errorText } from '../../common/error-text.ts';
import { parseCollectionsFile, type Collection } from '../../common/requests/collection.ts';
import { lateSave } from '../files/late-save.ts';
import { writeWhole } from '../files/write-whole.ts';

export interface CollectionsFileOptions {
  readonly path: string;
  readonly now: () => number;
  /** What the person has to know. */
  readonly onProblem: (title: string, text: string) => void;
}

export interface CollectionsFile {
  readonly read: () => readonly Collection[];
  readonly save: (collections: readonly Collection[]) => void;
  /** Writes what waits. */
  readonly flush: () => void;
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** The error is a sentence. */
const readCollections = (path: string): ReturnType<typeof parseCollectionsFile> => {
  try {
    return parseCollectionsFile(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    return isMissing(error) ? { ok: true, value: [] } : { ok: false, error: `${errorText(error)}.` };
  }
};

export function openCollectionsFile({ path, now, onProblem }: CollectionsFileOptions): CollectionsFile {
  const found = readCollections(path);
  let collections = found.ok ? found.value : [];
  let isWritable = true;
  let hasComplained = false;

  if (!found.ok) {
    const aside = `${path}.unreadable-${new Date(now()).toISOString().replace(/[:.]/g, '-')}`;
    try {
      renameSync(path, aside);
      onProblem(
        'The saved requests cannot be read',
        `${found.error} The file was set aside as ${aside}; the window begins without saved requests.`,
      );
    } catch (error) {
      isWritable = false;
      onProblem(
        'The saved requests cannot be read',
        `${found.error} The file stays as it is (${errorText(error)}), so changes of saved requests are not kept.`,
      );
    }
  }

  const { soon, flush } = lateSave(() => {
    if (!isWritable) return;
    try {
      writeWhole(path, `${JSON.stringify({ version: 1, collections }, null, 2)}\n`);
      hasComplained = false;
    } catch (error) {
      if (!hasComplained)
        onProblem(
          'The saved requests could not be written',
          `${errorText(error)}. They are in memory and are tried again with the next change.`,
        );
      hasComplained = true;
    }
  });

  return {
    read: () => collections,
    save: (next) => {
      collections = next;
      soon();
    },
    flush,
  };
}
