// @ts-check
// What Electron and the tests need of the operating system. Linux only: elsewhere Electron brings all it needs.
// Each need is looked for itself, not for its package, so that a mitmproxy from anywhere will do. The library probed stands
// for its package: apt brings the rest. Only root with apt-get installs; anyone else is given the command.
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { SetupFailure } from './say.mjs';

/**
 * @typedef {object} Need
 * @property {'library' | 'command' | 'file'} kind
 * @property {string} name a soname, a command or a path
 * @property {readonly string[]} debian names of its Debian package, newest first
 * @property {true} [isOptional] tests that need it are skipped where it cannot be installed
 */

/** @type {readonly Need[]} */
export const needsOfElectron = [
  { kind: 'library', name: 'libgtk-3.so.0', debian: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { kind: 'library', name: 'libnss3.so', debian: ['libnss3'] },
  { kind: 'library', name: 'libgbm.so.1', debian: ['libgbm1'] },
  { kind: 'library', name: 'libasound.so.2', debian: ['libasound2t64', 'libasound2'] },
];

/** @type {readonly Need[]} */
export const needsOfTests = [
  ...needsOfElectron,
  { kind: 'command', name: 'Xvfb', debian: ['xvfb'] },
  { kind: 'command', name: 'mitmdump', debian: ['mitmproxy'] },
  { kind: 'command', name: 'certutil', debian: ['libnss3-tools'] },
  { kind: 'command', name: 'curl', debian: ['curl'] },
  { kind: 'command', name: 'openssl', debian: ['openssl'] },
  { kind: 'command', name: 'ps', debian: ['procps'] },
  { kind: 'command', name: 'xmllint', debian: ['libxml2-utils'] },
  { kind: 'command', name: 'dbus-daemon', debian: ['dbus-daemon', 'dbus'], isOptional: true },
  { kind: 'command', name: 'gnome-keyring-daemon', debian: ['gnome-keyring'], isOptional: true },
  { kind: 'library', name: 'libsecret-1.so.0', debian: ['libsecret-1-0'], isOptional: true },
  { kind: 'command', name: 'openbox', debian: ['openbox'], isOptional: true },
  { kind: 'command', name: 'dunst', debian: ['dunst'], isOptional: true },
  { kind: 'command', name: 'busctl', debian: ['systemd'], isOptional: true },
  { kind: 'command', name: 'plistutil', debian: ['libplist-utils'] },
  { kind: 'command', name: 'java', debian: ['default-jre-headless'], isOptional: true },
  { kind: 'file', name: '/usr/share/java/okhttp.jar', debian: ['libokhttp-java'], isOptional: true },
  { kind: 'command', name: 'aapt', debian: ['aapt'], isOptional: true },
  { kind: 'command', name: 'chromium', debian: ['chromium'], isOptional: true },
  {
    kind: 'file',
    name: '/usr/share/android-framework-res/framework-res.apk',
    debian: ['android-framework-res'],
    isOptional: true,
  },
];

/** @type {readonly Need[]} */
export const needsOfPictures = [...needsOfTests, { kind: 'command', name: 'pngquant', debian: ['pngquant'] }];

/** @type {readonly Need[]} */
export const needsOfPackaging = [
  { kind: 'command', name: '7zz', debian: ['7zip'] },
  { kind: 'command', name: 'dpkg-deb', debian: ['dpkg'] },
];

/** @type {readonly Need[]} */
export const needsOfPackageTest = [
  ...needsOfPackaging,
  { kind: 'command', name: 'Xvfb', debian: ['xvfb'] },
  { kind: 'command', name: 'lintian', debian: ['lintian'] },
  { kind: 'command', name: 'openssl', debian: ['openssl'] },
  { kind: 'command', name: 'xwininfo', debian: ['x11-utils'] },
];

/**
 * @param {readonly Need[]} needs
 * @param {(line: string) => void} log
 */
export async function ensureSystemPackages(needs, log) {
  if (process.platform !== 'linux') return;
  const all = await findMissing(needs);
  const canInstall = isCommand('apt-get') && process.getuid?.() === 0;
  const missing = canInstall ? all : all.filter(({ isOptional }) => isOptional !== true);
  if (missing.length === 0) {
    if (all.length > 0) log(`Tests with ${namesOf(all)} are skipped: not on this system.`);
    return;
  }
  const names = namesOf(missing);
  if (!isCommand('apt-get')) {
    throw new SetupFailure(
      `Missing on this system: ${names}. Install the packages that hold them, then run the command again.`,
    );
  }
  if (process.getuid?.() !== 0) {
    const packages = await chooseAptNames(missing);
    throw new SetupFailure(
      `Missing on this system: ${names}. Run: sudo apt-get install -y ${packages.join(' ')}`,
    );
  }
  await installWithApt(missing, log);
  const still = (await findMissing(needs)).filter(({ isOptional }) => isOptional !== true);
  if (still.length > 0) {
    throw new SetupFailure(`apt-get finished, but ${namesOf(still)} is still missing. Install it by hand.`);
  }
}

/** @param {readonly Need[]} needs */
const namesOf = (needs) => needs.map(({ name }) => name).join(', ');

/**
 * @param {readonly Need[]} needs
 * @returns {Promise<readonly Need[]>}
 */
async function findMissing(needs) {
  const libraries = await listLibraries();
  const isThere = {
    library: (/** @type {string} */ name) => libraries.includes(`\t${name} `),
    command: isCommand,
    file: existsSync,
  };
  return needs.filter(({ kind, name }) => !isThere[kind](name));
}

/** @returns {Promise<string>} the dynamic linker's cache, one `\tsoname (details) => path` a line */
async function listLibraries() {
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find(isExecutable) ?? 'ldconfig';
  return (await runCommand(ldconfig, ['-p'])).stdout;
}

/** @param {string} name */
function isCommand(name) {
  return (process.env['PATH'] ?? '').split(':').some((folder) => isExecutable(join(folder, name)));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {readonly Need[]} needs
 * @param {(line: string) => void} log
 */
async function installWithApt(needs, log) {
  log('Reading the package lists (apt-get update): some seconds.');
  // A failed update is no reason to stop: the lists at hand may do, and if not the installation says why.
  await runApt(['update']);
  const packages = await chooseAptNames(needs);
  log(`Installing system packages (apt-get install): ${packages.join(' ')}. A minute or two.`);
  const result = await runApt(['install', '-y', '--no-install-recommends', ...packages]);
  if (result.code !== 0)
    throw new SetupFailure(
      `${wordAptFailure(result.output)} Then run: apt-get install -y ${packages.join(' ')}`,
    );
}

/** @param {readonly string[]} args */
function runApt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return runCommand('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { env, timeoutMs: 15 * 60_000 });
}

/**
 * Debian 13 and Ubuntu 24.04 renamed some libraries; the first name that apt knows is the one. Optional ones that it does not
 * know are left out.
 * @param {readonly Need[]} needs
 * @returns {Promise<readonly string[]>}
 */
async function chooseAptNames(needs) {
  const known = await runCommand('apt-cache', [
    'show',
    '--no-all-versions',
    ...needs.flatMap(({ debian }) => debian),
  ]);
  return needs.flatMap(({ debian, isOptional }) => {
    const name = debian.find((candidate) => known.stdout.includes(`Package: ${candidate}\n`));
    return name ?? (isOptional === true ? [] : (debian.at(-1) ?? []));
  });
}

/**
 * @param {string} output
 * @returns {string}
 */
export function wordAptFailure(output) {
  if (/Could not get lock|Unable to acquire|is another process using it/.test(output)) {
    return 'Another program holds the package manager (apt) since two minutes. Let it finish.';
  }
  if (/No space left|don't have enough free space/.test(output))
    return 'The disk is full: apt-get has no space. Free some.';
  if (/Unable to locate package|has no installation candidate/.test(output)) {
    return 'apt knows no such packages here. Run apt-get update with a working network, and look at /etc/apt/sources.list.';
  }
  if (/Failed to fetch|Temporary failure resolving|Could not connect/.test(output)) {
    return 'The Debian packages are out of reach. Check the network and the apt sources.';
  }
  const said = /^E: .+$/m.exec(output)?.[0] ?? output.trim().split('\n').at(-1) ?? '';
  return `apt-get failed (${said}). Repair that.`;
}
