import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type NetworkSettingsFile, openNetworkSettings } from '../../../main/settings/network-settings.ts';

let folder: string;
let path: string;
let problems: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pinspect-settings-'));
  path = join(folder, 'network-settings.json');
  problems = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const open = (): NetworkSettingsFile =>
  openNetworkSettings(path, (title, text) => problems.push(`${title}. ${text}`));
const proxy = {
  kind: 'proxy',
  url: 'http://ada@proxy.test:8080',
  password: { sealed: 'djEw', isProtected: false },
} as const;

test('what was changed is there at the next start, in a file for its owner alone', () => {
  const file = open();
  file.change({ route: proxy });
  file.change({ interceptorPath: '/opt/mitmdump' });
  expect(open().settings).toMatchObject({ route: proxy, interceptorPath: '/opt/mitmdump', trusted: [] });
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(problems).toEqual([]);
});

test('a first start has nothing that weakens anything', () => {
  expect(open().settings).toMatchObject({ route: { kind: 'system' }, overrides: [], trusted: [] });
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['cut off', (text: string) => text.slice(0, -20)],
  ['of another version', (text: string) => text.replace('"version": 1', '"version": 2')],
  ['with a key too many', (text: string) => text.replace('{', '{ "trustsEverybody": true,')],
  ['with a port that is none', (text: string) => text.replace('"port": 443', '"port": 70000')],
])('a file that is %s counts for nothing, is told, and is kept aside', (_what, spoil) => {
  open().change({
    overrides: [{ host: 'a.test', port: 443, toHost: '127.0.0.1', toPort: null }],
    trusted: [{ pem: 'x', hostPatterns: [], until: 1 }],
  });
  const spoilt = spoil(readFileSync(path, 'utf8'));
  writeFileSync(path, spoilt);
  expect(open().settings).toMatchObject({ overrides: [], trusted: [] });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('no CA is trusted and no name override is in force');
  expect(readFileSync(`${path}.unreadable`, 'utf8')).toBe(spoilt);
});

test('settings that cannot be written hold until quit, and that is told', () => {
  const file = open();
  mkdirSync(`${path}.new`);
  file.change({ route: { kind: 'direct' } });
  expect(file.settings.route).toEqual({ kind: 'direct' });
  expect(problems[0]).toMatch(/^The settings cannot be kept. They hold until Pinspect quits/);
});
