import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryFolder } from '../../support/electron-runtime.ts';

const isRoot = process.getuid?.() === 0;
let folder: string;
let launcher: string;

/** The folders as the packages lay them, with a program that prints its arguments and ends with 7. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect launcher '));
  const bin = join(folder, 'Pinspect', 'resources', 'bin');
  await mkdir(bin, { recursive: true });
  await copyFile(join(repositoryFolder, 'packaging', 'linux', 'pinspect'), join(bin, 'pinspect'));
  const program = join(folder, 'Pinspect', 'pinspect');
  await writeFile(program, '#!/bin/sh\nfor word in "$@"; do printf "%s\\n" "$word"; done\nexit 7\n');
  await chmod(program, 0o755);
  await chmod(join(bin, 'pinspect'), 0o755);
  launcher = join(folder, 'on the path');
  await symlink(join(bin, 'pinspect'), launcher);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const run = async (...words: readonly string[]): Promise<{ code: unknown; words: readonly string[] }> =>
  new Promise((resolve) => {
    execFile(launcher, [...words], (error, stdout) => {
      const said = stdout.split('\n').slice(0, -1);
      resolve({
        code: error?.code ?? 0,
        words: isRoot ? said.filter((word) => word !== '--no-sandbox') : said,
      });
    });
  });

const headless = ['--ozone-platform=headless', '--disable-gpu', '--log-level=3', '--'];

test.skipIf(process.platform !== 'linux')(
  'a command runs without a display, and keeps its words and exit code',
  async () => {
    expect(await run('evaluate', '--host', 'a b', '--json')).toEqual({
      code: 7,
      words: [...headless, 'evaluate', '--host', 'a b', '--json'],
    });
  },
);

test.skipIf(process.platform !== 'linux')('help is answered in the terminal', async () => {
  expect((await run('--help')).words).toEqual([...headless, '--help']);
});

test.skipIf(process.platform !== 'linux')(
  'no word, a policy file and Chromium’s switches are for the window',
  async () => {
    expect((await run()).words).toEqual([]);
    expect((await run('/tmp/api.pinspect')).words).toEqual(['/tmp/api.pinspect']);
    expect((await run('--force-dark-mode')).words).toEqual(['--force-dark-mode']);
  },
);
