// @ts-check
// Builds when a source changed since the last build. "Changed" is a different path, size or time of change anywhere in the
// sources: files that went and checkouts of older versions count as well, which a search for the newest file would miss.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './cache.mjs';
import { projectFolder } from './project-folder.mjs';
import { runCommand } from './run-command.mjs';
import { SetupFailure } from './say.mjs';

/** What `dist/cli` and `dist/main` are made of. */
const COMMAND_SOURCES = [
  'common',
  'main',
  'package-lock.json',
  'package.json',
  'tsconfig.base.json',
  'vite.config.ts',
];
const SOURCES = [...COMMAND_SOURCES, 'preload', 'renderer', 'tests/support'];
const OUTPUT = join(projectFolder, 'dist');

/** @typedef {'cli' | 'main'} Part an environment of vite.config.ts that terminal commands run */

/** @param {Part | 'all'} part */
const stampOf = (part) => join(OUTPUT, `.built-from-${part}`);

/**
 * Everything: the app and what tests run.
 * @param {(line: string) => void} log
 */
export async function ensureBuilt(log) {
  await ensure('all', SOURCES, log);
}

/**
 * One part alone, for terminal commands: the page takes ten times as long to build.
 * @param {Part} part
 * @param {(line: string) => void} log
 */
export async function ensurePartBuilt(part, log) {
  await ensure(part, COMMAND_SOURCES, log);
}

/**
 * @param {Part | 'all'} part
 * @param {readonly string[]} names
 * @param {(line: string) => void} log
 */
async function ensure(part, names, log) {
  if (isBuiltFrom(part, fingerprint(projectFolder, names))) return;
  // Two commands at once must not build into the same folder.
  const place = createHash('sha256').update(projectFolder).digest('hex').slice(0, 12);
  await withLock(
    `build-${place}`,
    async () => {
      const sources = fingerprint(projectFolder, names);
      const ofCommands = fingerprint(projectFolder, COMMAND_SOURCES);
      if (isBuiltFrom(part, sources)) return;
      log(`Building into dist/${part === 'all' ? '' : `${part}/`} (vite build --app): some seconds.`);
      await rm(stampOf(part), { force: true });
      await build(part);
      await mkdir(OUTPUT, { recursive: true });
      await writeFile(stampOf(part), sources);
      if (part === 'all') {
        await writeFile(stampOf('cli'), ofCommands);
        await writeFile(stampOf('main'), ofCommands);
      }
    },
    log,
  );
}

/**
 * @param {Part | 'all'} part
 * @param {string} sources
 */
function isBuiltFrom(part, sources) {
  return existsSync(stampOf(part)) && readFileSync(stampOf(part), 'utf8') === sources;
}

/** @param {Part | 'all'} part */
async function build(part) {
  const vite = join(projectFolder, 'node_modules', 'vite', 'bin', 'vite.js');
  const env = { ...process.env };
  // Somebody's NODE_ENV=development would give the page React's development build.
  delete env['NODE_ENV'];
  delete env['PINSPECT_BUILD_ONLY'];
  if (part !== 'all') env['PINSPECT_BUILD_ONLY'] = part;
  const result = await runCommand(process.execPath, [vite, 'build', '--app'], { cwd: projectFolder, env });
  if (result.code !== 0)
    throw new SetupFailure(`${result.output.trim()}\nThe build failed. See above for the first error.`);
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
