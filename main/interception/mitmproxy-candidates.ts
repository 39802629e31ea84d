/**
 * Where mitmdump may be, in order of preference: the path given by hand and nothing else; otherwise PATH, then the
 * places the installers use. Entries of PATH that are empty or relative are left out: they would run a program out of
 * whatever folder the app was started in.
 */
import { posix, win32 } from 'node:path';

export interface MitmproxySearch {
  /** An executable, a folder that holds it, or a macOS .app; null: look everywhere. */
  readonly path: string | null;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/** Paths of mitmdump, the likeliest first. Nothing is looked up on disk. */
export function mitmproxyCandidates(search: MitmproxySearch): string[] {
  const path = search.platform === 'win32' ? win32 : posix;
  const executable = search.platform === 'win32' ? 'mitmdump.exe' : 'mitmdump';
  if (search.path !== null) return givenPath(search.path.trim(), path, executable);
  const folders = [...pathFolders(search, path), ...usualFolders(search, path)];
  return [...new Set(folders.map((folder) => path.join(folder, executable)))];
}

function givenPath(given: string, path: typeof posix, executable: string): string[] {
  if (given === '') return [];
  if (/\.app\/*$/i.test(given)) return [path.join(given, 'Contents', 'MacOS', executable)];
  // The terminal and the web interface take no orders from us; mitmdump lies beside them.
  if (/^mitm(proxy|web)(\.exe)?$/i.test(path.basename(given))) {
    return [path.join(path.dirname(given), executable), path.join(given, executable)];
  }
  // A folder is as good as the file in it; which of the two it is shows when it is run.
  return [given, path.join(given, executable), path.join(given, 'bin', executable)];
}

function pathFolders({ env, platform }: MitmproxySearch, path: typeof posix): string[] {
  const value = platform === 'win32' ? caseless(env, 'PATH') : env.PATH;
  return (value ?? '')
    .split(path.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => path.isAbsolute(folder));
}

function usualFolders({ env, platform, homeFolder }: MitmproxySearch, path: typeof posix): string[] {
  const home = (...parts: string[]): string => path.join(homeFolder, ...parts);
  if (platform === 'darwin') {
    return [
      '/opt/homebrew/bin',
      '/usr/local/bin',
      '/Applications/mitmproxy.app/Contents/MacOS',
      home('Applications', 'mitmproxy.app', 'Contents', 'MacOS'),
      '/opt/local/bin',
      home('.local', 'bin'),
    ];
  }
  if (platform === 'win32') {
    const below = (variable: string, ...parts: string[]): string[] => {
      const folder = caseless(env, variable);
      return folder === undefined || folder === '' ? [] : [path.join(folder, ...parts)];
    };
    return [
      ...below('ProgramFiles', 'mitmproxy', 'bin'),
      ...below('ProgramFiles(x86)', 'mitmproxy', 'bin'),
      ...below('LOCALAPPDATA', 'Programs', 'mitmproxy', 'bin'),
      ...below('LOCALAPPDATA', 'mitmproxy', 'bin'),
      ...below('LOCALAPPDATA', 'Microsoft', 'WindowsApps'),
      home('.local', 'bin'),
    ];
  }
  return [
    '/usr/bin',
    '/usr/local/bin',
    home('.local', 'bin'),
    '/opt/mitmproxy',
    '/opt/mitmproxy/bin',
    '/snap/bin',
  ];
}

/** Windows does not tell `Path` from `PATH`; a copied environment does. */
function caseless(env: MitmproxySearch['env'], name: string): string | undefined {
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === name.toUpperCase());
  return key === undefined ? undefined : env[key];
}
