// `pinspect lab` as a process.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ScenarioResult, scenarioIds } from '../../../common/lab-result.ts';
import { runElectron, type ElectronExit } from '../../support/launch-electron.ts';
import { faultsOfJson, faultsOfJunit } from '../../support/report-schemas.ts';
import { runPinspect, startPinspect } from '../../support/run-pinspect.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startSocksProxy } from '../../support/servers/socks-proxy.ts';
import { startUpstreamProxy } from '../../support/servers/upstream-proxy.ts';

const chains = createTestChains();
const folder = mkdtempSync(join(tmpdir(), 'pinspect-test-'));
const file = (name: string): string => join(folder, name);
let server: GenuineServer;

const lab = async (...words: readonly string[]): Promise<ElectronExit> =>
  runElectron({ headless: true, args: ['--', 'lab', ...words], timeoutMs: 90_000 });

beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  writeFileSync(file('root.pem'), chains.root.certificatePem);
  const policyOf = (pin: string): string =>
    JSON.stringify({ version: 1, pinSets: [{ pattern: 'a.example.test', pins: [pin] }] });
  writeFileSync(file('right.json'), policyOf(chains.genuine.spkiSha256));
  writeFileSync(file('wrong.json'), policyOf(chains.attacker.spkiSha256));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const own = (policy: string, ...words: readonly string[]): Promise<ElectronExit> =>
  lab(
    ...['--url', `https://a.example.test:${server.port}/`, '--connect-to', '::127.0.0.1:'],
    ...['--pins', file(policy), '--cacert', file('root.pem'), ...words],
  );

interface JsonReport {
  readonly circumstances: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  readonly results: readonly ScenarioResult[];
}

/** What `--json` writes, which is right by the schema. */
const readReport = async (stdout: string): Promise<JsonReport> => {
  const report: unknown = JSON.parse(stdout);
  expect(await faultsOfJson(report)).toBe('');
  return report as JsonReport;
};

/** A port at which nobody listens. */
const closedPort = async (): Promise<number> =>
  new Promise((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as AddressInfo;
      listener.close(() => {
        resolve(port);
      });
    });
  });

const hasMitmproxy = spawnSync('mitmdump', ['--version']).status === 0;
const canHideFiles = spawnSync('unshare', ['-m', 'true']).status === 0;
/** In a file system of its own, in which mitmdump cannot be run. */
const withoutMitmproxy = [
  'unshare',
  '-m',
  'sh',
  '-c',
  'mitm=$(command -v mitmdump) && mount --bind /dev/null "$(readlink -f "$mitm")"; exec "$@"',
  'sh',
];

