// @ts-check
import { resolveElectronRuntime } from '../electron-runtime.mjs';
import { ensureBuilt } from './build.mjs';
import { cacheFolder } from './cache.mjs';
import { ensureNode24 } from './node24.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { say } from './say.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * Sets up whatever code of `tests/` runs on: system and npm packages, the Electron runtime, Node 24 and the build. Throws a
 * `SetupFailure`; only Node 24 may be missing (undefined).
 * @param {Parameters<typeof ensureSystemPackages>[0]} systemPackages
 * @returns {Promise<{ node24: string | undefined, env: NodeJS.ProcessEnv }>} `env` says where it all is
 */
export async function ensureTestsEnvironment(systemPackages) {
  await ensureSystemPackages(systemPackages, say);
  await ensureNpmPackages(say);
  const { executablePath } = await resolveElectronRuntime({ allowSetup: true });
  const node24 = await ensureNode24(say);
  await ensureBuilt(say);
  return {
    node24,
    env: {
      ...process.env,
      PINSPECT_CACHE_DIR: cacheFolder(),
      PINSPECT_ELECTRON: executablePath,
      PINSPECT_BUILT: '1',
    },
  };
}
