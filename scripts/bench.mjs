// @ts-check
// npm run bench: all set-up, then every benchmark of tests/bench, or the ones named with their numbers:
// npm run bench -- check 500 3. They say what they measure; docs/benchmarks.md keeps what was measured.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startVirtualDisplay } from './setup/display.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runScript, SetupFailure } from './setup/say.mjs';
import { needsOfTests } from './setup/system-packages.mjs';
import { ensureTestsEnvironment } from './setup/tests-environment.mjs';

const folder = join(projectFolder, 'tests', 'bench');
const known = readdirSync(folder).flatMap((name) => (name.endsWith('.ts') ? [name.slice(0, -3)] : []));

await runScript(async () => {
  const [name, ...numbers] = process.argv.slice(2);
  if (name !== undefined && !known.includes(name))
    throw new SetupFailure(`There is no benchmark “${name}”. Known are ${known.join(', ')}.`);
  const { node24, env } = await ensureTestsEnvironment(needsOfTests);
  if (node24 === undefined) throw new SetupFailure('The benchmarks need Node 24 or later.');
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
