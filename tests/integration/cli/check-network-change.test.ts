// An address of this computer comes while a host is being reached, as when a container starts: in a network of its own, so that nobody else is disturbed.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createFolder } from '../../support/run-check.ts';
import { runPinspect } from '../../support/run-pinspect.ts';
import { createTestChains } from '../../support/servers/chains.ts';

const host = 'localhost';
const port = 8443;
const canChangeNetwork = ['ip', 'ss', 'openssl'].every(
  (command) => spawnSync('unshare', ['-n', 'which', command]).status === 0,
);

/** The server is asleep when the connection arrives, and wakes up when the address has come and the client has let go. */
const world = (files: { readonly certificate: string; readonly key: string }): string => `
ip link set lo up
openssl s_server -accept ${port} -cert '${files.certificate}' -key '${files.key}' -www >/dev/null 2>&1 &
server=$!
until ss -Htln sport = :${port} | grep -q .; do sleep 0.05; done
kill -STOP $server
(
  until ss -Htn state established dport = :${port} | grep -q .; do sleep 0.05; done
  ip link add changed type veth peer name beside
  ip link set beside up
  ip addr add 10.99.0.1/24 dev changed
  ip link set changed up
  sleep 1
  kill -CONT $server
) &
"$@"
code=$?
kill -KILL $server
exit $code
`;

test.skipIf(!canChangeNetwork)(
  'a change of this computer’s network says nothing of a host: it is asked again (skipped where no network can be made)',
  async () => {
    const chains = createTestChains([host]);
    const folder = await createFolder();
    const leaf = chains.root.issueLeaf({ hosts: [host] });
    const files = {
      certificate: await folder.file('leaf.pem', leaf.certificatePem),
      key: await folder.file('key.pem', leaf.privateKeyPem),
    };
    const roots = await folder.file('roots.pem', chains.root.certificatePem);
    const policy = { version: 1, pinSets: [{ pattern: host, pins: [leaf.spkiSha256] }] };
    const pins = await folder.file('policy.json', JSON.stringify(policy));
    const run = await runPinspect(['check', `${host}:${port}`, '--pins', pins, '--cacert', roots], {
      wrapper: ['unshare', '-n', 'sh', '-c', world(files), 'sh'],
    });
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('1 checked: 1 pinned.') as string });
    await folder.remove();
  },
);
