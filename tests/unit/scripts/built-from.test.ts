import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fingerprint } from '../../../scripts/setup/built-from.mjs';

let folder: string;
const sources = (): string => fingerprint(folder, ['main', 'package.json', 'absent']);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-sources-'));
  await mkdir(join(folder, 'main', 'deep'), { recursive: true });
  await writeFile(join(folder, 'main', 'deep', 'a.ts'), 'a');
  await writeFile(join(folder, 'package.json'), '{}');
});

afterEach(async () => rm(folder, { recursive: true }));

it('stays the same while no source changes', async () => {
  const before = sources();
  await writeFile(join(folder, 'README.md'), 'not a source');
  expect(sources()).toBe(before);
});

it.each([
  ['a file grows', () => writeFile(join(folder, 'main', 'deep', 'a.ts'), 'ab')],
  ['a file becomes older', () => utimes(join(folder, 'package.json'), 1, 1)],
  ['a file goes', () => rm(join(folder, 'main', 'deep', 'a.ts'))],
  ['a file moves', () => rename(join(folder, 'main', 'deep', 'a.ts'), join(folder, 'main', 'a.ts'))],
])('changes when %s', async (_, change) => {
  const before = sources();
  await change();
  expect(sources()).not.toBe(before);
});
