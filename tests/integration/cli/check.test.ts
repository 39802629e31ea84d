import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CheckResult } from '../../../main/cli/check/check-result.ts';
import type { ElectronExit } from '../../support/launch-electron.ts';
import { faultsOfHar, faultsOfJson, faultsOfJunit, readCsv } from '../../support/report-schemas.ts';
import { createFolder, runCheckCommand, type CheckRunOptions, type Folder } from '../../support/run-check.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startStallingServer } from '../../support/servers/stalling-server.ts';

// Each starts Electron, some of them several times.
vi.setConfig({ testTimeout: 120_000 });

const chains = createTestChains(['*.example.test', '*.many.test', 'localhost']);
const leafPin = chains.genuine.spkiSha256;
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const toLoopback = ['--connect-to', '::127.0.0.1:'];

interface Document {
  readonly exitCode: number;
  readonly notes: readonly string[];
  readonly results: readonly (CheckResult & { readonly outcome: string })[];
}

let folder: Folder;
let server: GenuineServer;
let roots: string;

beforeAll(async () => {
  folder = await createFolder();
  roots = await folder.file('roots.pem', chains.root.certificatePem);
});
afterAll(async () => {
  await folder.remove();
});
beforeEach(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  return async () => server.stop();
});

const policy = async (...pinSets: readonly object[]): Promise<string> =>
  folder.file('policy.json', JSON.stringify({ version: 1, pinSets }));

const check = async (words: readonly string[], options: CheckRunOptions = {}): Promise<ElectronExit> =>
  runCheckCommand([...words, '--cacert', roots, ...toLoopback], options);

const checkJson = async (
  words: readonly string[],
  options: CheckRunOptions = {},
): Promise<{
  readonly run: ElectronExit;
  readonly document: Document;
  readonly results: Document['results'];
}> => {
  const run = await check([...words, '--json'], options);
  expect(run.stderr).toBe('');
  const document = JSON.parse(run.stdout) as Document;
  expect(await faultsOfJson(document)).toBe('');
  expect(document.exitCode).toBe(run.code);
  return { run, document, results: document.results };
};

const askedFor = (): readonly string[] =>
  server.traffic.requests.map(({ host, url }) => `${host?.replace(/:\d+$/, '') ?? ''}${url}`).sort();
const at = (host: string, path = ''): string => `https://${host}:${server.port}${path}`;

