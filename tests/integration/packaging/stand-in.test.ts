/**
 * What electron-builder.yml does to a runtime of Windows and of macOS, read back from stand-ins: no installer is made, nothing
 * is signed, and nothing of it ran. Both architectures are configured alike; arm64 stands for both.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getRawHeader, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readXmlPlist } from '../../../main/policies/formats/plist-xml.ts';
import {
  isDict,
  isList,
  type PlistDict,
  type PlistValue,
} from '../../../main/policies/formats/plist-value.ts';
import { prepareResources } from '../../../scripts/packaging/prepare-resources.mjs';
import { build, repositoryFolder } from '../../support/electron-runtime.ts';
import { writeMacRuntime, writeWindowsRuntime } from '../../support/packaging/stand-in-runtime.ts';

const electronVersion = '45.4.1';
let folder: string;

const pack = async (platform: 'win' | 'mac', runtime: string): Promise<void> => {
  await promisify(execFile)(
    process.execPath,
    [
      join(repositoryFolder, 'node_modules', 'electron-builder', 'cli.js'),
      ...[`--${platform}`, 'dir', '--arm64', '--publish', 'never'],
      `-c.electronVersion=${electronVersion}`,
      `-c.electronDist=${runtime}`,
      `-c.directories.output=${folder}`,
    ],
    {
      cwd: repositoryFolder,
      env: {
        ...process.env,
        GITHUB_REPOSITORY: 'example/pinspect',
        CSC_IDENTITY_AUTO_DISCOVERY: 'false',
      },
    },
  );
};

beforeAll(async () => {
  await build(['client', 'main', 'preload']);
  await prepareResources();
  folder = await mkdtemp(join(tmpdir(), 'pinspect-stand-in-'));
  const [win, mac] = [join(folder, 'win-runtime'), join(folder, 'mac-runtime')];
  await writeWindowsRuntime(win, electronVersion);
  await writeMacRuntime(mac, electronVersion);
  await pack('win', win);
  await pack('mac', mac);
}, 120_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** SHA-256 of the archive's header, in hex: what Electron compares at a start. */
const headerHash = (asar: string): string =>
  createHash('sha256').update(getRawHeader(asar).headerString).digest('hex');

const expectShutFuses = async (program: string): Promise<void> => {
  const wire = await getCurrentFuseWire(program);
  const states = (...fuses: readonly FuseV1Options[]): readonly unknown[] => fuses.map((fuse) => wire[fuse]);
  const { DISABLE, ENABLE } = FuseState;
  expect(
    states(
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ),
  ).toEqual([DISABLE, ENABLE, DISABLE, DISABLE, ENABLE, ENABLE, DISABLE]);
};

const expectResources = async (resources: string): Promise<void> => {
  for (const name of ['THIRD-PARTY-NOTICES.txt', 'LICENSE.txt', 'policy.schema.json'])
    await expect(access(join(resources, name))).resolves.toBeUndefined();
  const files = listPackage(join(resources, 'app.asar'), { isPack: false });
  expect(files).toEqual(expect.arrayContaining(['/dist/main/index.js', '/dist/renderer/index.html']));
  expect(files.filter((name) => /\.(map|ts|node)$|node_modules|tests/.test(name))).toEqual([]);
};

