// The page has the styles of those components that it uses, named one by one in mantine.css: none of theirs is missing in what is built.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build, repositoryFolder } from '../support/electron-runtime.ts';

const classesIn = (text: string): ReadonlySet<string> => new Set(text.match(/\bm_[0-9a-f]{6,8}\b/g));

test('every class of a component in the built page has the rules that the whole of the library has for it', async () => {
  await build(['client']);
  const folder = join(repositoryFolder, 'dist', 'renderer', 'assets');
  const names = await readdir(folder);
  const textOf = async (ending: string): Promise<string> =>
    (
      await Promise.all(
        names.filter((name) => name.endsWith(ending)).map((name) => readFile(join(folder, name), 'utf8')),
      )
    ).join('\n');
  const whole = await readFile(createRequire(import.meta.url).resolve('@mantine/core/styles.css'), 'utf8');
  const [used, styled, known] = [await textOf('.js'), await textOf('.css'), whole].map(classesIn);
  if (used === undefined || styled === undefined || known === undefined) throw new Error('Nothing was read.');
  const needed = [...used].filter((name) => known.has(name));
  expect(needed.length).toBeGreaterThan(100);
  expect(needed.filter((name) => !styled.has(name))).toEqual([]);
});