describe('verdicts and exit codes', () => {
  test('every verdict in one run, with reports that others can read, and 0 requests for what was refused', async () => {
    const pins = await policy(
      { pattern: 'good.example.test', pins: [leafPin] },
      { pattern: 'bad.example.test', pins: [dummy] },
      { pattern: 'trial.example.test', mode: 'report-only', pins: [dummy] },
      { pattern: 'over.example.test', expires: '2020-01-01', pins: [dummy] },
    );
    const kinds = ['junit', 'html', 'json', 'har', 'csv'] as const;
    const reports = kinds.flatMap((kind) => ['--report', `${kind}=${folder.place(`all.${kind}`)}`]);
    const hosts = ['good', 'bad', 'trial', 'over', 'none'].map((name) => at(`${name}.example.test`));
    const others = [
      `http://bad.example.test:${server.port}/`,
      at('wrong.example.org'),
      at('bad.example.test', '/again'),
    ];
    const { run, results } = await checkJson([...hosts, ...others, '--pins', pins, ...reports]);

    expect(
      results.map(({ verdict, action, errorCode }) => `${verdict} ${action} ${errorCode ?? '-'}`),
    ).toEqual([
      'pinned allowed -',
      'mismatch blocked pin-mismatch',
      'mismatch allowed -',
      'unpinned allowed -',
      'unpinned allowed -',
      'cleartext blocked cleartext',
      'untrusted blocked untrusted',
      'mismatch blocked pin-mismatch',
    ]);
    // Every connection is closed by then, so that its bytes are told.
    expect(
      results.filter(({ bytesSent, bytesReceived }) => bytesSent === null || bytesReceived === null),
    ).toEqual([]);
    expect(run.code).toBe(2);
    expect(askedFor()).toEqual(['good', 'none', 'over', 'trial'].map((name) => `${name}.example.test/`));
    const [good, bad] = results;
    expect(good).toMatchObject({
      host: 'good.example.test',
      port: server.port,
      address: `127.0.0.1:${server.port}`,
      route: 'direct',
      tlsVersion: 'TLS 1.3',
      httpStatus: 200,
      matchedPin: leafPin,
      trust: 'validated',
      matchedPatterns: ['good.example.test'],
    });
    expect(good?.chain.map(({ spkiSha256, pinned }) => [spkiSha256, pinned])).toEqual([
      [leafPin, true],
      [chains.issuingAuthority.spkiSha256, false],
      [chains.policyAuthority.spkiSha256, false],
      [chains.root.spkiSha256, false],
    ]);
    expect(good?.bytesReceived).toBeGreaterThan(1_000);
    expect(bad?.failureMessage).toMatch(/^Certificate pinning failure!\n {2}Peer certificate chain:\n/);
    expect(results.at(-1)).toMatchObject({ remembered: true, url: at('bad.example.test', '/again') });

    const read = async (kind: string): Promise<string> => readFile(folder.place(`all.${kind}`), 'utf8');
    const junit = await read('junit');
    expect(await faultsOfJunit(junit)).toBe('');
    expect(junit).toContain('tests="8" failures="7" errors="0" skipped="0"');
    expect(junit).toContain('Certificate pinning failure!');
    const har = JSON.parse(await read('har')) as { log: { entries: { response: { status: number } }[] } };
    expect(faultsOfHar(har)).toBe('');
    expect(har.log.entries.map(({ response }) => response.status)).toEqual([200, 200, 200, 200]);
    expect(await faultsOfJson(JSON.parse(await read('json')))).toBe('');
    expect(readCsv(await read('csv')).map(([url = '']) => url)).toEqual([
      'url',
      ...results.map(({ url }) => url),
    ]);
    const html = await read('html');
    expect(html).toContain(leafPin);
    expect(html).toContain('1 of 8 passed');
  });

  test('all pinned is 0, in words on stdout, and nothing on stderr', async () => {
    const pins = await policy({ pattern: '*.example.test', pins: [chains.root.spkiSha256] });
    const run = await check([at('a.example.test'), at('b.example.test'), '--pins', pins]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(
      /^pinned {4}a\.example\.test:\d+ {2}sha256\/\S+ is certificate 4, CN=Genuine Test Root\./,
    );
    expect(run.stdout).toMatch(/\n2 checked: 2 pinned\. \d+\.\d s\.\n$/);
  });

  test('a trial mismatch beside pins that hold is 1', async () => {
    const pins = await policy(
      { pattern: '*.example.test', pins: [leafPin] },
      { pattern: 'a.example.test', mode: 'report-only', pins: [dummy] },
    );
    const { run, results } = await checkJson([at('a.example.test'), '--pins', pins]);
    expect(results[0]).toMatchObject({
      verdict: 'pinned',
      outcome: 'failed',
      reportOnly: { verdict: 'mismatch' },
    });
    expect(run.code).toBe(1);
  });

  test('nobody there is 3, unpinned is 4 unless allowed', async () => {
    const pins = await policy({ pattern: 'a.example.test', pins: [leafPin] });
    const gone = await startGenuineServer({ certificate: chains.genuine });
    await gone.stop();
    const { run, results } = await checkJson([`https://a.example.test:${gone.port}`, '--pins', pins]);
    expect(results[0]).toMatchObject({
      verdict: 'undecided',
      errorCode: 'connect-refused',
      expectedPins: [leafPin],
    });
    expect(run.code).toBe(3);
    expect((await check([at('b.example.test'), '--pins', pins])).code).toBe(4);
    expect((await check([at('b.example.test'), '--pins', pins, '--allow-unpinned'])).code).toBe(0);
  });

  test('without --cacert the system’s trust counts, which does not know the test’s root', async () => {
    const pins = await policy({ pattern: 'a.example.test', pins: [leafPin] });
    const run = await runCheckCommand([at('a.example.test'), '--pins', pins, ...toLoopback]);
    expect(run.code).toBe(2);
    expect(run.stdout).toMatch(/^untrusted .* authority that this computer does not trust/);
    expect(server.traffic.requests).toEqual([]);
  });

  test('a server that stalls is given up in time, and the others do not wait for it', async () => {
    const stalling = await startStallingServer();
    const pins = await policy({ pattern: '*.example.test', pins: [leafPin] });
    const { run, results } = await checkJson([
      `https://slow.example.test:${stalling.port}/`,
      at('a.example.test'),
      ...['--pins', pins, '--timeout', '5'],
    ]);
    expect(results).toMatchObject([{ verdict: 'undecided' }, { verdict: 'pinned', errorCode: null }]);
    expect(results[0]?.errorCode).toMatch(/^(handshake-)?timeout$/);
    expect(results[0]?.durationMs).toBeLessThan(10_000);
    expect(run.code).toBe(2);
    await stalling.stop();
  });
});

describe('options', () => {
  test('redirects are only followed with --location, each hop with a verdict', async () => {
    const pins = await policy(
      { pattern: 'a.example.test', pins: [leafPin] },
      { pattern: 'bad.example.test', pins: [dummy] },
    );
    const url = at('a.example.test', `/redirect?to=${encodeURIComponent(at('bad.example.test', '/x'))}`);
    const still = await checkJson([url, '--pins', pins]);
    expect(still.results).toMatchObject([{ verdict: 'pinned', httpStatus: 302 }]);
    expect(still.run.code).toBe(0);
    const followed = await checkJson([url, '--pins', pins, '--location']);
    expect(followed.results).toMatchObject([
      { verdict: 'pinned', httpStatus: 302 },
      { verdict: 'mismatch', url: at('bad.example.test', '/x'), redirectedFrom: url },
    ]);
    expect(followed.run.code).toBe(1);
    expect(askedFor().filter((asked) => asked.startsWith('bad'))).toEqual([]);
    const circle = await checkJson([
      at('a.example.test', '/redirect?to=/redirect'),
      '--pins',
      pins,
      '--location',
    ]);
    expect(circle.results.length).toBeLessThanOrEqual(21);
  });

  test('a redirect to a host that is asked too is answered, whoever is done with it first', async () => {
    const pins = await policy({ pattern: '*.example.test', pins: [leafPin] });
    const slow = at('a.example.test', '/slow?count=20&everyMs=100');
    const { results, run } = await checkJson([
      at('a.example.test', '/slow?count=8&everyMs=100'),
      at('b.example.test', `/redirect?to=${encodeURIComponent(slow)}`),
      '--pins',
      pins,
      '--location',
    ]);
    expect(results.map(({ url, httpStatus }) => [new URL(url).pathname, httpStatus])).toEqual([
      ['/slow', 200],
      ['/redirect', 302],
      ['/slow', 200],
    ]);
    expect(run.code).toBe(0);
  });

  test('each round is judged anew, and what is served in it counts', async () => {
    const pins = await policy({ pattern: 'a.example.test', pins: [leafPin] });
    const { results } = await checkJson([at('a.example.test'), '--pins', pins, '--repeat', '3']);
    expect(results.map(({ round, verdict }) => [round, verdict])).toEqual([
      [1, 'pinned'],
      [2, 'pinned'],
      [3, 'pinned'],
    ]);
    // A round that went on with an accept of an earlier one would have made no handshake of its own.
    expect(server.traffic.handshakes).toBe(3);
    expect(server.traffic.resumedHandshakes).toBe(0);
  });

  test('a certificate or pins that end within the span are found', async () => {
    const soon = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    const pins = await policy({ pattern: 'a.example.test', pins: [leafPin], expires: soon });
    const words = [at('a.example.test'), '--pins', pins, '--fail-before'];
    const { run, results } = await checkJson([...words, '30d']);
    expect(results[0]?.findings).toEqual(['Its pins end within 30 days: from then on it would be unpinned.']);
    expect(run.code).toBe(1);
    expect((await check([...words, '5d'])).code).toBe(0);
    const long = await policy({ pattern: 'a.example.test', pins: [leafPin] });
    const leafEnds = await checkJson([at('a.example.test'), '--pins', long, '--fail-before', '100d']);
    expect(leafEnds.results[0]?.findings).toEqual([
      expect.stringMatching(/^The leaf \(CN=.*\) ends on \d{4}-.*, within 100 days\.$/),
    ]);
    expect(leafEnds.run.code).toBe(1);
  });

  test('pins that have ended are told with their day, and count as ending before', async () => {
    const pins = await policy(
      { pattern: 'over.example.test', pins: [leafPin], expires: '2026-01-01' },
      { pattern: 'off.example.test', pins: [leafPin], mode: 'off' },
    );
    const words = [at('over.example.test'), at('off.example.test'), '--pins', pins, '--allow-unpinned'];
    const allowed = await check(words);
    expect(allowed.code).toBe(0);
    expect(allowed.stdout).toContain('No pin is in force for it: over.example.test (expired on 2026-01-01).');
    expect(allowed.stdout).toContain('No pin is in force for it: off.example.test (off).');
    const { run, results } = await checkJson([...words, '--fail-before', '1d']);
    expect(run.code).toBe(1);
    expect(results.map(({ findings }) => findings)).toEqual([
      ['Its pins have ended: over.example.test expired on 2026-01-01.'],
      [],
    ]);
  });

  test('a baseline shows a renewal, and a second run finds nothing', async () => {
    const pins = await policy({ pattern: 'a.example.test', pins: [leafPin] });
    const last = folder.place('last.json');
    expect((await check([at('a.example.test'), '--pins', pins, '--report', `json=${last}`])).code).toBe(0);
    const words = [
      at('a.example.test'),
      at('b.example.test'),
      '--pins',
      pins,
      '--baseline',
      last,
      '--allow-unpinned',
    ];
    const same = await checkJson(words);
    expect(same.document.notes).toEqual([`${at('b.example.test')}/ is not in the baseline.`]);
    expect(same.run.code).toBe(0);
    server.setCertificate(chains.renewedWithSameKey);
    const renewed = await checkJson(words);
    expect(renewed.results[0]?.findings).toEqual([
      expect.stringMatching(/^The leaf was renewed with the same key: /),
    ]);
    expect(renewed.run.code).toBe(1);
    server.setCertificate(chains.renewedWithNewKey);
    const other = await checkJson(words);
    expect(other.results[0]?.findings[0]).toBe('The verdict was pinned and is mismatch.');
    expect(other.results[0]?.findings[1]).toMatch(/^The leaf has another key: /);
  });

  test('another client’s configuration is judged by its own rule, and blocks by it', async () => {
    // curl compares the leaf only: a pin of the root, which holds for Pinspect, does not hold there.
    const pins = await folder.file(
      'curl.sh',
      `curl --pinnedpubkey sha256//${chains.root.spkiSha256.slice('sha256/'.length)} ${at('a.example.test')}\n`,
    );
    const { run, results } = await checkJson([at('a.example.test'), '--pins', pins]);
    expect(results[0]).toMatchObject({ verdict: 'mismatch', action: 'blocked' });
    expect(results[0]?.rule).toMatch(/^curl: .*leaf only/);
    expect(run.code).toBe(1);
    expect(server.traffic.requests).toEqual([]);
  });
});

describe('targets', () => {
  test('without URLs the policy’s exact hosts, wildcards are named', async () => {
    const pins = await policy(
      { pattern: 'localhost', pins: [dummy] },
      { pattern: '**.example.test', pins: [dummy] },
    );
    const { document } = await checkJson([
      '--pins',
      pins,
      '--connect-to',
      `localhost:443:127.0.0.1:${server.port}`,
    ]);
    expect(document.results.map(({ url, verdict }) => [url, verdict])).toEqual([
      ['https://localhost/', 'mismatch'],
    ]);
    expect(document.notes).toEqual([expect.stringMatching(/^\*\*\.example\.test was not checked/)]);
  });

  test('a thousand targets from stdin, each judged, a refused one never asked', async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `h${index}.many.test`);
    const pins = await policy(
      { pattern: '*.many.test', pins: [leafPin] },
      ...names
        .filter((_, index) => index % 100 === 7)
        .map((pattern) => ({ pattern, mode: 'off', pins: [dummy] })),
      { pattern: 'h5.many.test', mode: 'report-only', pins: [dummy] },
    );
    const input = names.map((name) => `${name}:${server.port}`).join('\n');
    const { results } = await checkJson(['-', '--pins', pins], { input, timeoutMs: 120_000 });
    expect(results.map(({ host }) => host)).toEqual(names);
    expect(results.filter(({ verdict }) => verdict === 'pinned')).toHaveLength(1_000);
    expect(results.filter(({ errorCode }) => errorCode !== null)).toEqual([]);
    expect(new Set(askedFor()).size).toBe(1_000);
    // Each once: nothing is retried.
    expect(server.traffic.requests).toHaveLength(1_000);
    server.setCertificate(chains.renewedWithNewKey);
    const asked = server.traffic.requests.length;
    const some = input.split('\n').slice(0, 200).join('\n');
    const refused = await checkJson(['-', '--pins', pins], { input: some });
    expect(
      refused.results.filter(({ verdict, action }) => verdict === 'mismatch' && action === 'blocked'),
    ).toHaveLength(200);
    expect(server.traffic.requests).toHaveLength(asked);
  }, 240_000);
});