describe('Windows', () => {
  const program = (): string => join(folder, 'win-arm64-unpacked');
  const resourcesOf = async (): Promise<NtExecutableResource> =>
    NtExecutableResource.from(NtExecutable.from(await readFile(join(program(), 'Pinspect.exe'))));

  test('the program names itself and this version', async () => {
    const { version } = JSON.parse(await readFile(join(repositoryFolder, 'package.json'), 'utf8')) as {
      version: string;
    };
    const [words] = Resource.VersionInfo.fromEntries((await resourcesOf()).entries);
    expect(words?.getStringValues({ lang: 1033, codepage: 1200 })).toMatchObject({
      FileVersion: version,
      ProductName: 'Pinspect',
      FileDescription: 'Pinspect',
      CompanyName: 'The Pinspect authors',
      LegalCopyright: 'Copyright © the Pinspect authors',
    });
  });

  test('it holds the icon in every size, and the hash of its archive', async () => {
    const { entries } = await resourcesOf();
    const [icons] = Resource.IconGroupEntry.fromEntries(entries);
    expect(icons?.icons.map(({ width }) => width || 256)).toEqual([16, 20, 24, 32, 40, 48, 64, 96, 128, 256]);
    const integrity = entries.find(({ type }) => type === 'INTEGRITY');
    expect(JSON.parse(Buffer.from(integrity?.bin ?? new ArrayBuffer(0)).toString())).toEqual([
      {
        file: String.raw`resources\app.asar`,
        alg: 'SHA256',
        value: headerHash(join(program(), 'resources', 'app.asar')),
      },
    ]);
  });

  test('its fuses are shut', async () => {
    await expectShutFuses(join(program(), 'Pinspect.exe'));
  });

  test('beside it lie the terminal launcher, the licences and English only', async () => {
    await expectResources(join(program(), 'resources'));
    await expect(access(join(program(), 'resources', 'bin', 'pinspect.cmd'))).resolves.toBeUndefined();
    expect(await readdir(join(program(), 'locales'))).toEqual(['en-US.pak']);
  });
});

describe('macOS', () => {
  const bundle = (): string => join(folder, 'mac-arm64', 'Pinspect.app');
  const information = async (): Promise<PlistDict> => {
    const read = readXmlPlist(await readFile(join(bundle(), 'Contents', 'Info.plist'), 'utf8'));
    if (!read.ok || !isDict(read.value)) throw new Error('Info.plist is no dictionary.');
    return read.value;
  };
  const at = (value: PlistValue | undefined, ...path: readonly (string | number)[]): PlistValue | undefined =>
    path.reduce<PlistValue | undefined>(
      (inner, key) =>
        isDict(inner) ? inner.get(String(key)) : isList(inner) ? inner[Number(key)] : undefined,
      value,
    );

  test('the bundle names itself, its kind, and the files that it opens', async () => {
    const info = await information();
    expect(info.get('CFBundleIdentifier')).toBe('app.pinspect.desktop');
    expect(info.get('CFBundleName')).toBe('Pinspect');
    expect(info.get('LSApplicationCategoryType')).toBe('public.app-category.developer-tools');
    expect(at(info, 'CFBundleDocumentTypes', 0, 'CFBundleTypeExtensions')).toEqual(['pinspect']);
    await expect(access(join(bundle(), 'Contents', 'Resources', 'icon.icns'))).resolves.toBeUndefined();
  });

  test('it holds the hash of its archive', async () => {
    expect(at(await information(), 'ElectronAsarIntegrity', 'Resources/app.asar', 'hash')).toBe(
      headerHash(join(bundle(), 'Contents', 'Resources', 'app.asar')),
    );
  });

  test('its fuses are shut, and its helpers bear its name', async () => {
    await expectShutFuses(bundle());
    const frameworks = await readdir(join(bundle(), 'Contents', 'Frameworks'));
    expect(frameworks.filter((name) => name.endsWith('.app')).sort()).toEqual([
      'Pinspect Helper (GPU).app',
      'Pinspect Helper (Plugin).app',
      'Pinspect Helper (Renderer).app',
      'Pinspect Helper.app',
    ]);
  });

  test('in it lie the terminal launcher, the licences and English only', async () => {
    await expectResources(join(bundle(), 'Contents', 'Resources'));
    const { mode } = await stat(join(bundle(), 'Contents', 'Resources', 'bin', 'pinspect'));
    expect(mode & 0o111).toBe(0o111);
    const localized = join(bundle(), 'Contents/Frameworks/Electron Framework.framework/Versions/A/Resources');
    expect(await readdir(localized)).toEqual(['en.lproj']);
  });
});
