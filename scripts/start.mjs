// @ts-check
// npm start: from a bare clone to an open window. Only Node's own modules may be loaded before the set-up is done.
import { resolveElectronRuntime } from './electron-runtime.mjs';
import { ensureBuilt } from './setup/build.mjs';
import { hasDisplay } from './setup/display.mjs';
import { ensureNpmPackages } from './setup/npm-packages.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runInForeground } from './setup/run-command.mjs';
import { runScript, say, SetupFailure } from './setup/say.mjs';
import { ensureSystemPackages, needsOfElectron } from './setup/system-packages.mjs';

await runScript(async () => {
  if (!hasDisplay()) {
    throw new SetupFailure(
      'A window needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set. With a virtual one (Debian: xvfb, xauth): xvfb-run -a npm start',
    );
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
