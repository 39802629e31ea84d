// @ts-check
// A cache entry lists its own files with their sizes. One that lost a file, or was cut short by a full disk or a crash of
// the machine, is found out in a millisecond and made again; hashing 250 MB at every start would cost a second.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = '.files.json';

/** @param {string} folder */
export function writeManifest(folder) {
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const kind = statSync(join(folder, entry));
    if (kind.isFile()) sizes[entry] = kind.size;
  }
  writeFileSync(join(folder, NAME), JSON.stringify(sizes));
}

/**
 * @param {string} folder
 * @returns {boolean}
 */
export function isWhole(folder) {
  try {
    /** @type {Record<string, number>} */
    const sizes = JSON.parse(readFileSync(join(folder, NAME), 'utf8'));
    return Object.entries(sizes).every(([path, size]) => statSync(join(folder, path)).size === size);
  } catch {
    return false;
  }
}
