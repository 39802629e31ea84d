// A name with two addresses, by a hosts file that only the command under test sees (a mount namespace: root on Linux).
import { execFileSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import type { CheckResult } from '../../../main/cli/check/check-result.ts';
import { electronExecutable } from '../../support/electron-runtime.ts';
import { createFolder, runCheckCommand } from '../../support/run-check.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer } from '../../support/servers/genuine-server.ts';

// Each starts Electron, some of them several times.
vi.setConfig({ testTimeout: 120_000 });

const canMount = ((): boolean => {
  try {
    execFileSync('unshare', ['-m', 'mount', '--bind', '/etc/hosts', '/etc/hosts'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!canMount)(
  'each address is asked by itself, and the one with the old certificate is named (skipped where mounting is not allowed)',
  async () => {
    const chains = createTestChains(['two.example.test']);
    const server = await startGenuineServer({ certificate: chains.genuine, alsoIpv6: true });
    // The first connection gets the old one, the second the new one: a renewal that has reached one server of two.
    const renewed = chains.issuingAuthority.issueLeaf({
      hosts: ['two.example.test'],
      notBefore: new Date(Date.now() - 60_000),
    });
    server.rotateCertificates([chains.genuine, renewed]);
    const folder = await createFolder();
    const hosts = await folder.file('hosts', '127.0.0.1 localhost two.example.test\n::1 two.example.test\n');
    const wrapper = await folder.file(
      'electron.sh',
      `#!/bin/sh\nexec unshare -m sh -c 'mount --bind "${hosts}" /etc/hosts && exec "$0" "$@"' '${await electronExecutable()}' "$@"\n`,
    );
    await chmod(wrapper, 0o755);
    const pins = await folder.file(
      'policy.json',
      JSON.stringify({
        version: 1,
        pinSets: [{ pattern: 'two.example.test', pins: [chains.genuine.spkiSha256] }],
      }),
    );
    const roots = await folder.file('roots.pem', chains.root.certificatePem);
    const before = process.env.PINSPECT_ELECTRON;
    process.env.PINSPECT_ELECTRON = wrapper;
    try {
      const run = await runCheckCommand([
        ...[
          `two.example.test:${server.port}`,
          '--pins',
          pins,
          '--cacert',
          roots,
          '--every-address',
          '--json',
        ],
      ]);
      const { results, notes } = JSON.parse(run.stdout) as {
        readonly results: readonly CheckResult[];
        readonly notes: readonly string[];
      };
      expect(results.map(({ address }) => address).sort()).toEqual([
        `127.0.0.1:${server.port}`,
        `[::1]:${server.port}`,
      ]);
      expect(results.map(({ verdict }) => verdict)).toEqual(['pinned', 'mismatch']);
      const old = results[0]?.address?.replace(/:\d+$/, '').replace(/[[\]]/g, '') ?? '';
      expect(notes).toEqual([expect.stringContaining('1 of 2 addresses still serves an older certificate')]);
      expect(notes[0]).toMatch(new RegExp(`: ${old}\\.$`));
      expect(run.code).toBe(1);
    } finally {
      if (before === undefined) delete process.env.PINSPECT_ELECTRON;
      else process.env.PINSPECT_ELECTRON = before;
      await server.stop();
      await folder.remove();
    }
  },
);
