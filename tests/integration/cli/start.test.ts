// `npm start` where there is no display: one line says so and names the lab's command, and the lab runs in the terminal.
import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/cache.mjs';
import { repositoryFolder } from '../../support/electron-runtime.ts';

test.skipIf(process.platform !== 'linux')(
  'npm start without a display says so in one line, and runs the lab',
  async () => {
    const env: NodeJS.ProcessEnv = { ...process.env, PINSPECT_CACHE_DIR: cacheFolder() };
    delete env.DISPLAY;
    delete env.WAYLAND_DISPLAY;
    const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>(
      (resolve) => {
        execFile('npm', ['--silent', 'start'], { cwd: repositoryFolder, env }, (error, out, err) => {
          resolve({ code: error?.code ?? 0, stdout: out, stderr: err });
        });
      },
    );
    expect(stderr.match(/^There is no display .*$/gm)).toEqual([
      'There is no display for the window (DISPLAY and WAYLAND_DISPLAY are not set), so the lab runs here: npm run --silent pinspect -- lab',
    ]);
    expect(stdout).toContain('15 passed, 0 failed, 0 not run against built-in interceptor');
    expect(code).toBe(0);
  },
  120_000,
);
