// @ts-check
// The one place that decides which Electron runs: for `npm start`, the tests and the terminal commands.
//   1. ELECTRON_OVERRIDE_DIST_PATH, a folder with a distribution
//   2. the official release of the version package.json asks for
//   3. an older runtime from the npm registry, where the official download is out of reach: good for development only
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  downloadOfficialElectron,
  electronExecutableName,
  findOfficialElectron,
  officialDownloadFailedLately,
  readVersionFile,
} from './setup/official-electron.mjs';
import {
  findRegistryElectron,
  prepareRegistryElectron,
  registryElectronIsAvailable,
  registryElectronVersion,
} from './setup/registry-electron.mjs';
import { SetupFailure, say } from './setup/say.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executablePath
 * @property {string} version for example `45.4.1`; `unknown` for an override without a version file
 * @property {'override' | 'official' | 'registry'} source
 * @property {boolean} isDevelopmentRuntime not the version package.json asks for: never ship or measure with it
 */

/**
 * Finds the Electron to run and says on one line which it took. npm packages must be installed when allowSetup is true.
 * @param {{ allowSetup: boolean, log?: (line: string) => void }} options allowSetup: download what is missing
 * @returns {Promise<ElectronRuntime>} rejects with a SetupFailure, whose message is meant for the person
 */
export async function resolveElectronRuntime({ allowSetup, log = say }) {
  const wanted = wantedElectronVersion();
  const runtime =
    fromOverride(wanted) ??
    official(findOfficialElectron(wanted), wanted) ??
    (allowSetup ? await setUp(wanted, log) : registry(findRegistryElectron()));
  if (runtime === undefined) {
    throw new SetupFailure(
      'No Electron runtime is installed yet. Run npm start or npm test once: both set it up.',
    );
  }
  log(describe(runtime, wanted));
  return runtime;
}

/** @returns {string} */
function wantedElectronVersion() {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return manifest.devDependencies.electron;
}

/**
 * @param {string} wanted
 * @param {(line: string) => void} log
 * @returns {Promise<ElectronRuntime | undefined>}
 */
async function setUp(wanted, log) {
  if (registryElectronIsAvailable && officialDownloadFailedLately(wanted)) {
    return registry(await prepareRegistryElectron(log));
  }
  const download = await downloadOfficialElectron(wanted, log);
  if ('executable' in download) return official(download.executable, wanted);
  if (registryElectronIsAvailable) {
    log(`The official download failed (${download.reason}).`);
    return registry(await prepareRegistryElectron(log));
  }
  throw new SetupFailure(
    `Electron ${wanted} could not be downloaded (${download.reason}), and there is no substitute for ` +
      `${process.platform}-${process.arch}. Check the network (HTTPS_PROXY and ELECTRON_MIRROR are honoured), or unpack ` +
      'a release of Electron yourself and set ELECTRON_OVERRIDE_DIST_PATH to its folder.',
  );
}

/**
 * @param {string} wanted
 * @returns {ElectronRuntime | undefined}
 */
function fromOverride(wanted) {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!folder) return undefined;
  const executablePath = resolve(folder, electronExecutableName());
  if (!existsSync(executablePath)) {
    throw new SetupFailure(
      `ELECTRON_OVERRIDE_DIST_PATH is ${folder}, but there is no ${join(folder, electronExecutableName())}. Correct it, or unset it.`,
    );
  }
  const version = readVersionFile(folder) ?? 'unknown';
  return { executablePath, version, source: 'override', isDevelopmentRuntime: version !== wanted };
}

/**
 * @param {string | undefined} executablePath
 * @param {string} version
 * @returns {ElectronRuntime | undefined}
 */
function official(executablePath, version) {
  return executablePath === undefined
    ? undefined
    : { executablePath, version, source: 'official', isDevelopmentRuntime: false };
}

/**
 * @param {string | undefined} executablePath
 * @returns {ElectronRuntime | undefined}
 */
function registry(executablePath) {
  return executablePath === undefined
    ? undefined
    : { executablePath, version: registryElectronVersion, source: 'registry', isDevelopmentRuntime: true };
}

/**
 * @param {ElectronRuntime} runtime
 * @param {string} wanted
 */
function describe({ executablePath, version, source, isDevelopmentRuntime }, wanted) {
  const origin = {
    override: 'from ELECTRON_OVERRIDE_DIST_PATH',
    official: 'from its official release',
    registry: 'from the npm registry',
  }[source];
  const note = isDevelopmentRuntime ? ` (development runtime; package.json asks for ${wanted})` : '';
  return `Electron ${version} ${origin}${note}: ${executablePath}`;
}
