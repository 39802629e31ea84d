// `pinspect watch` as a process, with real clients led through it or coming by themselves.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runElectron, startElectron, type ElectronExit } from '../../support/launch-electron.ts';
import { faultsOfHar, faultsOfJson } from '../../support/report-schemas.ts';
import {
  controlHost,
  findRealMitmproxy,
  pinnedHost,
  runClient,
  startWatchedServers,
  type WatchedServers,
} from '../../support/watch/watched-world.ts';

const mitmproxy = await findRealMitmproxy();
const clientFile = (name: string): string => join(import.meta.dirname, '../../support/watch/clients', name);
const folder = mkdtempSync(join(tmpdir(), 'pinspect-test-'));
const file = (name: string): string => join(folder, name);
const control = `https://${controlHost}/`;
const api = `https://${pinnedHost}/`;
let servers: WatchedServers;
/** How the watch reaches its world, and where its CA is. */
let world: readonly string[];

interface CaseData {
  readonly host: string;
  readonly verdict: string;
  readonly conclusion: string;
  readonly outcome: string;
  readonly policy: { readonly holdsToday: boolean | null; readonly sentence: string } | null;
  readonly realChain: readonly unknown[] | null;
  readonly realChainError: string | null;
}

beforeAll(async () => {
  servers = await startWatchedServers();
  writeFileSync(file('root.pem'), servers.rootPem);
  writeFileSync(file('hosts.txt'), `# must be pinned\n${pinnedHost}\n`);
  const policyOf = (pin: string): string =>
    JSON.stringify({ version: 1, pinSets: [{ pattern: pinnedHost, pins: [pin] }] });
  writeFileSync(file('policy.json'), policyOf(servers.pin));
  world = [
    ...['--ca', file('ca'), '--upstream-cacert', file('root.pem')],
    ...['--connect-to', `:443:127.0.0.1:${servers.server.port}`, '--control', controlHost],
  ];
});
afterAll(async () => {
  await servers.server.stop();
  rmSync(folder, { recursive: true });
});

const watch = async (...words: readonly string[]): Promise<ElectronExit> =>
  runElectron({ headless: true, args: ['--', 'watch', ...world, ...words], timeoutMs: 110_000 });
const pinning = ['--pinnedpubkey', `sha256//${Buffer.alloc(32, 7).toString('base64')}`, '-s', api];

// Each starts Electron, some of them several times.
vi.setConfig({ testTimeout: 120_000 });

