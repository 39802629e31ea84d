// @ts-check
// Copied into the registry runtime as resources/app: it stands in for Electron's default_app.asar, which that runtime lacks.
// The app is the first argument that is no switch: a folder with a package.json, or a script. As in Electron's own loader,
// process.argv stays [executable, ...switches, app, ...arguments of the app] and process.defaultApp is true.
// Electron holds 'ready' back until this module is evaluated, hence the await at the end: an app must not await 'ready' at its top level.
import { app as publicApp } from 'electron';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const argument = process.argv.slice(1).find((value) => !value.startsWith('-'));
if (argument === undefined) {
  process.stderr.write(
    `Electron ${process.versions.electron}: give an app's folder or script as the first argument.\n`,
  );
  process.exit(1);
}

Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true });

// Electron's own loader uses these two as well; its types do not mention them.
const app = /** @type {typeof publicApp & Record<'setVersion' | 'setAppPath', (value: string) => void>} */ (
  publicApp
);

/** @param {string} path */
function main(path) {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind === undefined) {
    process.stderr.write(`Electron ${process.versions.electron}: there is no app at ${path}\n`);
    process.exit(1);
  }
  if (kind.isFile()) {
    app.setAppPath(dirname(path));
    return path;
  }
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  if (manifest.version) app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name ?? 'Electron');
  app.setDesktopName(manifest.desktopName ?? `${app.getName()}.desktop`);
  app.setAppPath(path);
  return join(path, manifest.main ?? 'index.js');
}

try {
  await import(pathToFileURL(main(resolve(argument))).href);
} catch (error) {
  process.stderr.write(
    `The app threw while it was loaded: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}
