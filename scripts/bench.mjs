// @ts-check
// npm run bench: all set-up, then every benchmark of tests/bench, or the ones named with their numbers:
// npm run bench -- check 500 3. They say what they measure; docs/benchmarks.md keeps what was measured.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { resolveElectronRuntime } from './electron-runtime.mjs';
import { ensureBuilt } from './setup/build.mjs';
import { cacheFolder } from './setup/cache.mjs';
import { startVirtualDisplay } from './setup/display.mjs';
import { ensureNode24 } from './setup/node24.mjs';
import { ensureNpmPackages } from './setup/npm-packages.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runScript, say, SetupFailure } from './setup/say.mjs';
import { ensureSystemPackages, needsOfTests } from './setup/system-packages.mjs';

const folder = join(projectFolder, 'tests', 'bench');
const known = readdirSync(folder).flatMap((name) => (name.endsWith('.ts') ? [name.slice(0, -3)] : []));

await runScript(async () => {
  const [name, ...numbers] = process.argv.slice(2);
  if (name !== undefined && !known.includes(name))
    throw new SetupFailure(`There is no benchmark “${name}”. Known are ${known.join(', ')}.`);
  await ensureSystemPackages(needsOfTests, say);
  await ensureNpmPackages(say);
  const { executablePath } = await resolveElectronRuntime({ allowSetup: true });
  const node24 = await ensureNode24(say);
  if (node24 === undefined) throw new SetupFailure('The benchmarks need Node 24 or later.');
  await ensureBuilt(say);
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    PINSPECT_CACHE_DIR: cacheFolder(),
    PINSPECT_ELECTRON: executablePath,
    PINSPECT_BUILT: '1',
  };
  const screen = process.platform === 'linux' && !env['DISPLAY'] ? await startVirtualDisplay(env) : undefined;
  if (screen !== undefined) env['DISPLAY'] = screen.display;
  try {
    for (const each of name === undefined ? known : [name]) {
      process.stdout.write(`\n${each}\n`);
      const code = await runInForeground(node24, [join(folder, `${each}.ts`), ...numbers], {
        cwd: projectFolder,
        env,
      });
      if (code !== 0) return code;
    }
    return 0;
  } finally {
    await screen?.stop();
  }
});
