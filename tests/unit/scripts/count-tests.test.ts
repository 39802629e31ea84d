import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/count-tests.mjs', import.meta.url));
let folder: string;

beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'pinspect-count-'))));
afterEach(async () => rm(folder, { recursive: true }));

async function count(report: object | undefined): Promise<string> {
  const path = join(folder, 'report.json');
  if (report !== undefined) await writeFile(path, JSON.stringify(report));
  return new Promise((resolve) => {
    execFile(process.execPath, [script, path], (error, stdout) => {
      resolve(`${stdout.trim()} (exit ${error?.code ?? 0})`);
    });
  });
}

const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const unloaded = { status: 'failed', assertionResults: [] };

it.each([
  ['3 passed, 0 failed (exit 0)', { ...none, numPassedTests: 3 }],
  [
    '3 passed, 0 failed, 2 skipped (exit 0)',
    { ...none, numPassedTests: 3, numPendingTests: 1, numTodoTests: 1 },
  ],
  ['3 passed, 1 failed (exit 1)', { ...none, numPassedTests: 3, numFailedTests: 1 }],
  ['3 passed, 1 failed (exit 1)', { ...none, numPassedTests: 3, testResults: [unloaded] }],
  ['0 passed, 0 failed (exit 1)', none],
  ['0 passed, 0 failed (exit 1)', undefined],
])('says %s', async (expected, report) => {
  expect(await count(report)).toBe(expected);
});
