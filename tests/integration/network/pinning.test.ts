import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchHarness, type LaunchedHarness } from '../../support/launch-harness.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startTakeoverSwitch } from '../../support/servers/takeover-switch.ts';
import { startFragmentingFront } from '../../support/servers/fragmenting-front.ts';

const hosts = [
  'a.example.test',
  'b.example.test',
  '*.many.example.test',
  'localhost',
  '127.0.0.1',
  'xn--bcher-kva.example.test',
];
const chains = createTestChains(hosts);
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

const pinned = (pattern: string, ...pins: string[]): object => ({ version: 1, pinSets: [{ pattern, pins }] });
const allPinned = (pin: string): object => ({
  version: 1,
  pinSets: ['**.example.test', 'localhost', '127.0.0.1'].map((pattern) => ({ pattern, pins: [pin] })),
});

let harness: LaunchedHarness;
let server: GenuineServer;

beforeAll(async () => {
  harness = await launchHarness([chains.root.certificatePem, chains.attackerRoot.certificatePem]);
});
afterAll(async () => {
  await harness.close();
});
beforeEach(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  await harness.call('start', { version: 1, pinSets: [] });
  await harness.call('forget');
  return async () => {
    expect((await harness.call('seen')).bugs).toEqual([]);
    await server.stop();
  };
});

const url = (host: string, path = '/'): string => `https://${host}:${server.port}${path}`;

describe('one request', () => {
  test('an unpinned host with a trusted chain is allowed, and says so', async () => {
    const outcome = await harness.call('probe', url('a.example.test'));
    expect(outcome).toMatchObject({
      outcome: 'response',
      hops: [{ verdict: 'unpinned', action: 'allowed' }],
    });
    const { verifications } = await harness.call('seen');
    expect(verifications).toMatchObject([
      {
        host: 'a.example.test',
        action: 'allowed',
        isIssuedByKnownRoot: false,
        trustedBy: { kind: 'chromium' },
      },
    ]);
    expect(verifications[0]?.validatedChain.map(({ spkiSha256 }) => spkiSha256)).toEqual([
      chains.genuine.spkiSha256,
      chains.issuingAuthority.spkiSha256,
      chains.policyAuthority.spkiSha256,
      chains.root.spkiSha256,
    ]);
  });

  test('a dummy pin is refused with OkHttp’s message, and nothing reaches the server', async () => {
    await harness.call('setPolicy', pinned('a.example.test', dummy));
    const outcome = await harness.call('probe', url('a.example.test'));
    expect(outcome).toMatchObject({ outcome: 'blocked', failure: { code: 'pin-mismatch' } });
    const { verifications, connections } = await harness.call('seen');
    expect(verifications[0]?.failureMessage).toBe(
      [
        'Certificate pinning failure!',
        '  Peer certificate chain:',
        `    ${chains.genuine.spkiSha256}: CN=a.example.test`,
        `    ${chains.issuingAuthority.spkiSha256}: CN=Genuine Issuing Authority`,
        `    ${chains.policyAuthority.spkiSha256}: CN=Genuine Policy Authority`,
        `    ${chains.root.spkiSha256}: CN=Genuine Test Root`,
        '  Pinned certificates for a.example.test:',
        `    ${dummy}`,
      ].join('\n'),
    );
    expect(connections).toMatchObject([{ verdict: 'mismatch', action: 'blocked', applicationBytesSent: 0 }]);
    expect(server.traffic).toMatchObject({ requests: [], contentBytes: 0, handshakes: 0 });
  });

  test.each([
    ['the leaf', chains.genuine.spkiSha256],
    ['the issuing authority', chains.issuingAuthority.spkiSha256],
    ['the root, which the server does not send', chains.root.spkiSha256],
  ])('a pin of %s passes', async (_what, pin) => {
    await harness.call('setPolicy', pinned('a.example.test', dummy, pin));
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'response',
      hops: [{ verdict: 'pinned' }],
    });
  });

  test('the classic walk: refused by a dummy pin, and passing at once when the real one is adopted', async () => {
    await harness.call('setPolicy', pinned('a.example.test', dummy));
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({ outcome: 'blocked' });
    await harness.call('setPolicy', pinned('a.example.test', chains.genuine.spkiSha256));
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({ outcome: 'response' });
    await harness.call('setPolicy', pinned('a.example.test', dummy));
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({ outcome: 'blocked' });
    expect(server.traffic.requests).toHaveLength(1);
  });

  test('a rejection is remembered in its epoch, and a retry by the person is judged anew', async () => {
    await harness.call('setPolicy', pinned('a.example.test', dummy));
    await harness.call('fetchText', url('a.example.test'), 5_000);
    await harness.call('fetchText', url('a.example.test'), 5_000);
    await harness.call('probe', url('a.example.test'));
    const { connections } = await harness.call('seen');
    expect(
      connections.map(({ remembered, verdict, epoch }) => ({
        remembered,
        verdict,
        epoch: epoch - (connections[0]?.epoch ?? 0),
      })),
    ).toEqual([
      { remembered: false, verdict: 'mismatch', epoch: 0 },
      { remembered: true, verdict: 'mismatch', epoch: 0 },
      { remembered: false, verdict: 'mismatch', epoch: 1 },
    ]);
    expect(server.traffic.requests).toEqual([]);
  });

  test('a request sent while the policy changes again and again is judged, not lost', async () => {
    const sent = harness.call('probe', url('a.example.test'));
    for (let change = 0; change < 5; change += 1)
      await harness.call(
        'setPolicy',
        pinned('a.example.test', change === 4 ? dummy : chains.genuine.spkiSha256),
      );
    expect(['response', 'blocked', 'failed']).toContain((await sent).outcome);
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({ outcome: 'blocked' });
  });

  test('report-only is seen, not stopped', async () => {
    await harness.call('setPolicy', {
      version: 1,
      pinSets: [{ pattern: 'a.example.test', mode: 'report-only', pins: [dummy] }],
    });
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'response',
      hops: [{ verdict: 'mismatch', action: 'allowed' }],
    });
  });

  test('unpinned hosts are refused where the policy says so', async () => {
    await harness.call('setPolicy', { version: 1, unpinnedHosts: 'refuse', pinSets: [] });
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'blocked',
      failure: { code: 'unpinned-refused' },
    });
    expect(server.traffic.requests).toEqual([]);
  });
});

