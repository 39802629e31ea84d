import { describe, expect, test } from 'vitest';
import {
  mitmproxyCandidates,
  type MitmproxySearch,
} from '../../../main/interception/mitmproxy-candidates.ts';

const linux: MitmproxySearch = {
  path: null,
  platform: 'linux',
  env: { PATH: '/opt/tools:/usr/bin' },
  homeFolder: '/home/ada',
};
const mac: MitmproxySearch = { ...linux, platform: 'darwin', homeFolder: '/Users/ada' };
const windows: MitmproxySearch = {
  path: null,
  platform: 'win32',
  env: {
    Path: 'C:\\Windows;"C:\\Tools"',
    ProgramFiles: 'C:\\Program Files',
    'ProgramFiles(x86)': 'C:\\Program Files (x86)',
    LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local',
  },
  homeFolder: 'C:\\Users\\ada',
};

describe('without a given path', () => {
  test('Linux: PATH first, then the usual places, each once', () => {
    expect(mitmproxyCandidates(linux)).toEqual([
      '/opt/tools/mitmdump',
      '/usr/bin/mitmdump',
      '/usr/local/bin/mitmdump',
      '/home/ada/.local/bin/mitmdump',
      '/opt/mitmproxy/mitmdump',
      '/opt/mitmproxy/bin/mitmdump',
      '/snap/bin/mitmdump',
    ]);
  });

  test('macOS: Homebrew on both processors and the app', () => {
    expect(mitmproxyCandidates({ ...mac, env: {} })).toEqual([
      '/opt/homebrew/bin/mitmdump',
      '/usr/local/bin/mitmdump',
      '/Applications/mitmproxy.app/Contents/MacOS/mitmdump',
      '/Users/ada/Applications/mitmproxy.app/Contents/MacOS/mitmdump',
      '/opt/local/bin/mitmdump',
      '/Users/ada/.local/bin/mitmdump',
    ]);
  });

  test('Windows: PATH in any case, the installers, the Microsoft Store', () => {
    expect(mitmproxyCandidates(windows)).toEqual([
      'C:\\Windows\\mitmdump.exe',
      'C:\\Tools\\mitmdump.exe',
      'C:\\Program Files\\mitmproxy\\bin\\mitmdump.exe',
      'C:\\Program Files (x86)\\mitmproxy\\bin\\mitmdump.exe',
      'C:\\Users\\ada\\AppData\\Local\\Programs\\mitmproxy\\bin\\mitmdump.exe',
      'C:\\Users\\ada\\AppData\\Local\\mitmproxy\\bin\\mitmdump.exe',
      'C:\\Users\\ada\\AppData\\Local\\Microsoft\\WindowsApps\\mitmdump.exe',
      'C:\\Users\\ada\\.local\\bin\\mitmdump.exe',
    ]);
  });

  test('empty and relative entries of PATH are not searched', () => {
    const candidates = mitmproxyCandidates({ ...linux, env: { PATH: ':.:bin:/opt/tools:' } });
    expect(candidates.filter((path) => !path.startsWith('/'))).toEqual([]);
    expect(candidates[0]).toBe('/opt/tools/mitmdump');
  });
});

describe('with a given path', () => {
  test.each([
    ['an executable', linux, '/x/mitmdump', '/x/mitmdump'],
    ['a folder', linux, '/x/venv', '/x/venv/mitmdump'],
    ['a virtual environment', linux, '/x/venv', '/x/venv/bin/mitmdump'],
    ['mitmproxy itself', linux, '/x/mitmproxy', '/x/mitmdump'],
    ['a folder named mitmproxy', linux, '/opt/mitmproxy', '/opt/mitmproxy/mitmdump'],
    ['an app', mac, '/Applications/mitmproxy.app', '/Applications/mitmproxy.app/Contents/MacOS/mitmdump'],
    ['an app with a slash', mac, '/x/mitmproxy.app/', '/x/mitmproxy.app/Contents/MacOS/mitmdump'],
    ['mitmweb on Windows', windows, 'C:\\x\\mitmweb.exe', 'C:\\x\\mitmdump.exe'],
  ])('%s leads to mitmdump', (_what, search, path, expected) => {
    expect(mitmproxyCandidates({ ...search, path })).toContain(expected);
  });

  test('PATH is not searched', () => {
    expect(mitmproxyCandidates({ ...linux, path: '/x/y' })).toEqual([
      '/x/y',
      '/x/y/mitmdump',
      '/x/y/bin/mitmdump',
    ]);
  });
});
