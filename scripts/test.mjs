// @ts-check
// npm test: all set-up, then every test, or the ones named: npm test -- tests/unit/some.test.ts
// Tests get a home of their own on Linux, where Chromium trusts what the NSS database in the home trusts, and a folder for
// temporary files, so that nothing stays behind when one is ended half-way.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveElectronRuntime } from './electron-runtime.mjs';
import { ensureBuilt } from './setup/build.mjs';
import { cacheFolder } from './setup/cache.mjs';
import { startVirtualDisplay } from './setup/display.mjs';
import { ensureJenkinsSchema } from './setup/jenkins-schema.mjs';
import { ensureNode24 } from './setup/node24.mjs';
import { ensureNpmPackages } from './setup/npm-packages.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runScript, say } from './setup/say.mjs';
import { ensureSystemPackages, needsOfTests } from './setup/system-packages.mjs';

await runScript(async () => {
  await ensureSystemPackages(needsOfTests, say);
  await ensureNpmPackages(say);
  const { executablePath } = await resolveElectronRuntime({ allowSetup: true });
  const node24 = await ensureNode24(say);
  await ensureJenkinsSchema(say);
  await ensureBuilt(say);

  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    PINSPECT_CACHE_DIR: cacheFolder(),
    PINSPECT_ELECTRON: executablePath,
    PINSPECT_BUILT: '1',
  };
  if (node24 !== undefined) env['PINSPECT_NODE24'] = node24;
  const place = await mkdtemp(join(tmpdir(), 'pinspect-test-'));
  if (process.platform === 'linux') Object.assign(env, await ownFolders(place));
  const screen = process.platform === 'linux' && !env['DISPLAY'] ? await startVirtualDisplay(env) : undefined;
  if (screen !== undefined) env['DISPLAY'] = screen.display;
  try {
    const vitest = join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs');
    return await runInForeground(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
      cwd: projectFolder,
      env,
    });
  } finally {
    await screen?.stop();
    await rm(place, { recursive: true, force: true });
  }
});

/**
 * @param {string} place
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function ownFolders(place) {
  const home = join(place, 'home');
  const temporary = join(place, 'tmp');
  await mkdir(home);
  await mkdir(temporary);
  return {
    HOME: home,
    TMPDIR: temporary,
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
  };
}