describe('pinspect watch', () => {
  test('fails with 1 where a command’s host that must be pinned was readable, and reports what was read', async () => {
    const reports = ['junit', 'html', 'json', 'har', 'csv'].flatMap((kind) => [
      '--report',
      `${kind}=${file(`read.${kind}`)}`,
    ]);
    const words = ['-s', '-H', 'Authorization: Bearer very-secret', control, api];
    const { code, stdout, stderr } = await watch(
      ...['--expect', file('policy.json'), ...reports, '--save', file('build-41.json')],
      ...['--', 'curl', ...words],
    );
    expect(stdout).toMatch(/failed {2}api\.example\.test: not pinned, readable/);
    expect({ code, stderr }).toMatchObject({ code: 1 });
    const json = JSON.parse(readFileSync(file('read.json'), 'utf8')) as {
      readonly results: readonly CaseData[];
    };
    expect(await faultsOfJson(json)).toBe('');
    const found = json.results.find(({ host }) => host === pinnedHost);
    expect(found).toMatchObject({
      outcome: 'failed',
      policy: { holdsToday: true, sentence: expect.stringContaining('does not enforce') as string },
      realChainError: null,
      realChain: [{}, {}],
    });
    const har = readFileSync(file('read.har'), 'utf8');
    expect(faultsOfHar(JSON.parse(har))).toBe('');
    expect(har).toContain(api);
    for (const name of ['read.json', 'read.har', 'read.html', 'build-41.json'])
      expect(readFileSync(file(name), 'utf8')).not.toContain('very-secret');
    expect(readFileSync(file('read.junit'), 'utf8')).toMatch(/failures="1"/);
    expect(statSync(file('ca/pinspect-watch-ca.key')).mode & 0o777).toBe(0o600);
  });

  test('passes where it pins, and says what became of an earlier watch', async () => {
    const { code, stdout } = await watch(
      ...[
        '--expect',
        file('hosts.txt'),
        '--baseline',
        file('build-41.json'),
        '--save',
        file('build-42.json'),
      ],
      ...['--', 'curl', '-s', control, '--next', ...pinning, '--next', ...pinning],
    );
    expect(stdout).toMatch(/passed {2}api\.example\.test: pinned, refused after the handshake/);
    expect(stdout).toContain(`${pinnedHost} was not pinned and is now.`);
    expect(code).toBe(0);
  });

  test('fails where a host was pinned in the earlier watch and is not any more', async () => {
    const { code, stdout } = await watch(
      ...['--baseline', file('build-42.json'), '--', 'curl', '-s', control, api],
    );
    expect(stdout).toContain(`Since the saved watch: ${pinnedHost} was pinned and is not any more.`);
    expect(stdout).toContain('noted: nothing was expected of it. --expect names the hosts');
    expect(code).toBe(1);
  });

  test('keeps no watch over a file that it reads or reports to, nor where it cannot: 64, and nothing is lost', async () => {
    symlinkSync(file('build-42.json'), file('link.json'));
    const before = readFileSync(file('build-42.json'), 'utf8');
    const cases: readonly (readonly [readonly string[], string])[] = [
      [
        ['--baseline', file('build-42.json'), '--save', file('link.json')],
        `--save ${file('link.json')} would replace the file that --baseline reads. Name a file of its own, and let it take the place of the baseline once its changes are accepted.`,
      ],
      [
        ['--expect', file('hosts.txt'), '--save', file('hosts.txt')],
        `--save ${file('hosts.txt')} would replace the file that --expect reads. Name a file of its own.`,
      ],
      [
        ['--report', `json=${file('both.json')}`, '--save', file('both.json')],
        `The json report ${file('both.json')} and the saved watch ${file('both.json')} would be one file. Give each a file of its own.`,
      ],
      [
        ['--save', file('nowhere/watch.json')],
        `The saved watch ${file('nowhere/watch.json')} cannot be written: there is no such folder.`,
      ],
    ];
    for (const [words, sentence] of cases) {
      const { code, stdout, stderr } = await watch(...words, '--', 'touch', file('ran'));
      expect([code, stdout]).toEqual([64, '']);
      expect(stderr).toContain(`pinspect: ${sentence}\n`);
    }
    expect(readFileSync(file('build-42.json'), 'utf8')).toBe(before);
    expect([existsSync(file('ran')), existsSync(file('both.json'))]).toEqual([false, false]);
  }, 60_000);

  test('does not call a command pinning that does not trust the CA, nor one that never came: 2', async () => {
    const lost = await watch(
      ...['--expect', file('hosts.txt'), '--', 'curl', '-s', '--cacert', file('root.pem'), control, api, api],
    );
    expect(lost.stdout).toMatch(/not judged {2}api\.example\.test: the CA is not trusted there, refused/);
    const absent = await watch('--expect', file('hosts.txt'), '--', 'true');
    expect(absent.stdout).toContain(`no traffic  ${pinnedHost}`);
    expect([lost.code, absent.code]).toEqual([2, 2]);
  });

  test('judges clients that come by themselves, Pinspect among them, until ctrl-C ends it with its report', async () => {
    const port = await freePort();
    const running = await startElectron({
      headless: true,
      args: [
        ...['--', 'watch', ...world, '--listen', `127.0.0.1:${port}`],
        ...['--expect', file('hosts.txt'), '--json'],
      ],
      timeoutMs: 290_000,
    });
    const proxy = `http://127.0.0.1:${port}`;
    const caPath = file('ca/pinspect-watch-ca.pem');
    await untilListening(port, running.ended);
    const python = (ca: string, mode: string): ReturnType<typeof runClient> =>
      runClient('python3', [clientFile('client.py'), proxy, ca, mode, control, api, api], {});
    const node = (ca: string, mode: string): ReturnType<typeof runClient> =>
      runClient(process.execPath, [clientFile('client.mjs'), proxy, ca, mode, control, api, api], {});
    const check = (...words: readonly string[]): Promise<ElectronExit> =>
      runElectron({
        headless: true,
        args: [
          ...['--', 'check', control, api, api, '--pins', file('policy.json'), '--allow-unpinned'],
          ...['--proxy', proxy, '--concurrency', '1', '--repeat', '2', ...words],
        ],
      });
    // Each has the answer that it must get.
    const expected: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => python(caPath, 'plain'), 'readable not-pinned'],
      [() => python(caPath, `pin=${'0'.repeat(64)}`), 'refused-after-handshake pinned'],
      [() => python('', 'plain'), 'refused ca-not-trusted'],
      [() => node(caPath, 'plain'), 'readable not-pinned'],
      [() => node(caPath, 'pin'), '(refused-after-handshake|closed-without-alert) pinned'],
      [() => node('', 'pin'), '(refused-after-handshake|closed-without-alert) ca-not-trusted'],
      [() => check('--cacert', caPath), '(refused|closed-without-alert) pinned'],
      [() => check(), '(refused|closed-without-alert) ca-not-trusted'],
    ];
    for (const [come] of expected) await come();
    running.interrupt();
    const { code, stdout } = await running.ended;
    const { results } = JSON.parse(stdout) as { readonly results: readonly CaseData[] };
    const told = results.filter(({ host }) => host === pinnedHost);
    expect(told.map(({ verdict, conclusion }) => `${verdict} ${conclusion}`)).toEqual(
      expected.map(([, answer]) => expect.stringMatching(new RegExp(`^${answer}$`)) as string),
    );
    expect(code).toBe(1);
  }, 300_000);

  test('an address that is taken is wrong usage, not a watch to which nobody came', async () => {
    const { port } = servers.server;
    const { code, stderr } = await watch('--duration', '1s', '--listen', `127.0.0.1:${port}`);
    expect(stderr).toContain(`Port ${port} of 127.0.0.1 is taken by another program.`);
    expect(code).toBe(64);
  });

  test('ends by itself after its time, and says with 3 that nobody came', async () => {
    const { code, stdout } = await watch('--duration', '1s', '--listen', '127.0.0.1:0');
    expect(stdout).toContain('Nobody came.');
    expect(code).toBe(3);
  });

  test.skipIf(!mitmproxy.ok)(
    `watches through mitmproxy${mitmproxy.ok ? '' : ' (skipped: it is not installed)'}`,
    async () => {
      const { code, stdout } = await watch(
        ...['--interceptor', 'mitmproxy', '--expect', file('hosts.txt')],
        ...['--', 'curl', '-s', control, '--next', ...pinning, '--next', ...pinning],
      );
      expect(stdout).toMatch(/passed {2}api\.example\.test: pinned/);
      expect(code).toBe(0);
    },
  );

  test('refuses what cannot be meant, before anything listens', async () => {
    const faults = [
      [['--control', pinnedHost, '--expect', file('hosts.txt')], /cannot show whether the CA is trusted/],
      [['--listen', 'somewhere'], /write ADDRESS:PORT/],
      [['--duration', 'long'], /write a span of time/],
      [['--pass-through', '*'], /--pass-through \*/],
      [['--group-by', 'colour'], /process, program, address/],
    ] as const;
    for (const [words, sentence] of faults) {
      const { code, stderr } = await runElectron({ headless: true, args: ['--', 'watch', ...words] });
      expect(stderr).toMatch(sentence);
      expect(code).toBe(64);
    }
  });
});

/** Free a moment ago: what the watch says of a port it chose itself is read by people. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** An Electron that starts on a busy machine takes its time; one that has ended says why. */
const untilListening = async (port: number, ended: Promise<ElectronExit>): Promise<void> => {
  const early: string[] = [];
  void ended.then(({ code, stderr }) => early.push(`It ended with ${code ?? 'no code'}: ${stderr}`));
  for (let wait = 0; wait < 400 && early.length === 0; wait += 1) {
    const { code } = await runClient('curl', ['-s', '-o', '/dev/null', `http://127.0.0.1:${port}/`], {});
    if (code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The watch does not listen. ${early.join('')}`);
};