describe('hosts are judged each by itself', () => {
  test('plain http to a pinned host is refused, and to an unpinned one passes', async () => {
    await harness.call('setPolicy', pinned('a.example.test', chains.genuine.spkiSha256));
    const outcome = await harness.call('probe', `http://a.example.test:${server.port}/`);
    expect(outcome).toMatchObject({ outcome: 'blocked', failure: { code: 'cleartext' } });
    expect(server.traffic.contentBytes).toBe(0);
  });

  test('a redirect to a pinned host is judged, hop by hop', async () => {
    await harness.call('setPolicy', pinned('b.example.test', dummy));
    const outcome = await harness.call(
      'probe',
      url('a.example.test', `/redirect?to=${encodeURIComponent(url('b.example.test'))}`),
    );
    expect(outcome).toMatchObject({
      outcome: 'blocked',
      hops: [
        { verdict: 'unpinned', action: 'allowed' },
        { verdict: 'mismatch', action: 'blocked' },
      ],
    });
    expect(server.traffic.requests).toHaveLength(1);
  });

  test('a host reachable over another’s HTTP/2 connection is judged by itself, and HTTP/2 stays on', async () => {
    await harness.call('setPolicy', pinned('b.example.test', dummy));
    expect(await harness.call('fetchText', url('a.example.test'), 5_000)).toMatch(/^200/);
    expect(await harness.call('fetchText', url('b.example.test'), 5_000)).not.toMatch(/^200/);
    expect(server.traffic.requests).toMatchObject([{ alpn: 'h2' }]);
  });
});

