// The command line around the commands: npm, help, version, refusals, pipes that close.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { commands } from '../../../main/cli/commands.ts';
import { createAuthority } from '../../support/test-ca.ts';
import { repositoryFolder } from '../../support/electron-runtime.ts';
import { runPinspect } from '../../support/run-pinspect.ts';

describe('the command line', () => {
  test('npm run --silent pinspect prints nothing of its own, and finds files where it was called', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pinspect-line-'));
    try {
      const { certificatePem, spkiSha256 } = createAuthority({ name: 'Root' });
      await writeFile(join(folder, 'root.pem'), certificatePem);
      const { code, stdout, stderr } = await runPinspect(['pins', '--json', 'root.pem'], {
        throughNpm: true,
        folder,
      });
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout.startsWith('[\n')).toBe(true);
      expect(stdout).toContain(spkiSha256);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test.each([
    ['a command', [`x\u001b[31m\u009b\u202e`]],
    ['an option', ['check', '--x\u001b[31m']],
    ['a file that is not there', ['pins', 'no\u001b]0;title\u0007.pem']],
  ])('what %s is named can do nothing to the terminal that its refusal is shown on', async (_what, words) => {
    const { code, stderr } = await runPinspect(words);
    expect(code).toBeGreaterThanOrEqual(64);
    expect(stderr).toContain(String.raw`\u001b`);
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  test('--version and --help answer on stdout with 0; no command at all is wrong usage', async () => {
    expect(await runPinspect(['--version'])).toEqual({
      code: 0,
      stdout: `pinspect ${manifest.version}\n`,
      stderr: '',
    });
    const help = await runPinspect(['--help']);
    expect([help.code, help.stderr]).toEqual([0, '']);
    for (const name of Object.keys(commands)) expect(help.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    const nothing = await runPinspect([]);
    expect([nothing.code, nothing.stdout, nothing.stderr]).toEqual([64, '', help.stdout]);
  });

  test.each(Object.entries(commands))(
    '%s --help names every option, without doing anything',
    async (name, { options }) => {
      const { code, stdout, stderr } = await runPinspect([name, '--help']);
      expect([code, stderr]).toEqual([0, '']);
      for (const option of Object.keys(options)) expect(stdout).toContain(`--${option}`);
    },
  );

  test('a command that does not exist is refused with the one that was meant', async () => {
    const { code, stdout, stderr } = await runPinspect(['evalute']);
    expect([code, stdout, stderr]).toEqual([
      64,
      '',
      'pinspect: There is no command “evalute”. Did you mean evaluate?\n',
    ]);
  });

  test('a reader that has read enough ends it silently', async () => {
    const line = `${JSON.stringify({ id: 'x'.repeat(2_000) })}\n`;
    const child = spawn(
      process.execPath,
      [join(repositoryFolder, 'scripts/pinspect.mjs'), 'evaluate', '--batch', '-'],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.end(line.repeat(2_000));
    const [code] = (await once(child, 'close')) as [number];
    expect([code, stderr]).toEqual([141, '']);
  });
});
