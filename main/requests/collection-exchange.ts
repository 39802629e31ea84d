/** A collection as a file: to share, or to keep with a project. The same form as in the data folder. */
import { readFile, stat } from 'node:fs/promises';
import { errorText } from '../../common/error-text.ts';
import type { Failure } from '../../common/ipc/state.ts';
import { parseCollectionsFile, type Collection } from '../../common/requests/collection.ts';
import { failure, success, type Result } from '../../common/result.ts';

const maximumBytes = 64 * 1024 * 1024;

const unreadable = (message: string): Result<never, Failure> =>
  failure({
    code: 'collection-unreadable',
    message: `The file is no collection: ${message}`,
    advice: 'Choose a file that Pinspect exported.',
  });

/** A schedule does not come along: whoever imports it decides whether it runs. */
export const readCollectionFile = async (path: string): Promise<Result<readonly Collection[], Failure>> => {
  try {
    const { size } = await stat(path);
    if (size > maximumBytes) return unreadable('it is larger than 64 MiB.');
    const parsed = parseCollectionsFile(JSON.parse(await readFile(path, 'utf8')));
    return parsed.ok
      ? success(parsed.value.map((collection) => ({ ...collection, everyMinutes: null })))
      : unreadable(parsed.error);
  } catch (error) {
    return unreadable(`${errorText(error)}.`);
  }
};

/** What is written of it. */
export const collectionText = (collection: Collection): string =>
  `${JSON.stringify({ version: 1, collections: [collection] }, null, 2)}\n`;
