// @ts-check
// What is downloaded lives outside node_modules and outside git, so that a fresh clone finds it again.
// An entry is made in a temporary folder beside its place and renamed into it: it is whole or it is absent.
// Two set-ups at once: the second waits for the first's lock; a lock whose process is gone does not count.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isWhole, writeManifest } from './manifest.mjs';
import { SetupFailure } from './say.mjs';

/** @typedef {(line: string) => void} Log */

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
export function cacheFolder(env = process.env, platform = process.platform) {
  if (env['PINSPECT_CACHE_DIR']) return env['PINSPECT_CACHE_DIR'];
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'pinspect');
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'pinspect', 'cache');
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'pinspect');
}

/** @param {string} name */
export function cachedPath(name) {
  return join(cacheFolder(), name);
}

/**
 * @param {string} name of the cache entry, a folder
 * @param {(folder: string) => Promise<void>} fill
 * @param {Log} log
 * @returns {Promise<string>} the entry's path
 */
export async function ensureCached(name, fill, log) {
  const entry = cachedPath(name);
  if (isWhole(entry)) return entry;
  await withLock(
    name,
    async () => {
      if (isWhole(entry)) return;
      if (existsSync(entry)) log(`${entry} is damaged and is made again.`);
      await rm(entry, { recursive: true, force: true });
      const temporary = `${entry}.tmp-${randomUUID()}`;
      await removeAbandoned(name);
      try {
        await mkdir(temporary, { recursive: true });
        await fill(temporary);
        writeManifest(temporary);
        await rename(temporary, entry);
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    },
    log,
  );
  return entry;
}

/**
 * Only one process at a time does the work under this name.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {Log} log
 * @returns {Promise<T>}
 */
export async function withLock(name, work, log) {
  const path = cachedPath(`${name}.lock`);
  await makeCacheFolder();
  let told = false;
  while (!(await takeLock(path))) {
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (holder > 0 && !isRunning(holder)) {
      await rm(path, { force: true });
      continue;
    }
    if (!told) log(`Waiting for another set-up that is at work on ${name}. If there is none, delete ${path}`);
    told = true;
    await delay(250);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function makeCacheFolder() {
  const folder = cacheFolder();
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    // The code says little: a read-only disk shows up as ENOENT here.
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new SetupFailure(
      `The cache folder ${folder} cannot be made (${code}). Set PINSPECT_CACHE_DIR to a folder that can be written.`,
    );
  }
}

/** @param {string} path */
async function takeLock(path) {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} name */
async function removeAbandoned(name) {
  for (const sibling of await readdir(cacheFolder())) {
    if (sibling.startsWith(`${name}.tmp-`)) await rm(cachedPath(sibling), { recursive: true, force: true });
  }
}
