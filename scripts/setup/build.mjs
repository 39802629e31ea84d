// @ts-check
// Builds when what is there was built from other sources.
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isBuilt, sourcesOf, stampOf } from './built-from.mjs';
import { withLock } from './cache.mjs';
import { projectFolder } from './project-folder.mjs';
import { runCommand } from './run-command.mjs';
import { SetupFailure } from './say.mjs';

/** @typedef {import('./built-from.mjs').Part} Part */

/**
 * Everything: the app and what tests run.
 * @param {(line: string) => void} log
 */
export async function ensureBuilt(log) {
  await ensure('all', log);
}

/**
 * One part alone, for terminal commands: the page takes ten times as long to build.
 * @param {'cli' | 'main'} part
 * @param {(line: string) => void} log
 */
export async function ensurePartBuilt(part, log) {
  await ensure(part, log);
}

/**
 * @param {Part} part
 * @param {(line: string) => void} log
 */
async function ensure(part, log) {
  if (isBuilt(part)) return;
  // Two commands at once must not build into the same folder.
  const place = createHash('sha256').update(projectFolder).digest('hex').slice(0, 12);
  await withLock(
    `build-${place}`,
    async () => {
      if (isBuilt(part)) return;
      log(`Building into dist/${part === 'all' ? '' : `${part}/`} (vite build --app): some seconds.`);
      /** @type {readonly Part[]} */
      const made = part === 'all' ? ['all', 'cli', 'main'] : [part];
      // As they are before: what is edited meanwhile is built next time.
      const stamps = made.map((one) => ({ path: stampOf(one), sources: sourcesOf(one) }));
      for (const { path } of stamps) await rm(path, { force: true });
      await build(part);
      for (const { path, sources } of stamps) {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, sources);
      }
    },
    log,
  );
}

/** @param {Part} part */
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
