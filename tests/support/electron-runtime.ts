import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { resolveElectronRuntime } from '../../scripts/electron-runtime.mjs';
import { oncePerRun } from './once-per-run.ts';

export const repositoryFolder = fileURLToPath(new URL('../..', import.meta.url));

/** PINSPECT_ELECTRON when set, else what `npm start` would run; sets it up when it is missing. */
export async function electronExecutable(): Promise<string> {
  const given = process.env.PINSPECT_ELECTRON;
  if (given) return given;
  return oncePerRun('electron', async () => {
    const log = (line: string): void => void process.stderr.write(`${line}\n`);
    return (await resolveElectronRuntime({ allowSetup: true, log })).executablePath;
  });
}

/**
 * Builds environments of vite.config.ts, each once a run; throws with vite's output when one does not build.
 * PINSPECT_BUILT=1 means that the caller of the tests has built everything.
 */
export async function build(environments: readonly string[]): Promise<void> {
  if (process.env.PINSPECT_BUILT === '1') return;
  for (const environment of environments) {
    await oncePerRun(`built-${environment}`, async () => {
      await runViteBuild(environment);
      return '';
    });
  }
}

async function runViteBuild(environment: string): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, PINSPECT_BUILD_ONLY: environment };
  // Vitest's would give the page React's development build.
  delete env.NODE_ENV;
  const vite = spawn(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--app', '--logLevel', 'warn'],
    {
      cwd: repositoryFolder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  vite.stdout.on('data', (data: Buffer) => (output += data.toString()));
  vite.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise((resolve) => vite.on('close', resolve));
  if (code !== 0) throw new Error(`vite could not build ${environment}:\n${output}`);
}
