// @ts-check
// npm test: all set-up, then every test, or the ones named: npm test -- tests/unit/some.test.ts
// Tests get a home of their own on Linux, where Chromium trusts what the NSS database in the home trusts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveElectronRuntime } from './electron-runtime.mjs';
import { ensureBuilt } from './setup/build.mjs';
import { cacheFolder } from './setup/cache.mjs';
import { startVirtualDisplay } from './setup/display.mjs';
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
  await ensureBuilt(say);

  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    PINSPECT_CACHE_DIR: cacheFolder(),
    PINSPECT_ELECTRON: executablePath,
    PINSPECT_BUILT: '1',
  };
  if (node24 !== undefined) env['PINSPECT_NODE24'] = node24;
  const onLinux = process.platform === 'linux';
  const screen = onLinux && !env['DISPLAY'] ? await startVirtualDisplay() : undefined;
  const home = await mkdtemp(join(tmpdir(), 'pinspect-test-home-'));
  if (onLinux) Object.assign(env, homeVariables(home));
  if (screen !== undefined) env['DISPLAY'] = screen.display;
  try {
    const vitest = join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs');
    return await runInForeground(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
      cwd: projectFolder,
      env,
    });
  } finally {
    await screen?.stop();
    await rm(home, { recursive: true, force: true });
  }
});

/** @param {string} home */
function homeVariables(home) {
  return {
    HOME: home,
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
  };
}
