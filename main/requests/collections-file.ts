/**
 * The saved requests in the data folder: read once at the start, written soon after each change, whole and at once or not at
 * all, for the owner's eyes only, because headers and bodies hold secrets. A file that cannot be read is set aside, never
 * overwritten; where not even that works, nothing is written and it is said.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { errorText } from '../../common/error-text.ts';
import { parseCollectionsFile, type Collection } from '../../common/requests/collection.ts';

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

const saveDelayMs = 300;

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
  let timer: NodeJS.Timeout | undefined;

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

  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    if (!isWritable) return;
    try {
      const text = `${JSON.stringify({ version: 1, collections }, null, 2)}\n`;
      writeFileSync(`${path}.new`, text, { mode: 0o600 });
      renameSync(`${path}.new`, path);
      hasComplained = false;
    } catch (error) {
      if (!hasComplained)
        onProblem(
          'The saved requests could not be written',
          `${errorText(error)}. They are in memory and are tried again with the next change.`,
        );
      hasComplained = true;
    }
  };

  return {
    read: () => collections,
    save: (next) => {
      collections = next;
      clearTimeout(timer);
      timer = setTimeout(flush, saveDelayMs);
    },
    flush,
  };
}
