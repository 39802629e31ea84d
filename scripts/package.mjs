// @ts-check
// npm run package: what this machine can build from electron-builder.yml, with whichever Electron the resolver finds:
// the unpacked program, a .tar.gz and a .deb for linux-x64; on other systems, or with targets named, what is asked for.
//   npm run package -- [--targets dir,tar.gz,deb] [--version 1.2.3]
// A build with another Electron than package.json asks for is a development build: its version ends in -dev.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveElectronRuntime } from './electron-runtime.mjs';
import { ensureBuilt } from './setup/build.mjs';
import { ensureNpmPackages } from './setup/npm-packages.mjs';
import { projectFolder } from './setup/project-folder.mjs';
import { runScript, say, SetupFailure } from './setup/say.mjs';
import { ensureSystemPackages, needsOfElectron, needsOfPackaging } from './setup/system-packages.mjs';

await runScript(async () => {
  const { values } = parseArgs({
    options: { targets: { type: 'string', default: 'dir,tar.gz,deb' }, version: { type: 'string' } },
  });
  await ensureSystemPackages([...needsOfElectron, ...needsOfPackaging], say);
  await ensureNpmPackages(say);
  const runtime = await resolveElectronRuntime({ allowSetup: true });
  await ensureBuilt(say);
  const { prepareResources } = await import('./packaging/prepare-resources.mjs');
  await prepareResources();
  const bare = await bareRuntime(dirname(runtime.executablePath));
  try {
    const manifest = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8'));
    const base = values.version ?? manifest.version;
    const version = runtime.isDevelopmentRuntime ? `${base}-dev` : base;
    say(
      `Packing Pinspect ${version} with Electron ${runtime.version} inside` +
        (runtime.isDevelopmentRuntime
          ? `: a development build, since a release holds Electron ${manifest.devDependencies.electron}.`
          : '.'),
    );
    const targets = values.targets.split(',');
    if (process.platform !== 'linux' || process.arch !== 'x64')
      throw new SetupFailure(
        'npm run package builds for linux-x64 on linux-x64. Other systems are built by the release workflow: docs/release.md.',
      );
    await runBuilder({ version, electronVersion: runtime.version, electronDist: bare, targets });
    say(`Done: ${join(projectFolder, 'release')}: ${(await artifacts()).join(', ')}`);
  } finally {
    await rm(bare, { recursive: true, force: true });
  }
  return 0;
});

/**
 * A copy of the runtime without what lies in its resources folder: all of that would be shipped.
 * @param {string} folder
 */
async function bareRuntime(folder) {
  const copy = await mkdtemp(join(tmpdir(), 'pinspect-runtime-'));
  for (const name of await readdir(folder))
    if (name !== 'resources' && !name.startsWith('.'))
      await cp(join(folder, name), join(copy, name), { recursive: true });
  await mkdir(join(copy, 'resources'));
  return copy;
}

/** @param {{ version: string, electronVersion: string, electronDist: string, targets: readonly string[] }} what */
async function runBuilder({ version, electronVersion, electronDist, targets }) {
  const cli = join(projectFolder, 'node_modules', 'electron-builder', 'cli.js');
  // node:sqlite is missing in runtimes before Node 22: those builds bring the package with the same API.
  const needsSqlite = Number(electronVersion.split('.')[0]) < 35;
  const result = spawnSync(
    process.execPath,
    [
      cli,
      ...['--linux', ...targets, '--x64', '--publish', 'never'],
      `-c.extraMetadata.version=${version}`,
      `-c.electronVersion=${electronVersion}`,
      `-c.electronDist=${electronDist}`,
      '--config',
      join(projectFolder, 'packaging', needsSqlite ? 'development.yml' : 'local.yml'),
    ],
    {
      cwd: projectFolder,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7zz',
        // Release builds compress harder; these are for trying out.
        ELECTRON_BUILDER_COMPRESSION_LEVEL: '1',
        CUSTOM_FPM_PATH: join(projectFolder, 'scripts', 'packaging', 'fpm-stand-in.mjs'),
      },
    },
  );
  if (result.status !== 0) throw new SetupFailure('electron-builder failed. See above for its first error.');
}

async function artifacts() {
  const names = await readdir(join(projectFolder, 'release'));
  return names.filter((name) => /\.(deb|tar\.gz)$|-unpacked$/.test(name)).sort();
}
