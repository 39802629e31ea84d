// The attack that pinning is for: a man in the middle whose CA is installed in the operating system (NSS here), with a
// real mitmproxy, seen from both ends and joined by the port between them.
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { InterceptorEvent } from '../../../common/records.ts';
import { findMitmproxy } from '../../../main/interception/find-mitmproxy.ts';
import type { Interceptor } from '../../../main/interception/interceptor.ts';
import { startMitmproxy } from '../../../main/interception/start-mitmproxy.ts';
import { launchHarness, type LaunchedHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';

const search = { path: null, platform: process.platform, env: process.env, homeFolder: homedir() };
const found = await findMitmproxy(search);
const what = found.ok ? found.value.version : `skipped: ${found.error.message}`;
const chains = createTestChains(['a.example.test', 'b.example.test']);

describe.skipIf(!found.ok || process.platform !== 'linux')(`behind mitmproxy (${what})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-behind-'));
  const events: InterceptorEvent[] = [];
  let server: GenuineServer;
  let mitmproxy: Interceptor;
  let harness: LaunchedHarness;

  beforeAll(async () => {
    if (!found.ok) return;
    server = await startGenuineServer({ certificate: chains.genuine });
    const started = await startMitmproxy({
      found: found.value,
      configFolder: folder,
      upstreamProxy: null,
      serverRootsPem: chains.root.certificatePem,
    });
    if (!started.ok) throw new Error(started.error.message);
    mitmproxy = started.value;
    mitmproxy.onEvent((event) => events.push(event));
    harness = await launchHarness([chains.root.certificatePem, mitmproxy.caPem ?? '']);
  });
  afterAll(async () => {
    await harness.close();
    await mitmproxy.stop();
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await harness.call('start', {
      version: 1,
      pinSets: [{ pattern: 'a.example.test', pins: [chains.genuine.spkiSha256] }],
    });
    const { host, port, credentials } = mitmproxy.address;
    const proxy = { scheme: 'http', host, port, username: '', password: '', ...credentials } as const;
    await harness.call('setRoute', { interceptor: { name: mitmproxy.name, proxy } });
    await harness.call('forget');
  });

  const url = (host: string): string => `https://${host}:${server.port}/secret`;
  /** What mitmproxy says of the connection whose row the window shows. */
  const otherEnd = async (): Promise<readonly string[]> => {
    const { connections } = await harness.call('seen');
    const port = connections.at(-1)?.localPort;
    return events.filter(({ clientPort }) => clientPort === port).map(({ kind }) => kind);
  };

  test('an unpinned host is readable to it: the system trusts its CA', async () => {
    expect(await harness.call('probe', url('b.example.test'))).toMatchObject({
      outcome: 'response',
      hops: [{ verdict: 'unpinned', action: 'allowed' }],
    });
    await expect.poll(otherEnd).toContain('request-read');
    const { connections, verifications } = await harness.call('seen');
    expect(connections).toMatchObject([{ route: { interceptor: mitmproxy.name } }]);
    expect(verifications).toMatchObject([{ isIssuedByKnownRoot: false, trustedBy: { kind: 'chromium' } }]);
    expect(server.traffic.requests.filter(({ url: path }) => path === '/secret')).toHaveLength(1);
  });

  test('a pinned host is refused, it reads nothing of it, and hears the alert of the refusal', async () => {
    const before = server.traffic.requests.length;
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'blocked',
      failure: { code: 'pin-mismatch' },
    });
    await expect.poll(otherEnd).toContain('disconnected');
    expect(await otherEnd()).toContain('client-handshake-failed');
    expect(await otherEnd()).not.toContain('request-read');
    expect(server.traffic.requests).toHaveLength(before);
    const { connections } = await harness.call('seen');
    expect(connections).toMatchObject([{ verdict: 'mismatch', action: 'blocked', applicationBytesSent: 0 }]);
  });
});
