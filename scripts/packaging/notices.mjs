// @ts-check
// The licences of everything that ships inside dist/: the production dependencies of package-lock.json, with the text that
// each package brings. A package without a licence, or with one nobody has looked at, ends the packaging.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Looked at and found fit to ship in an MIT program, with their texts kept. */
const acceptedLicences = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
]);

/**
 * @typedef {object} Notice
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX
 * @property {string} text
 */

/**
 * @param {string} projectFolder with node_modules installed
 * @returns {Promise<readonly Notice[]>}
 */
export async function collectNotices(projectFolder) {
  const lock = JSON.parse(await readFile(join(projectFolder, 'package-lock.json'), 'utf8'));
  /** @type {Notice[]} */
  const notices = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    // Optional ones of other systems are not there; type packages hold no code.
    if (path === '' || entry.dev === true || path.includes('node_modules/@types/')) continue;
    const folder = join(projectFolder, path);
    const manifest = await readFile(join(folder, 'package.json'), 'utf8').then(JSON.parse, () => null);
    if (manifest === null) {
      if (entry.optional === true || entry.devOptional === true || entry.peer === true) continue;
      throw new Error(`${path} is in package-lock.json and not in node_modules. Run npm ci.`);
    }
    const licence = String(manifest.license ?? '').replace(/^\((.*)\)$/, '$1');
    const isAccepted = licence.split(' OR ').some((choice) => acceptedLicences.has(choice));
    if (!isAccepted)
      throw new Error(
        `${manifest.name} ${manifest.version} is under "${licence}": look at it, then add it to acceptedLicences.`,
      );
    notices.push({
      name: manifest.name,
      version: manifest.version,
      licence,
      text: await licenceText(folder),
    });
  }
  return notices.sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * @param {readonly Notice[]} notices
 * @returns {string}
 */
export function writeNotices(notices) {
  const head =
    'Pinspect holds code of these packages. Electron and Chromium have their own notices beside this file or next to the\n' +
    'program: LICENSE.electron.txt and LICENSES.chromium.html.\n';
  const list = notices.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`).join('\n');
  const texts = notices
    .map(({ name, version, text }) => `${'-'.repeat(80)}\n${name} ${version}\n\n${text.trim()}\n`)
    .join('\n');
  return `${head}\n${list}\n\n${texts}`;
}

/** @param {string} folder */
async function licenceText(folder) {
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return texts.join('\n') || 'The package names its licence in its package.json and brings no text.';
}
