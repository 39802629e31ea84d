// Progress of long commands: on a terminal's stderr, in place; never among the results.

import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/cache.mjs';
import { repositoryFolder } from '../../support/electron-runtime.ts';
import { createFolder, type Folder } from '../../support/run-check.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';

/** util-linux's gives a command a terminal. */
const hasScript = spawnSync('script', ['--version']).status === 0;
const count = 30;

let folder: Folder;
let server: GenuineServer;

beforeAll(async () => {
  folder = await createFolder();
  const chains = createTestChains(['*.many.test']);
  server = await startGenuineServer({ certificate: chains.genuine });
  await folder.file('roots.pem', chains.root.certificatePem);
  const pinSets = [{ pattern: '*.many.test', pins: [chains.genuine.spkiSha256] }];
  await folder.file('policy.json', JSON.stringify({ version: 1, pinSets }));
  const hosts = Array.from({ length: count }, (_, index) => `h${index}.many.test:${server.port}`);
  await folder.file('targets.txt', hosts.join('\n'));
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

test.skipIf(!hasScript)(
  'stands in one line of a terminal and is gone at the end',
  async () => {
    const pinspect = `'${process.execPath}' '${join(repositoryFolder, 'scripts', 'pinspect.mjs')}'`;
    const words =
      'check --targets targets.txt --pins policy.json --cacert roots.pem --connect-to ::127.0.0.1: --concurrency 2 --json';
    const terminal = await new Promise<string>((resolve, reject) => {
      execFile(
        'script',
        ['--quiet', '--return', '--command', `${pinspect} ${words} > results.json`, '/dev/null'],
        { cwd: folder.path, env: { ...process.env, PINSPECT_CACHE_DIR: cacheFolder(), TERM: 'xterm' } },
        (error, stdout) => {
          if (error === null) resolve(stdout);
          else reject(new Error(`${String(error.code)}: ${stdout}`));
        },
      );
    });
    const lines = terminal.split('\r\u001b[K');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.at(-1)).toBe('');
    for (const line of lines.slice(1, -1)) expect(line).toMatch(/^check(?:ing|ed \d+ of) 30$/);
    const results = readFileSync(folder.place('results.json'), 'utf8');
    expect(results).not.toContain('\u001b');
    expect((JSON.parse(results) as { results: readonly unknown[] }).results).toHaveLength(count);
  },
  60_000,
);
