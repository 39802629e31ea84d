import { expect, test } from 'vitest';
import { runElectron } from '../support/launch-electron.ts';

const shell = { app: 'dist/shell/index.js', builds: ['shell'] };

test('a refused switch ends the start with 64 and a sentence', async () => {
  expect(
    await runElectron({ ...shell, args: ['--ignore-certificate-errors'], headless: true }),
  ).toMatchObject({
    code: 64,
    stdout: '',
    stderr: expect.stringContaining(
      'Pinspect does not start with --ignore-certificate-errors, because it decides about certificates in place of the pins.\n',
    ) as string,
  });
});
