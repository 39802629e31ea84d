import { execFile, spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { repositoryFolder } from '../../support/electron-runtime.ts';
import { startShellJob, statesBelow } from '../../support/shell-job.ts';

const isRoot = process.getuid?.() === 0;
let folder: string;
let launcher: string;

/** What stands in for the program: a shell script. `npm run test:package` asks the real one. */
const useProgram = async (script: string): Promise<void> => {
  const program = join(folder, 'Pinspect', 'pinspect');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
};

/** The folders as the packages lay them. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect launcher '));
  const bin = join(folder, 'Pinspect', 'resources', 'bin');
  await mkdir(bin, { recursive: true });
  await copyFile(join(repositoryFolder, 'packaging', 'linux', 'pinspect'), join(bin, 'pinspect'));
  await chmod(join(bin, 'pinspect'), 0o755);
  launcher = join(folder, 'on the path');
  await symlink(join(bin, 'pinspect'), launcher);
});
beforeEach(async () => {
  await useProgram('for word in "$@"; do printf "%s\\n" "$word"; done; exit 7');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: unknown;
  /** What the program was given. */
  readonly words: readonly string[];
  readonly stderr: string;
}

/** The program's words, without those that this account or run brings. */
const told = (stdout: string): readonly string[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .filter((word) => !(isRoot && word === '--no-sandbox') && !word.startsWith('--launcher-pid='));

const run = async (
  words: readonly string[],
  { display = ':7', input = '' }: { readonly display?: string; readonly input?: string } = {},
): Promise<Run> =>
  new Promise((resolve) => {
    const env = { ...process.env, DISPLAY: display, WAYLAND_DISPLAY: '' };
    const child = execFile(launcher, [...words], { env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, words: told(stdout), stderr });
    });
    // It may end before it has read.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });

const headless = ['--ozone-platform=headless', '--disable-gpu', '--log-level=3', '--'];

describe.skipIf(process.platform !== 'linux')('the launcher of the Linux packages', () => {
  test('runs a command without a display, and keeps its words and exit code', async () => {
    expect(await run(['evaluate', '--host', 'a b', '--json'])).toEqual({
      code: 7,
      words: [...headless, 'evaluate', '--host', 'a b', '--json'],
      stderr: '',
    });
  });

  test.each(['-h', '--help', '-V', '--version'])('answers %s in the terminal', async (word) => {
    expect((await run([word])).words).toEqual([...headless, word]);
  });

  test('gives no word, a policy file and Chromium’s switches to the window', async () => {
    expect((await run([])).words).toEqual([]);
    expect((await run(['/tmp/api.pinspect'])).words).toEqual(['/tmp/api.pinspect']);
    expect((await run(['--force-dark-mode'])).words).toEqual(['--force-dark-mode']);
    const both = ['--force-dark-mode', '/tmp/api.pinspect'];
    expect((await run(both)).words).toEqual(both);
  });

  test('gives an option before the command to the command line, which says what is wrong with it', async () => {
    const words = ['--json', 'lint', 'policy.json'];
    expect((await run(words)).words).toEqual([...headless, ...words]);
  });

  test.each([[[]], [['/tmp/api.pinspect']], [['--force-dark-mode']]])(
    'runs the lab where there is no display for the window: %j',
    async (words) => {
      const { words: given, stderr } = await run(words, { display: '' });
      expect(given).toEqual([...headless, 'lab']);
      expect(stderr).toMatch(/^There is no display for the window .*: pinspect lab\n$/);
    },
  );

  test('starts the window where Chromium was told of a screen of its own', async () => {
    const words = ['--ozone-platform=headless'];
    expect((await run(words, { display: '' })).words).toEqual(words);
  });

  test('leaves the input of a command to it', async () => {
    await useProgram('cat');
    expect((await run(['lint', '-'], { input: 'from the pipe\n' })).words).toEqual(['from the pipe']);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s to the group on once', async (signal) => {
    // What the program starts lives on: a signal to the launcher's group is not for it.
    await useProgram(`exec ${process.execPath} -e '
      const helper = require("node:child_process").spawn("sleep", ["30"]);
      process.on("${signal}", () => {
        console.log("got ${signal}");
        if (helper.exitCode === null && helper.signalCode === null) console.log("the helper was left alone");
        helper.kill();
        process.exitCode = 9;
      });
      console.log("ready");'`);
    const child = spawn(launcher, ['check'], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    const code = await new Promise((resolve) => {
      child.stdout.on('data', (data: Buffer) => {
        stdout += data.toString();
        if (stdout === 'ready\n' && child.pid !== undefined) process.kill(-child.pid, signal);
      });
      child.on('close', resolve);
    });
    expect(stdout).toBe(`ready\ngot ${signal}\nthe helper was left alone\n`);
    expect(code).toBe(9);
  });

  test('stops the command with ctrl-Z, and goes on with it', async () => {
    await useProgram(`exec ${process.execPath} -e 'require("node:child_process").spawn("sleep", ["30"])'`);
    const job = await startShellJob([launcher, 'check']);
    await expect.poll(() => statesBelow(job.pid)).toHaveLength(2);
    expect(await job.stop()).toBe(128 + constants.signals.SIGTSTP);
    await expect.poll(() => statesBelow(job.pid)).toEqual(['T', 'T']);
    job.resume();
    await expect.poll(() => statesBelow(job.pid)).toEqual(['S', 'S']);
    job.interrupt();
    expect((await job.ended).code).toBe(128 + constants.signals.SIGINT);
  });
});
