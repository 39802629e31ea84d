// What electron-builder wants to find in a runtime of Windows or macOS, without the runtime: executables that hold nothing
// but headers and a fuse wire. What the configuration does to them can be read back; nothing of it runs anywhere.
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';

/** As in Electron's own binaries (@electron/fuses): a sentinel, the wire's version, its length, and each fuse unset. */
const fuseWire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 8]),
  Buffer.from('1'.repeat(8)),
]);

const englishUnitedStates = 1033;
const unicode = 1200;

/** `version` of the runtime, which electron-builder reads from a file in it. */
export async function writeWindowsRuntime(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  for (const language of ['de', 'en-US']) await writeFile(join(folder, 'locales', `${language}.pak`), '');
  const executable = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(executable);
  const words = Resource.VersionInfo.createEmpty();
  words.setFileVersion(version, englishUnitedStates);
  words.setStringValues(
    { lang: englishUnitedStates, codepage: unicode },
    { ProductName: 'Electron', CompanyName: 'GitHub' },
  );
  words.outputToResourceEntries(resources.entries);
  resources.outputResource(executable);
  await writeFile(
    join(folder, 'electron.exe'),
    Buffer.concat([Buffer.from(executable.generate()), fuseWire]),
  );
  await writeFile(join(folder, 'version'), version);
}

const helpers = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'];

export async function writeMacRuntime(folder: string, version: string): Promise<void> {
  const contents = join(folder, 'Electron.app', 'Contents');
  await writeBundle(contents, 'Electron');
  await mkdir(join(contents, 'Resources'), { recursive: true });
  const frameworks = join(contents, 'Frameworks');
  for (const helper of helpers) {
    const name = `Electron Helper${helper}`;
    await writeBundle(join(frameworks, `${name}.app`, 'Contents'), name);
  }
  const framework = join(frameworks, 'Electron Framework.framework');
  const versionA = join(framework, 'Versions', 'A');
  for (const language of ['de', 'en']) {
    const localized = join(versionA, 'Resources', `${language}.lproj`);
    await mkdir(localized, { recursive: true });
    await writeFile(join(localized, 'locale.pak'), '');
  }
  await writeFile(join(versionA, 'Electron Framework'), fuseWire);
  await symlink('A', join(framework, 'Versions', 'Current'));
  for (const name of ['Electron Framework', 'Resources'])
    await symlink(join('Versions', 'Current', name), join(framework, name));
  await writeFile(join(folder, 'version'), version);
}

async function writeBundle(contents: string, name: string): Promise<void> {
  await mkdir(join(contents, 'MacOS'), { recursive: true });
  await writeFile(join(contents, 'MacOS', name), '');
  await writeFile(
    join(contents, 'Info.plist'),
    `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string></dict></plist>
`,
  );
}