describe('attacks', () => {
  test.each([['h2'], ['http/1.1']] as const)(
    '5,000 requests in bursts to wrongly pinned hosts (%s) deliver nothing',
    async (protocol) => {
      const target = await startGenuineServer({ certificate: chains.genuine, protocols: [protocol] });
      await harness.call('setPolicy', allPinned(dummy));
      for (let round = 0; round < 250; round += 1) {
        const urls = Array.from({ length: 20 }, () => `https://h${round}.many.example.test:${target.port}/`);
        const ended = await harness.call('burst', urls, round % 11);
        expect(ended.filter((text) => text.startsWith('200'))).toEqual([]);
      }
      expect(target.traffic.connections).toBeGreaterThanOrEqual(250);
      expect(target.traffic).toMatchObject({ requests: [], contentBytes: 0 });
      await target.stop();
    },
    300_000,
  );

  test('an attacker with a trusted CA takes over mid-session and gets no request', async () => {
    const attacker = await startGenuineServer({ certificate: chains.attacker });
    const front = await startTakeoverSwitch([server.port, attacker.port]);
    await harness.call('setPolicy', pinned('a.example.test', chains.genuine.spkiSha256));
    const target = `https://a.example.test:${front.port}/`;
    const running = harness.call(
      'burst',
      Array.from({ length: 100 }, () => target),
      15,
    );
    await expect.poll(() => server.traffic.requests.length).toBeGreaterThan(10);
    front.takeOver();
    const ended = await running;
    expect(await harness.call('fetchText', target, 5_000)).not.toMatch(/^200/);
    expect(ended.filter((text) => text.startsWith('200')).length).toBeGreaterThan(5);
    expect(server.traffic.requests.length).toBeGreaterThan(5);
    expect(front.connectionsByTarget[1]).toBeGreaterThan(0);
    expect(attacker.traffic).toMatchObject({ requests: [], contentBytes: 0 });
    await front.stop();
    await attacker.stop();
  });

  test('the pinned certificate appended to an attacker’s chain is a mismatch', async () => {
    server.setCertificate(chains.attackerWithGenuineAppended);
    await harness.call('setPolicy', pinned('a.example.test', chains.genuine.spkiSha256));
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'blocked',
      failure: { code: 'pin-mismatch' },
    });
    const { verifications } = await harness.call('seen');
    expect(verifications[0]?.presentedChain.map(({ spkiSha256 }) => spkiSha256)).toContain(
      chains.genuine.spkiSha256,
    );
    expect(server.traffic.requests).toEqual([]);
  });

  test.each(['never', 'late-accept', 'throws', 'absent', 'accepts-unrecorded'] as const)(
    'a proc that fails (%s) lets nothing through',
    async (how) => {
      await harness.call('start', pinned('a.example.test', chains.genuine.spkiSha256), {
        handshakeTimeoutMs: 2_000,
      });
      await harness.call('breakProc', url('a.example.test'), how);
      expect(await harness.call('fetchText', url('a.example.test'), 6_000)).not.toMatch(/^200/);
      expect(server.traffic).toMatchObject({ requests: [], contentBytes: 0 });
      const { connections } = await harness.call('seen');
      expect(connections.at(-1)).toMatchObject({ verdict: 'undecided', action: 'blocked' });
    },
  );

  test.each([
    ['whole', {}],
    ['split over records', { recordSizes: [1, 87] }],
    ['dripped byte by byte', { drip: { bytes: 1, everyMs: 1 } }],
  ] as const)('a HelloRetryRequest, %s, opens no race', async (_how, shape) => {
    const attacker = await startGenuineServer({ certificate: chains.attacker, keyExchangeGroups: 'P-384' });
    const front = await startFragmentingFront(attacker.port, shape);
    await harness.call('setPolicy', pinned('a.example.test', chains.genuine.spkiSha256));
    const ended = await harness.call(
      'burst',
      Array.from({ length: 20 }, () => `https://a.example.test:${front.port}/`),
      3,
    );
    expect(ended.filter((text) => text.startsWith('200'))).toEqual([]);
    expect(attacker.traffic).toMatchObject({ requests: [], contentBytes: 0 });
    await front.stop();
    await attacker.stop();
  });

  test('a killed network service reopens nothing, and enforcement recovers', async () => {
    const attacker = await startGenuineServer({ certificate: chains.attacker });
    const front = await startTakeoverSwitch([server.port, attacker.port]);
    const target = `https://a.example.test:${front.port}/`;
    await harness.call('setPolicy', pinned('a.example.test', chains.genuine.spkiSha256));
    expect(await harness.call('fetchText', target, 5_000)).toMatch(/^200/);
    await harness.call('killNetworkService');
    front.takeOver();
    await harness.call(
      'burst',
      Array.from({ length: 20 }, () => target),
      20,
      8_000,
    );
    expect(attacker.traffic).toMatchObject({ requests: [], contentBytes: 0 });
    front.takeOver(0);
    expect(await harness.call('probe', target)).toMatchObject({ outcome: 'response' });
    await front.stop();
    await attacker.stop();
  });

  test('whoever does not know the secret is not served by the relay', async () => {
    const [port = 0] = await harness.call('relayPorts');
    const { connect } = await import('node:net');
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`CONNECT a.example.test:${server.port} HTTP/1.1\r\nHost: a.example.test\r\n\r\n`),
      );
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve(text);
      });
    });
    expect(answer).toBe('');
    expect(server.traffic.connections).toBe(0);
  });
});

describe('CAs trusted for this run', () => {
  test('a chain of an unknown CA is untrusted, and passes while the CA is trusted for this run', async () => {
    server.setCertificate(chains.renewedByOtherAuthority);
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'blocked',
      failure: { code: 'untrusted' },
    });
    await harness.call('setAnchors', [chains.otherRoot.certificatePem]);
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'response',
      hops: [{ verdict: 'unpinned' }],
    });
    await harness.call('setAnchors', []);
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'blocked',
      failure: { code: 'untrusted' },
    });
    expect(server.traffic.requests).toHaveLength(1);
  });

  test('its CA does not vouch for another host, nor past the date', async () => {
    const other = chains.otherRoot;
    await harness.call('setAnchors', [other.certificatePem]);
    server.setCertificate(other.issueLeaf({ hosts: ['elsewhere.example.test'] }));
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'blocked',
      failure: { code: 'untrusted' },
    });
    server.setCertificate(
      other.issueLeaf({ hosts, notBefore: new Date(Date.now() - 9e8), notAfter: new Date(Date.now() - 1e8) }),
    );
    expect(await harness.call('probe', url('b.example.test'))).toMatchObject({
      outcome: 'blocked',
      failure: { code: 'untrusted' },
    });
    expect(server.traffic.requests).toEqual([]);
  });

  test('a pinned host stays refused behind a trusted man in the middle', async () => {
    server.setCertificate(chains.attacker);
    await harness.call('setPolicy', pinned('a.example.test', chains.genuine.spkiSha256));
    expect(await harness.call('probe', url('a.example.test'))).toMatchObject({
      outcome: 'blocked',
      failure: { code: 'pin-mismatch' },
    });
    expect(await harness.call('probe', url('b.example.test'))).toMatchObject({ outcome: 'response' });
    expect(server.traffic.requests).toHaveLength(1);
  });
});