describe('pinspect lab', () => {
  test('runs the whole walk, says so in words, and writes reports', async () => {
    const kinds = [`html=${file('lab.html')}`, `junit=${file('lab.xml')}`, `json=${file('lab.json')}`];
    const { code, stdout, stderr } = await lab(...kinds.flatMap((kind) => ['--report', kind]));
    expect(stdout).toMatch(/15 passed, 0 failed, 0 not run against built-in interceptor/);
    expect({ code, stderr: stderr.includes('pinspect:') }).toEqual({ code: 0, stderr: false });
    expect(readFileSync(file('lab.xml'), 'utf8')).toContain('tests="15"');
    expect((await readReport(readFileSync(file('lab.json'), 'utf8'))).results).toHaveLength(15);
    expect(readFileSync(file('lab.html'), 'utf8')).toContain(
      'With its CA trusted, the pin stops the interceptor',
    );
  }, 100_000);

  test.for([
    { interceptor: 'builtin', isThere: true },
    { interceptor: 'mitmproxy', isThere: hasMitmproxy },
  ])(
    'tests a host of one’s own, of a private PKI, under its policy with $interceptor',
    { timeout: 100_000 },
    async ({ interceptor, isThere }, { skip }) => {
      skip(!isThere, 'mitmproxy is not installed');
      const before = server.traffic.requests.length;
      const { code, stdout } = await own('right.json', '--json', '--interceptor', interceptor);
      const report = await readReport(stdout);
      expect(report.circumstances.Interceptor).toMatch(
        interceptor === 'builtin' ? /^built-in/ : /^mitmproxy \d/,
      );
      expect(report.results.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
        'dummy-pin passed',
        'real-pin passed',
        'untrusted-interceptor passed',
        'trusted-interceptor passed',
        'pinned-interceptor passed',
      ]);
      expect(code).toBe(0);
      // Direct under the policy, and through the interceptor in the control.
      expect(server.traffic.requests).toHaveLength(before + 2);
    },
  );

  test('without its root neither the control nor what rests on it counts, and the option that gives it is named', async () => {
    const words = ['--url', `https://a.example.test:${server.port}/`, '--connect-to', '::127.0.0.1:'];
    const { code, stdout } = await lab(...words, '--pins', file('right.json'), '--json', '--allow-not-run');
    const { results } = await readReport(stdout);
    const [dummy, , , control, pinned] = results;
    const advice = /name its root with --cacert\. Otherwise do not trust what answers there\.$/;
    expect(dummy?.whyNotRun).toMatch(advice);
    expect(control?.verdict).toBe('not-run');
    expect(control?.steps[0]?.interceptor?.requestsRead).toBe(1);
    expect(control?.whyNotRun).toMatch(
      /^The interceptor read the request, but did not get it to a\.example\.test: /,
    );
    expect(control?.whyNotRun).toMatch(advice);
    expect(pinned).toMatchObject({ verdict: 'not-run', steps: [] });
    expect(pinned?.whyNotRun).toContain(
      'Scenario 4 did not show that the interceptor can read a.example.test',
    );
    // The server is not trusted, which the policy does not excuse.
    expect(code).toBe(1);
  }, 100_000);

  test.each([
    [
      'expired',
      /Renew the certificate: it ended on [-\d]{10}\. If it did not, correct this machine’s clock\.$/,
    ],
    ['wrongHost', /ask for a host that this one is for: elsewhere\.example\.test\.$/],
  ] as const)(
    'advises by what is wrong with the certificate: %s',
    async (name, advice) => {
      const bad = await startGenuineServer({ certificate: chains[name] });
      try {
        const words = ['--url', `https://a.example.test:${bad.port}/`, '--connect-to', '::127.0.0.1:'];
        const { stdout } = await lab(...words, '--pins', file('right.json'), '--json');
        const [dummy, , , control] = (await readReport(stdout)).results;
        for (const scenario of [dummy, control]) {
          expect(scenario?.whyNotRun).toMatch(advice);
          expect(scenario?.whyNotRun).not.toContain('--cacert');
        }
      } finally {
        await bad.stop();
      }
    },
    100_000,
  );

  test('a server that is down is what is told, and not the interceptor’s address, which nobody named', async () => {
    const port = await closedPort();
    const words = ['--url', `https://a.example.test:${port}/`, '--connect-to', '::127.0.0.1:', '--json'];
    const { stdout } = await lab(...words, '--pins', file('right.json'), '--cacert', file('root.pem'));
    const whys = (await readReport(stdout)).results.map(({ whyNotRun }) => whyNotRun ?? 'run');
    expect(whys.slice(0, 2)).toEqual(Array(2).fill(expect.stringContaining('refused the connection')));
    expect(whys.slice(2, 4)).toEqual(
      Array(2).fill(
        expect.stringMatching(/^The interceptor could not reach a\.example\.test: .*ECONNREFUSED/),
      ),
    );
    expect(whys[4]).toMatch(/^Scenario 4 did not show/);
  }, 100_000);

  test('a policy that is wrong for the host fails, with what was expected and what happened', async () => {
    const { code, stdout } = await own('wrong.json');
    expect(code).toBe(1);
    expect(stdout).toMatch(/failed\s+Under the policy in force the host passes as pinned/);
    expect(stdout).toContain('is not on the validated chain');
  }, 100_000);

  test.skipIf(!canHideFiles)(
    'counts what needs a missing mitmproxy as not run, with the reason, and never as passed',
    async () => {
      const words = ['lab', '--interceptor', 'mitmproxy', '--report', `junit=${file('none.xml')}`, '--json'];
      const { code, stdout } = await runPinspect(words, { wrapper: withoutMitmproxy });
      const { results: scenarios, circumstances } = await readReport(stdout);
      const notRun = scenarios.filter(({ verdict }) => verdict === 'not-run');
      expect([code, circumstances.Interceptor]).toEqual([1, 'none was started']);
      expect(scenarios.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
      expect(notRun.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['trusted-interceptor', 'pinned-interceptor']),
      );
      for (const { whyNotRun, checks } of notRun) {
        expect(whyNotRun).toMatch(/mitmproxy|mitmdump/);
        expect(checks).toEqual([]);
      }
      const junit = readFileSync(file('none.xml'), 'utf8');
      expect(await faultsOfJunit(junit)).toBe('');
      expect(junit).toContain(`failures="0" errors="0" skipped="${notRun.length}"`);
      const allowed = await runPinspect([...words, '--allow-not-run'], { wrapper: withoutMitmproxy });
      expect(allowed.code).toBe(0);
    },
    100_000,
  );

  test('lists what there is to play, without playing it', async () => {
    const { code, stdout } = await runPinspect(['lab', '--list']);
    expect(code).toBe(0);
    for (const [index, id] of scenarioIds.entries())
      expect(stdout).toMatch(new RegExp(`^ ?${index + 1} {2}${id}$`, 'm'));
    expect(stdout).toContain('With its CA trusted, the pin stops the interceptor');
    const { stdout: json } = await runPinspect(['lab', '--list', '--json']);
    expect((JSON.parse(json) as { readonly id: string }[]).map(({ id }) => id)).toEqual(scenarioIds);
  }, 60_000);

  test('plays what was asked for and the control it rests on; the others are not run, and say why', async () => {
    const { code, stdout, stderr } = await lab(
      ...['--only', '5,renewals', '--only', '1', '--json', '--report', `junit=${file('only.xml')}`],
    );
    const note =
      '4 (trusted-interceptor) is played too, and counts: without this control 5 would prove nothing.';
    expect(stderr).toContain(`pinspect: ${note}\n`);
    const { notes, results } = await readReport(stdout);
    expect(notes).toEqual([note]);
    expect(results.map(({ id }) => id)).toEqual(scenarioIds);
    const played = ['dummy-pin', 'trusted-interceptor', 'pinned-interceptor', 'renewals'];
    for (const { id, verdict, whyNotRun, steps } of results)
      if (played.includes(id)) expect([id, verdict, steps.length > 0]).toEqual([id, 'passed', true]);
      else expect([verdict, whyNotRun]).toEqual(['not-run', 'It was not asked for: --only names others.']);
    expect(await faultsOfJunit(readFileSync(file('only.xml'), 'utf8'))).toBe('');
    expect(readFileSync(file('only.xml'), 'utf8')).toContain(
      'tests="15" failures="0" errors="0" skipped="11"',
    );
    expect(code).toBe(0);
  }, 100_000);

  test('what was asked for makes it fail, and so does a control that does not hold', async () => {
    const wrong = await own('wrong.json', '--only', '2');
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('0 passed, 1 failed, 4 not run (4 not asked for)');
    // Nobody reads there.
    const port = await closedPort();
    const words = ['--url', `https://a.example.test:${port}/`, '--connect-to', '::127.0.0.1:', '--json'];
    const { code, stdout } = await lab(
      ...[...words, '--pins', file('right.json'), '--cacert', file('root.pem'), '--only', '5'],
    );
    const { results } = await readReport(stdout);
    expect(results.map(({ whyNotRun }) => whyNotRun)).toEqual([
      ...Array<string>(3).fill('It was not asked for: --only names others.'),
      expect.stringContaining('The interceptor could not reach a.example.test'),
      expect.stringContaining('Scenario 4 did not show'),
    ]);
    expect(code).toBe(1);
  }, 100_000);

  test('ctrl-C ends it cleanly, with the report of what was done, and nothing left behind', async () => {
    const before = server.traffic.requests.length;
    const temporary = file('temporary');
    mkdirSync(temporary);
    const started = startPinspect(
      [
        ...[
          'lab',
          '--url',
          `https://a.example.test:${server.port}/`,
          '--connect-to',
          '::127.0.0.1:',
          '--json',
        ],
        ...[
          '--pins',
          file('right.json'),
          '--cacert',
          file('root.pem'),
          '--report',
          `junit=${file('ended.xml')}`,
        ],
      ],
      { env: { TMPDIR: temporary } },
    );
    // The second scenario is under way or over, three are to come.
    await vi.waitFor(() => {
      expect(server.traffic.requests.length).toBeGreaterThan(before);
    }, 90_000);
    started.interrupt();
    const { code, stdout, stderr } = await started.ended;
    expect([code, stderr]).toEqual([1, 'pinspect: ended early; what was left counts as not run.\n']);
    const { notes, results } = await readReport(stdout);
    expect(notes).toEqual(['The run was stopped before its end; what was left counts as not run.']);
    expect(results.map(({ verdict }) => verdict)).toHaveLength(5);
    expect(results[0]).toMatchObject({ id: 'dummy-pin', verdict: 'passed' });
    expect(results.at(-1)).toMatchObject({
      verdict: 'not-run',
      whyNotRun: 'The run was stopped before it ended.',
    });
    expect(await faultsOfJunit(readFileSync(file('ended.xml'), 'utf8'))).toBe('');
    expect(readdirSync(temporary)).toEqual([]);
  }, 120_000);

  test.each([
    ['--proxy', 'http'],
    ['HTTPS_PROXY', 'http'],
    ['--proxy', 'socks5'],
  ] as const)(
    'reaches a host of one’s own by %s (%s) with user and password, and so does the interceptor',
    async (by, scheme) => {
      const account = { user: 'u', password: 's3cr%t' };
      const proxy = await (scheme === 'http' ? startUpstreamProxy : startSocksProxy)({
        credentials: account,
      });
      const address = `${scheme}://u:s3cr%25t@127.0.0.1:${proxy.port}`;
      const { code, stdout } = await runElectron({
        headless: true,
        env: by === 'HTTPS_PROXY' ? { HTTPS_PROXY: address } : { HTTPS_PROXY: 'http://127.0.0.1:1' },
        args: [
          ...['--', 'lab', '--url', `https://a.example.test:${server.port}/`, '--json'],
          ...['--pins', file('right.json'), '--cacert', file('root.pem')],
          ...(by === '--proxy' ? ['--proxy', address] : []),
        ],
        timeoutMs: 90_000,
      });
      const { results } = await readReport(stdout);
      expect(results.map(({ verdict, whyNotRun }) => whyNotRun ?? verdict)).toEqual(Array(5).fill('passed'));
      expect(code).toBe(0);
      // Each step asked it for the host by name: two directly, and the interceptor for the control at least.
      expect(proxy.requests.length).toBeGreaterThanOrEqual(3);
      expect(stdout).not.toContain(account.password);
      await proxy.stop();
    },
    100_000,
  );

  test.each([
    ['an interceptor nobody knows', ['--interceptor', 'burp'], 64, /builtin and mitmproxy/],
    ['pins without a host', ['--pins', 'x'], 64, /--pins is for a host of your own/],
    ['a host without pins', ['--url', 'https://a.test/'], 64, /--pins POLICY/],
    ['a host without TLS', ['--url', 'http://a.test/', '--pins', 'x'], 64, /https:/],
    ['a policy that is not there', ['--url', 'https://a.test/', '--pins', '/no/such'], 65, /no\/such/],
    [
      'a scenario nobody knows',
      ['--only', '4,renewal'],
      64,
      /“renewal”\. Did you mean renewals\?[^]* 15 {2}expired/,
    ],
    [
      'a scenario that a host of one’s own does not have',
      ['--url', 'https://a.test/', '--pins', file('right.json'), '--only', '6'],
      64,
      /no scenario “6”\. There are:[^]* 5 {2}pinned-interceptor: [^\n]*\n(?! +6)/,
    ],
    ['a list of what is not listed', ['--list', '--only', '4'], 64, /--only has no meaning beside it/],
    ['a report that cannot be written', ['--report', 'html=/no/such/folder/x.html'], 64, /cannot be written/],
  ])('%s is refused before anything is sent', async (_what, words, wanted, says) => {
    const { code, stdout, stderr } = await lab(...words);
    expect({ code, stdout }).toEqual({ code: wanted, stdout: '' });
    expect(stderr).toMatch(says);
  });
});
