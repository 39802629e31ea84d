// @ts-check
// Electron's own download, by the electron package's install script. It honours proxies, mirrors and its own cache.
// Where it is out of reach, it is asked again only after a day: a later start must not pay for a known no.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedPath, withLock } from './cache.mjs';
import { runCommand } from './run-command.mjs';

const PACKAGE = fileURLToPath(new URL('../../node_modules/electron', import.meta.url));
const DOWNLOAD_LIMIT_MS = 10 * 60_000;
const ASK_AGAIN_AFTER_MS = 24 * 3_600_000;

/** @returns {string} the executable's path inside a distribution */
export function electronExecutableName() {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * @param {string} version
 * @returns {string | undefined} the executable, when this version is installed
 */
export function findOfficialElectron(version) {
  const executable = join(PACKAGE, 'dist', electronExecutableName());
  // install.js writes path.txt last: without it an unpacking was interrupted.
  if (!existsSync(join(PACKAGE, 'path.txt')) || !existsSync(executable)) return undefined;
  return readVersionFile(join(PACKAGE, 'dist')) === version ? executable : undefined;
}

/**
 * @param {string} folder an Electron distribution
 * @returns {string | undefined}
 */
export function readVersionFile(folder) {
  const path = join(folder, 'version');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().replace(/^v/, '') : undefined;
}

/**
 * @param {string} version
 * @returns {boolean} whether the download failed here a short while ago
 */
export function officialDownloadFailedLately(version) {
  const note = failureNote(version);
  return existsSync(note) && Date.now() - statSync(note).mtimeMs < ASK_AGAIN_AFTER_MS;
}

/**
 * @param {string} version
 * @param {(line: string) => void} log
 * @returns {Promise<{ executable: string } | { reason: string }>}
 */
export async function downloadOfficialElectron(version, log) {
  return withLock(
    `electron-${version}-download`,
    async () => {
      const before = findOfficialElectron(version);
      if (before !== undefined) return { executable: before };
      log(`Downloading Electron ${version} from its official release: about 120 MB, once.`);
      const result = await runCommand(process.execPath, [join(PACKAGE, 'install.js')], {
        timeoutMs: DOWNLOAD_LIMIT_MS,
      });
      const executable = findOfficialElectron(version);
      if (executable !== undefined) return { executable };
      await writeFile(failureNote(version), `${result.output}\n`);
      return { reason: wordFailure(result) };
    },
    log,
  );
}

/** @param {import('./run-command.mjs').CommandResult} result */
function wordFailure({ code, output }) {
  if (code === 124) return `the download took longer than ${DOWNLOAD_LIMIT_MS / 60_000} minutes`;
  return /^\w*Error: (.+)$/m.exec(output)?.[1] ?? `the install script ended with code ${code}`;
}

/** @param {string} version */
function failureNote(version) {
  return cachedPath(`electron-${version}-download-failed.txt`);
}
