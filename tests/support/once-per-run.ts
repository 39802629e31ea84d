import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

type Outcome = { readonly value: string } | { readonly error: string };

/** Set by global-setup.ts: the folder this run's processes share. */
export const runFolderVariable = 'PINSPECT_TEST_RUN';

/**
 * Test files run in processes of their own; what they all need (a build, the runtime) is made by the first that asks,
 * and the others wait for it. A failure is kept too: asking again would fail the same way, only later.
 */
export async function oncePerRun(name: string, work: () => Promise<string>): Promise<string> {
  const folder = process.env[runFolderVariable];
  if (folder === undefined) return work();
  const path = join(folder, `${name}.json`);
  if (await isFirst(folder, name)) {
    const outcome: Outcome = await work().then(
      (value) => ({ value }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    await writeFile(`${path}.new`, JSON.stringify(outcome));
    await rename(`${path}.new`, path);
  }
  for (;;) {
    const outcome = await readOutcome(path);
    if (outcome !== undefined && 'value' in outcome) return outcome.value;
    if (outcome !== undefined) throw new Error(outcome.error);
    await delay(50);
  }
}

async function isFirst(folder: string, name: string): Promise<boolean> {
  try {
    await mkdir(join(folder, `${name}.claimed`));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readOutcome(path: string): Promise<Outcome | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Outcome;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
