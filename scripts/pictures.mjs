// @ts-check
// npm run pictures: all set-up, then a picture of every view in light and dark into docs/pictures, for the README and
// for whoever wants to look. npm run pictures -- FOLDER puts them elsewhere.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startVirtualDisplay } from './setup/display.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runScript, SetupFailure } from './setup/say.mjs';
import { needsOfPictures } from './setup/system-packages.mjs';
import { ensureTestsEnvironment } from './setup/tests-environment.mjs';

const folder = resolve(process.argv[2] ?? join(projectFolder, 'docs', 'pictures'));
const inPlace = ['--force', '--ext', '.png', '--strip', '--speed', '1', '--'];

await runScript(async () => {
  const { node24, env } = await ensureTestsEnvironment(needsOfPictures);
  if (node24 === undefined) throw new SetupFailure('The pictures need Node 24 or later.');
  // One of their own wherever there can be: pictures are of the screen, and somebody may be working on theirs.
  const screen = process.platform === 'linux' ? await startVirtualDisplay(env) : undefined;
  if (screen !== undefined) env['DISPLAY'] = screen.display;
  try {
    const script = join(projectFolder, 'tests', 'pictures', 'take-pictures.ts');
    const code = await runInForeground(node24, [script, folder], { cwd: projectFolder, env });
    if (code !== 0) return code;
    const pictures = readdirSync(folder).filter((name) => name.endsWith('.png'));
    // 256 colours are enough for a window, and a third of the bytes.
    return await runInForeground('pngquant', [...inPlace, ...pictures.map((name) => join(folder, name))], {
      cwd: projectFolder,
      env,
    });
  } finally {
    await screen?.stop();
  }
});
