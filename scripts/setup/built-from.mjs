// @ts-check
// Whether what was built is of the sources that are there. "Changed" is a different path, size or time of change anywhere in
// the sources: files that went and checkouts of older versions count as well, which a search for the newest file would miss.
// npm's own record of what it installed is among them: while it is as it was at the build, the packages are too.
// Asked before every terminal command, so it loads little.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './project-folder.mjs';

/** @typedef {'cli' | 'main' | 'all'} Part an environment of vite.config.ts that terminal commands run, or everything */

/** What `dist/cli` and `dist/main` are made of. */
const COMMAND_SOURCES = [
  'common',
  'main',
  'node_modules/.package-lock.json',
  'package-lock.json',
  'package.json',
  'tsconfig.base.json',
  'vite.config.ts',
];
const ALL_SOURCES = [...COMMAND_SOURCES, 'preload', 'renderer', 'tests/support'];

/** @param {Part} part */
export const stampOf = (part) => join(projectFolder, 'dist', `.built-from-${part}`);

/** @param {Part} part */
export const sourcesOf = (part) => fingerprint(projectFolder, part === 'all' ? ALL_SOURCES : COMMAND_SOURCES);

/** @param {Part} part */
export function isBuilt(part) {
  try {
    return readFileSync(stampOf(part), 'utf8') === sourcesOf(part);
  } catch {
    return false;
  }
}

/**
 * @param {string} folder
 * @param {readonly string[]} names of files and folders in it
 * @returns {string}
 */
export function fingerprint(folder, names) {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ name) => {
    const path = join(folder, name);
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind?.isDirectory()) for (const child of readdirSync(path).sort()) add(join(name, child));
    else if (kind !== undefined) hash.update(`${name}\0${kind.size}\0${kind.mtimeMs}\n`);
  };
  for (const name of names) add(name);
  return hash.digest('hex');
}
