// @ts-check
// npm writes what it installed into node_modules/.package-lock.json, as its last act. The set-up compares that with
// package-lock.json: same versions and hashes means nothing to do, also after a person's own `npm install`.
// Install scripts stay off: no dependency needs one, and none should run unasked on a developer's machine.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { withLock } from './cache.mjs';
import { runNpm, wordNpmFailure } from './npm.mjs';
import { projectFolder } from './project-folder.mjs';
import { SetupFailure } from './say.mjs';

const INSTALL_LIMIT_MS = 15 * 60_000;

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean }>} LockedPackages */

/** @param {(line: string) => void} log */
export async function ensureNpmPackages(log) {
  if (isInstalled(projectFolder)) return;
  const place = createHash('sha256').update(projectFolder).digest('hex').slice(0, 12);
  await withLock(
    `npm-packages-${place}`,
    async () => {
      if (isInstalled(projectFolder)) return;
      log('Installing the npm packages of package-lock.json (npm ci): about half a minute.');
      // NODE_ENV=production would leave out what builds and tests.
      const result = await runNpm(['ci', '--ignore-scripts', '--include=dev'], {
        cwd: projectFolder,
        timeoutMs: INSTALL_LIMIT_MS,
      });
      if (result.code !== 0)
        throw new SetupFailure(`The npm packages could not be installed: ${wordNpmFailure(result)}`);
    },
    log,
  );
}

/**
 * @param {string} folder the project's
 * @returns {boolean}
 */
function isInstalled(folder) {
  const installed = readPackages(join(folder, 'node_modules', '.package-lock.json'));
  const locked = readPackages(join(folder, 'package-lock.json'));
  return installed !== undefined && locked !== undefined && satisfies(installed, locked);
}

/**
 * @param {LockedPackages} installed
 * @param {LockedPackages} locked
 * @returns {boolean} whether every locked package is there as locked; an optional one may be absent (another platform's)
 */
export function satisfies(installed, locked) {
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '') return true;
    const present = installed[path];
    if (present === undefined) return wanted.optional === true;
    return present.version === wanted.version && present.integrity === wanted.integrity;
  });
}

/**
 * @param {string} path
 * @returns {LockedPackages | undefined}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
