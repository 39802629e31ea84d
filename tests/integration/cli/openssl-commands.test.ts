import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { opensslCommands } from '../../../main/cli/check/check-advice.ts';
import type { CheckedRequest } from '../../../main/cli/check/run-check.ts';
import { createFolder } from '../../support/run-check.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer } from '../../support/servers/genuine-server.ts';

test('the commands of a report find the same pins and hashes by OpenSSL alone', async () => {
  const chains = createTestChains(['a.example.test']);
  const server = await startGenuineServer({ certificate: chains.genuine });
  const folder = await createFolder();
  const address = `127.0.0.1:${server.port}`;
  const url = `https://a.example.test:${server.port}/`;
  const checked = {
    target: { url, round: 1, wantedAddress: null, redirectedFrom: null },
    result: { url, host: 'a.example.test', port: server.port, address, route: 'direct' },
    connection: { route: { text: 'direct', interceptor: null, ledTo: null } },
    validatedChain: [chains.genuine, chains.issuingAuthority, chains.policyAuthority, chains.root],
    presentedChain: [chains.genuine, chains.issuingAuthority, chains.policyAuthority],
  } as unknown as CheckedRequest;
  const { stdout } = await promisify(execFile)('sh', ['-c', opensslCommands(checked).join('\n')], {
    cwd: folder.path,
  });
  const hashes = stdout.split('\n').filter((line) => /^[A-Za-z0-9+/]{43}=$/.test(line));
  expect(hashes.map((hash) => `sha256/${hash}`)).toEqual([
    chains.genuine.spkiSha256,
    chains.issuingAuthority.spkiSha256,
    chains.policyAuthority.spkiSha256,
  ]);
  expect([...stdout.matchAll(/= ?([0-9a-f]{64})$/gm)].map(([, hash]) => hash)).toEqual([
    chains.genuine.certSha256,
    chains.issuingAuthority.certSha256,
    chains.policyAuthority.certSha256,
  ]);
  // The root is not sent, and the commands say so.
  expect(opensslCommands(checked).at(-1)).toMatch(/^# Not sent by the server.*: 4 of the chain\.$/);
  // The address of a connection through a proxy is the proxy's.
  const through = (
    text: string,
    interceptor: string | null = null,
    ledTo: string | null = null,
  ): readonly string[] =>
    opensslCommands({
      ...checked,
      result: { ...checked.result, address: '192.0.2.9:3128', route: text },
      connection: { route: { text, interceptor, ledTo } },
    } as unknown as CheckedRequest);
  const note = '# These ask the server directly, not through the proxy.';
  const asked = `a.example.test:${server.port}`;
  for (const [commands, connect] of [
    [through('http://proxy.test:3128'), asked],
    [through('system: http://proxy.test:3128'), asked],
    [through('direct', 'mitmproxy 8.1.1'), asked],
    // What a name override made the proxy, or the interceptor, be asked for.
    [through('http://proxy.test:3128', null, '127.0.0.1:8443'), '127.0.0.1:8443'],
    [through('direct', 'mitmproxy 8.1.1', '[::1]:8443'), '[::1]:8443'],
  ] as const)
    expect(commands.slice(0, 2)).toEqual([
      note,
      `openssl s_client -connect '${connect}' -servername 'a.example.test' -showcerts </dev/null 2>/dev/null |`,
    ]);
  expect(through('system: direct')[0]).toContain("-connect '192.0.2.9:3128' -servername 'a.example.test'");
  await server.stop();
  await folder.remove();
});
