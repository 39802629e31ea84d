import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CheckResult } from '../../../main/cli/check/check-result.ts';
import { faultsOfJson, faultsOfJunit } from '../../support/report-schemas.ts';
import {
  createFolder,
  runCheckCommand,
  startCheckCommand,
  type CheckRunOptions,
  type Folder,
} from '../../support/run-check.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { listenOnLoopback } from '../../support/servers/loopback-listener.ts';
import { startSocksProxy } from '../../support/servers/socks-proxy.ts';
import { startStallingServer } from '../../support/servers/stalling-server.ts';
import { startUpstreamProxy } from '../../support/servers/upstream-proxy.ts';

// Each starts Electron, some of them several times.
vi.setConfig({ testTimeout: 120_000 });

const chains = createTestChains(['*.example.test']);
const password = 's3cr%t';
const encoded = 's3cr%25t';

interface Document {
  readonly results: readonly (CheckResult & { readonly outcome: string })[];
}

let folder: Folder;
let server: GenuineServer;
let roots: string;
let pins: string;

beforeAll(async () => {
  folder = await createFolder();
  roots = await folder.file('roots.pem', chains.root.certificatePem);
  pins = await folder.file(
    'policy.json',
    JSON.stringify({
      version: 1,
      pinSets: [{ pattern: 'a.example.test', pins: [chains.genuine.spkiSha256] }],
    }),
  );
});
afterAll(async () => {
  await folder.remove();
});
beforeEach(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  return async () => server.stop();
});

const url = (host = 'a.example.test'): string => `https://${host}:${server.port}/`;
const check = async (
  words: readonly string[],
  options: CheckRunOptions = {},
): Promise<{
  readonly code: number | null;
  readonly text: string;
  readonly results: Document['results'];
}> => {
  const run = await runCheckCommand([...words, '--pins', pins, '--json'], options);
  expect(run.stderr).toBe('');
  return { code: run.code, text: run.stdout, results: (JSON.parse(run.stdout) as Document).results };
};

describe('proxies', () => {
  test('an HTTP proxy gets user and password, and neither is in the results', async () => {
    const proxy = await startUpstreamProxy({ credentials: { user: 'u', password } });
    const words = [url(), '--cacert', roots, '--proxy'];
    const { code, text, results } = await check([...words, `http://u:${encoded}@127.0.0.1:${proxy.port}`]);
    expect(results).toMatchObject([
      { verdict: 'pinned', route: `http://u@127.0.0.1:${proxy.port}`, httpStatus: 200 },
    ]);
    expect(code).toBe(0);
    expect(proxy.requests).toMatchObject([
      { method: 'CONNECT', target: `a.example.test:${server.port}`, outcome: 'forwarded' },
    ]);
    for (const secret of [password, encoded]) expect(text).not.toContain(secret);
    const wrong = await check([...words, `http://u:other@127.0.0.1:${proxy.port}`]);
    expect(wrong.results).toMatchObject([{ verdict: 'undecided', errorCode: 'proxy-authentication' }]);
    expect(wrong.code).toBe(3);
    expect(server.traffic.requests).toHaveLength(1);
    await proxy.stop();
  });

  test('a SOCKS5 proxy too', async () => {
    const proxy = await startSocksProxy({ credentials: { user: 'u', password } });
    const words = [url(), '--cacert', roots, '--proxy', `socks5://u:${encoded}@127.0.0.1:${proxy.port}`];
    const { code, results } = await check(words);
    expect(results).toMatchObject([{ verdict: 'pinned', route: `socks5://u@127.0.0.1:${proxy.port}` }]);
    expect(code).toBe(0);
    expect(proxy.requests).toMatchObject([{ host: 'a.example.test', kind: 'name', port: server.port }]);
    await proxy.stop();
  });

  test('a proxy that is not there is 3, and nothing goes around it', async () => {
    const gone = await startUpstreamProxy();
    await gone.stop();
    const words = [
      url(),
      '--cacert',
      roots,
      '--proxy',
      `http://127.0.0.1:${gone.port}`,
      '--connect-to',
      '::127.0.0.1:',
    ];
    const { code, results } = await check(words);
    expect(results).toMatchObject([{ verdict: 'undecided', errorCode: 'proxy-unreachable' }]);
    expect(code).toBe(3);
    expect(server.traffic.connections).toBe(0);
  });

  test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])(
    '%s counts, and NO_PROXY names who goes directly',
    async (name) => {
      const proxy = await startUpstreamProxy({ credentials: { user: 'u', password } });
      const env = { [name]: `http://u:${encoded}@127.0.0.1:${proxy.port}`, NO_PROXY: 'b.example.test' };
      const { results } = await check(
        [
          url(),
          url('b.example.test'),
          '--cacert',
          roots,
          '--allow-unpinned',
          '--connect-to',
          'b.example.test::127.0.0.1:',
        ],
        { env },
      );
      expect(results.map(({ verdict, route }) => [verdict, route])).toEqual([
        ['pinned', `http://u@127.0.0.1:${proxy.port}`],
        ['unpinned', 'direct'],
      ]);
      expect(
        results.map(({ weakened }) => (weakened as readonly { kind: string }[]).map(({ kind }) => kind)),
      ).toEqual([['trusted-ca'], ['trusted-ca', 'override', 'unpinned']]);
      expect(proxy.requests.map(({ target }) => target)).toEqual([`a.example.test:${server.port}`]);
      await proxy.stop();
    },
  );

  test('an address without a scheme is an HTTP proxy, as for curl', async () => {
    const proxy = await startUpstreamProxy();
    const { results } = await check([url(), '--cacert', roots], {
      env: { HTTPS_PROXY: `127.0.0.1:${proxy.port}` },
    });
    expect(results).toMatchObject([{ verdict: 'pinned', route: `http://127.0.0.1:${proxy.port}` }]);
    await proxy.stop();
  });
});

