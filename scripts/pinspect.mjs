// @ts-check
// npm run --silent pinspect -- COMMAND …: terminal commands in a checkout, from a bare clone on. Commands that need no
// network run in this process; the others in Electron, without a window. stdout is the command's own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isBuilt } from './setup/built-from.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runScript, say, SetupFailure } from './setup/say.mjs';

/** The commands' own codes have 1 for a mismatch; EX_SOFTWARE of sysexits.h says that it was none. */
const setupFailed = 70;

const words = process.argv.slice(2);

await runScript(async () => {
  // npm runs scripts in the project's folder: files are named from where the person is.
  const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
  if (script === 'pinspect' && calledFrom) process.chdir(calledFrom);
  await ensurePart('cli');
  const { version } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  const { main } = await import(pathToFileURL(join(projectFolder, 'dist', 'cli', 'index.js')).href);
  const outcome = await main(words, version);
  return outcome === 'needs-electron' ? runInElectron() : outcome;
}, setupFailed);

/**
 * Most calls find everything in place, so what sets up is only loaded for those that do not.
 * @param {'cli' | 'main'} part
 */
async function ensurePart(part) {
  if (isBuilt(part)) return;
  const { ensureNpmPackages } = await import('./setup/npm-packages.mjs');
  const { ensurePartBuilt } = await import('./setup/build.mjs');
  await ensureNpmPackages(say);
  await ensurePartBuilt(part, say);
}

async function runInElectron() {
  await ensurePart('main');
  const { executablePath } = await findElectron();
  const { runInForeground } = await import('./setup/run-command.mjs');
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  // What Chromium writes goes with the command: only here is every process of it known to be gone.
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-command-'));
  try {
    const args = [
      // Chromium refuses to start its sandbox as root.
      ...(isRoot ? ['--no-sandbox'] : []),
      '--ozone-platform=headless',
      '--disable-gpu',
      // Chromium reports on the desktop it does not find: stderr is the command's too.
      '--log-level=3',
      `--user-data-dir=${folder}`,
      `--launcher-pid=${process.pid}`,
      projectFolder,
      // Whatever follows is the command's, not Chromium's.
      '--',
      ...words,
    ];
    // Chromium's GPU and network processes die of SIGTERM and SIGHUP, and the results with them.
    return await runInForeground(executablePath, args, { hasOwnGroup: true });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Without a word when it is there. */
async function findElectron() {
  const { resolveElectronRuntime } = await import('./electron-runtime.mjs');
  try {
    return await resolveElectronRuntime({ allowSetup: false, log: () => undefined });
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    const { ensureSystemPackages, needsOfElectron } = await import('./setup/system-packages.mjs');
    await ensureSystemPackages(needsOfElectron, say);
    return resolveElectronRuntime({ allowSetup: true, log: say });
  }
}
