// @ts-check
// npm start: from a bare clone to an open window; without a display, to the lab in the terminal. Only Node's own modules may be loaded before the set-up is done.
import { join } from 'node:path';
import { resolveElectronRuntime } from './electron-runtime.mjs';
import { ensureBuilt } from './setup/build.mjs';
import { hasDisplay } from './setup/display.mjs';
import { ensureNpmPackages } from './setup/npm-packages.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runScript, say } from './setup/say.mjs';
import { ensureSystemPackages, needsOfElectron } from './setup/system-packages.mjs';

await runScript(async () => {
  if (!hasDisplay()) {
    say(
      'There is no display for the window (DISPLAY and WAYLAND_DISPLAY are not set), so the lab runs here: npm run --silent pinspect -- lab',
    );
    return runInForeground(process.execPath, [join(projectFolder, 'scripts', 'pinspect.mjs'), 'lab']);
  }
  await ensureSystemPackages(needsOfElectron, say);
  await ensureNpmPackages(say);
  const { executablePath } = await resolveElectronRuntime({ allowSetup: true });
  await ensureBuilt(say);
  return runInForeground(executablePath, [...sandboxSwitches(), projectFolder, ...process.argv.slice(2)]);
});

/** Chromium refuses to start its sandbox as root. */
function sandboxSwitches() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return [];
  say(
    'Running as root: Chromium starts without its sandbox (--no-sandbox). Use an ordinary account for anything but a trial.',
  );
  return ['--no-sandbox'];
}