const hasMitmproxy = ((): boolean => {
  try {
    execFileSync('mitmdump', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasMitmproxy)('with a real mitmproxy in the middle (skipped without one)', () => {
  let mitmproxy: ChildProcess;
  let output = '';
  let proxy: string;
  let authority: string;

  beforeAll(async () => {
    const free = await listenOnLoopback(() => undefined);
    const { port } = free;
    await free.stop();
    authority = folder.place('mitm/mitmproxy-ca-cert.pem');
    mitmproxy = spawn(
      'mitmdump',
      [
        '--listen-host',
        '127.0.0.1',
        '--listen-port',
        String(port),
        '--ssl-insecure',
        '--set',
        `confdir=${folder.place('mitm')}`,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PYTHONUNBUFFERED: '1' } },
    );
    for (const stream of [mitmproxy.stdout, mitmproxy.stderr])
      stream?.on('data', (data: Buffer) => (output += data.toString()));
    proxy = `http://127.0.0.1:${port}`;
    await vi.waitFor(() => {
      expect(output).toMatch(/listening/);
      expect(existsSync(authority)).toBe(true);
    }, 90_000);
  });
  afterAll(async () => {
    mitmproxy.kill('SIGKILL');
    await once(mitmproxy, 'close');
  });

  const through = async (host: string, cacert: string): ReturnType<typeof check> =>
    check([
      url(host),
      '--cacert',
      cacert,
      '--proxy',
      proxy,
      '--connect-to',
      '::127.0.0.1:',
      '--allow-unpinned',
    ]);

  test('its CA unknown: untrusted, and it read nothing', async () => {
    const { code, results } = await through('a.example.test', roots);
    expect(results).toMatchObject([{ verdict: 'untrusted', action: 'blocked' }]);
    expect(code).toBe(2);
    expect(server.traffic.requests).toEqual([]);
    expect(output).not.toMatch(/GET /);
  });

  test('its CA trusted: an unpinned host is readable, a pinned one is refused', async () => {
    const readable = await through('b.example.test', authority);
    expect(readable.results).toMatchObject([{ verdict: 'unpinned', action: 'allowed', httpStatus: 200 }]);
    await expect.poll(() => output.match(/GET https:/g)).toHaveLength(1);
    const pinned = await through('a.example.test', authority);
    expect(pinned.results).toMatchObject([{ verdict: 'mismatch', action: 'blocked', httpStatus: null }]);
    expect(pinned.results[0]?.chain.at(-1)?.subject).toMatch(/mitmproxy/);
    expect(pinned.code).toBe(1);
    // The control above shows that it would have been read.
    expect(server.traffic.requests).toHaveLength(1);
    expect(output.match(/GET https:/g)).toHaveLength(1);
  });
});

test('ctrl-C ends cleanly, with the report of what was done', async () => {
  const stalling = await startStallingServer();
  const junit = folder.place('ended.xml');
  const started = await startCheckCommand([
    ...[url(), `https://slow.example.test:${stalling.port}/`, `https://slow.example.test:${stalling.port}/2`],
    ...[
      '--pins',
      pins,
      '--cacert',
      roots,
      '--connect-to',
      '::127.0.0.1:',
      '--timeout',
      '60',
      // The next host is asked once the one before it is judged.
      '--concurrency',
      '1',
      '--json',
      '--report',
      `junit=${junit}`,
    ],
  ]);
  await expect.poll(() => stalling.openConnections, { timeout: 90_000 }).toBe(1);
  expect(server.traffic.requests).toHaveLength(1);
  started.interrupt();
  const { code, stdout, stderr } = await started.ended;
  expect(stderr).toBe('pinspect: ended early: 2 of 3 were not run.\n');
  expect(code).toBe(2);
  const document: unknown = JSON.parse(stdout);
  expect(await faultsOfJson(document)).toBe('');
  expect((document as Document).results.map(({ outcome, verdict }) => [outcome, verdict])).toEqual([
    ['passed', 'pinned'],
    ['not-run', null],
    ['not-run', null],
  ]);
  const xml = await readFile(junit, 'utf8');
  expect(await faultsOfJunit(xml)).toBe('');
  expect(xml).toContain('tests="3" failures="0" errors="0" skipped="2"');
  await stalling.stop();
});
