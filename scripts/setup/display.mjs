// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SetupFailure } from './say.mjs';

/** @returns {boolean} whether a window can open: Linux is the one system that may lack the place for it */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * Starts an X server without a screen, on a display number that the server itself finds free.
 * @param {NodeJS.ProcessEnv} env its shader cache goes to this environment's home
 * @param {readonly string[]} [more] switches of the X server
 * @returns {Promise<{ display: string, stop: () => Promise<void> }>}
 */
export async function startVirtualDisplay(env, more = []) {
  // Between two windows it has no client: a server that then began anew would drop one that comes meanwhile.
  const args = ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp', '-noreset', ...more];
  const server = spawn('Xvfb', args, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let said = '';
  server.stderr?.on('data', (/** @type {unknown} */ text) => (said += String(text)));
  const exited = once(server, 'exit').catch((/** @type {Error} */ error) => (said = error.message));
  let number = '';
  const started = new Promise((resolve) => {
    server.stdio[3]?.on('data', (/** @type {unknown} */ text) => {
      number += String(text);
      if (number.endsWith('\n')) resolve(true);
    });
  });
  const running = await Promise.race([started, exited.then(() => false)]);
  if (running !== true)
    throw new SetupFailure(
      `Xvfb did not start (${said.trim().split('\n').at(-1)}). Try it by hand: Xvfb -displayfd 1`,
    );
  return {
    display: `:${number.trim()}`,
    stop: async () => {
      server.kill();
      await exited;
    },
  };
}
