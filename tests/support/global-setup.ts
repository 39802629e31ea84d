/**
 * Gives one vitest run a folder that its processes share, and the network namespace of another computer where that is allowed;
 * cleans up after them. Nothing is built or started here: a run of unit tests needs no Electron. `launchElectron` asks for the
 * build, the runtime and the display when it needs them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFolderVariable } from './once-per-run.ts';
import { layOtherComputer } from './other-computer.ts';

export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'pinspect-run-'));
  process.env[runFolderVariable] = folder;
  const removeOtherComputer = layOtherComputer();
  return async () => {
    removeOtherComputer();
    await rm(folder, { recursive: true, force: true });
  };
}
