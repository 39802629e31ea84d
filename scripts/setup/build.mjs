// @ts-check
// Builds when a source changed since the last build. "Changed" is a different path, size or time of change anywhere in the
// sources: files that went and checkouts of older versions count as well, which a search for the newest file would miss.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from './project-folder.mjs';
import { runCommand } from './run-command.mjs';
import { SetupFailure } from './say.mjs';

const SOURCES = [
  'common',
  'main',
  'package-lock.json',
  'package.json',
  'preload',
  'renderer',
  'tests/support',
  'tsconfig.base.json',
  'vite.config.ts',
];
const OUTPUT = join(projectFolder, 'dist');
const STAMP = join(OUTPUT, '.built-from');

/** @param {(line: string) => void} log */
export async function ensureBuilt(log) {
  const sources = fingerprint(projectFolder, SOURCES);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return;
  log('Building into dist/ (vite build --app): some seconds.');
  await rm(STAMP, { force: true });
  const vite = join(projectFolder, 'node_modules', 'vite', 'bin', 'vite.js');
  const env = { ...process.env };
  // Somebody's NODE_ENV=development would give the page React's development build.
  delete env['NODE_ENV'];
  const result = await runCommand(process.execPath, [vite, 'build', '--app'], { cwd: projectFolder, env });
  if (result.code !== 0)
    throw new SetupFailure(`${result.output.trim()}\nThe build failed. See above for the first error.`);
  await mkdir(OUTPUT, { recursive: true });
  await writeFile(STAMP, sources);
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
