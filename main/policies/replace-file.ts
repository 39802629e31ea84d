/** Writing a file whole: beside it first, then in its place. What stood there may be kept under another name. */
import { lstatSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * `aside`: what stands at `path` is moved there, and nothing may stand there; null: it is replaced. The new text is on
 * the disk by then, so that a crash leaves no moment's more than two renames without a file. Throws as the system does.
 */
export const replaceFile = async (path: string, text: string, aside: string | null): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (aside !== null) await rename(path, aside);
    try {
      await rename(temporary, path);
    } catch (error) {
      if (aside !== null) await rename(aside, path);
      throw error;
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};

/** Something stands there, be it a link to nothing. */
export const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** `policy.json.set-aside-2026-11-28T12-35-32-001Z`: a name that nothing has. `at` in epoch milliseconds. */
export const nameAside = (path: string, at: number): string => {
  const stem = `${path}.set-aside-${new Date(at).toISOString().replace(/[:.]/g, '-')}`;
  let name = stem;
  for (let number = 2; isThere(name); number += 1) name = `${stem}-${number}`;
  return name;
};
