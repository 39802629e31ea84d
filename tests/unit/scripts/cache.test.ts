import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cacheFolder, ensureCached, withLock } from '../../../scripts/setup/cache.mjs';

const silent = (): void => undefined;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-cache-'));
  vi.stubEnv('PINSPECT_CACHE_DIR', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const fillWith =
  (text: string) =>
  async (place: string): Promise<void> => {
    await mkdir(join(place, 'inner'));
    await writeFile(join(place, 'inner', 'file'), text);
  };

const content = async (entry: string): Promise<string> => readFile(join(entry, 'inner', 'file'), 'utf8');

it('keeps an entry that is whole', async () => {
  await ensureCached('entry', fillWith('first'), silent);
  expect(await content(await ensureCached('entry', fillWith('second'), silent))).toBe('first');
  expect(await readdir(folder)).toEqual(['entry']);
});

it('makes an entry again that was cut short', async () => {
  const entry = await ensureCached('entry', fillWith('first'), silent);
  await truncate(join(entry, 'inner', 'file'), 2);
  expect(await content(await ensureCached('entry', fillWith('second'), silent))).toBe('second');
});

it('leaves nothing behind when making an entry fails', async () => {
  await expect(ensureCached('entry', () => Promise.reject(new Error('no')), silent)).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

it('clears away what an interrupted set-up left, and its lock', async () => {
  const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(gone, 'exit');
  await writeFile(join(folder, 'entry.lock'), String(gone.pid));
  await mkdir(join(folder, 'entry.tmp-1234'));
  await ensureCached('entry', fillWith('again'), silent);
  expect(await readdir(folder)).toEqual(['entry']);
});

it('lets one at a time do the work', async () => {
  const order: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push(`${name} ends`);
  };
  await Promise.all([withLock('entry', work('one'), silent), withLock('entry', work('two'), silent)]);
  expect([order.slice(0, 2), order.slice(2)].map((pair) => pair.join(', ')).sort()).toEqual([
    'one begins, one ends',
    'two begins, two ends',
  ]);
});

it.each([
  ['linux', { XDG_CACHE_HOME: '/xdg' }, join('/xdg', 'pinspect')],
  ['win32', { LOCALAPPDATA: 'C:\\Local' }, join('C:\\Local', 'pinspect', 'cache')],
  ['darwin', { PINSPECT_CACHE_DIR: '/mine', XDG_CACHE_HOME: '/xdg' }, '/mine'],
] as const)('lies on %s where that system keeps caches, or where told', (platform, env, expected) => {
  expect(cacheFolder(env, platform)).toBe(expected);
});
