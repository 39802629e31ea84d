// @ts-check
// npm test: all set-up, then every test, or the ones named: npm test -- tests/unit/some.test.ts
// Tests get a home of their own on Linux, where Chromium trusts what the NSS database in the home trusts, and a folder for
// temporary files, so that nothing stays behind when one is ended half-way.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureJenkinsSchema } from './setup/jenkins-schema.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runScript, say } from './setup/say.mjs';
import { needsOfTests } from './setup/system-packages.mjs';
import { ensureTestsEnvironment } from './setup/tests-environment.mjs';

await runScript(async () => {
  const { node24, env } = await ensureTestsEnvironment(needsOfTests);
  await ensureJenkinsSchema(say);
  if (node24 !== undefined) env['PINSPECT_NODE24'] = node24;
  const place = await mkdtemp(join(tmpdir(), 'pinspect-test-'));
  if (process.platform === 'linux') Object.assign(env, await ownFolders(place));
  try {
    const vitest = join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs');
    return await runInForeground(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
      cwd: projectFolder,
      env,
    });
  } finally {
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
