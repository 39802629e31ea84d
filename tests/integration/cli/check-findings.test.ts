// What is wrong with a host although its verdict alone looks good, and why a chain is not trusted: the bad news comes first.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { faultsOfJunit } from '../../support/report-schemas.ts';
import { createFolder, runCheckCommand, type Folder } from '../../support/run-check.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { withoutItsKey } from '../../support/servers/stolen-certificate.ts';
import type { ElectronExit } from '../../support/launch-electron.ts';

// Each starts Electron.
vi.setConfig({ testTimeout: 120_000 });

const chains = createTestChains(['a.example.test']);

let folder: Folder;
let server: GenuineServer;
let pins: string;
let roots: string;

beforeAll(async () => {
  folder = await createFolder();
  roots = await folder.file('roots.pem', chains.root.certificatePem);
  pins = await policy({ pattern: 'a.example.test', pins: [chains.genuine.spkiSha256] });
});
afterAll(async () => {
  await folder.remove();
});
beforeEach(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  return async () => server.stop();
});

const policy = async (...pinSets: readonly object[]): Promise<string> =>
  folder.file(`policy-${pinSets.length}.json`, JSON.stringify({ version: 1, pinSets }));

const check = async (
  words: readonly string[] = [],
  path = '/',
): Promise<{ readonly run: ElectronExit; readonly junit: string; readonly html: string }> => {
  const [junit, html] = [folder.place('report.xml'), folder.place('report.html')];
  const run = await runCheckCommand([
    `https://a.example.test:${server.port}${path}`,
    ...['--pins', pins, '--cacert', roots, '--connect-to', '::127.0.0.1:'],
    ...['--report', `junit=${junit}`, '--report', `html=${html}`, ...words],
  ]);
  const xml = await readFile(junit, 'utf8');
  expect(await faultsOfJunit(xml)).toBe('');
  return { run, junit: xml, html: await readFile(html, 'utf8') };
};

test.each([
  [
    'expired',
    /^untrusted a\.example\.test:\d+ {2}The certificate .* expired/,
    'Renew the certificate: it ended on 20',
  ],
  [
    'wrongHost',
    /^untrusted a\.example\.test:\d+ {2}The certificate .* is not for a\.example\.test\./,
    'or ask for a host that this one is for: elsewhere.example.test.',
  ],
] as const)(
  'a certificate that is %s, below a given root, is told as that, with what to do',
  async (kind, line, advice) => {
    server.setCertificate(chains[kind]);
    const { run, junit, html } = await check();
    expect(run.code).toBe(2);
    expect(run.stdout).toMatch(line);
    for (const report of [junit, html]) {
      expect(report).toContain(advice);
      expect(report).not.toContain('--cacert');
    }
  },
);

test('a chain to another root is not vouched for by those given, which are looked at', async () => {
  server.setCertificate(chains.renewedByOtherAuthority);
  const { run, junit } = await check();
  expect(run.stdout).toContain('Only the given roots count, and none vouches for it: ');
  expect(junit).toMatch(/See that \S*roots\.pem holds the root that the chain ends in/);
});

test('a certificate that ends soon is the heading of its failure, before the pin that holds', async () => {
  const { run, junit, html } = await check(['--fail-before', '100d']);
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(/\n1 checked: 1 pinned\. To look at: 1 certificate ends soon\. /);
  expect(junit).toMatch(/<failure message="The leaf \(.* is the leaf\." type="certificate ends soon">/);
  expect(html).toContain('<span class="badge failed">certificate ends soon</span>');
});

test('pins on trial that do not hold are the heading of their failure', async () => {
  const held = pins;
  const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
  pins = await policy(
    { pattern: 'a.example.test', pins: [chains.genuine.spkiSha256] },
    { pattern: 'a.example.test', mode: 'report-only', pins: [dummy] },
  );
  const { run, junit } = await check();
  pins = held;
  expect(run.stdout).toContain('To look at: 1 report-only mismatch.');
  expect(junit).toMatch(/<failure message="The report-only pins .*" type="report-only mismatch">/);
});

test('the commands of the report ask the server that was asked', async () => {
  const { html } = await check();
  expect(html).toContain(
    `openssl s_client -connect &#39;127.0.0.1:${server.port}&#39; -servername &#39;a.example.test&#39;`,
  );
});

test('a server that is pinned and does not answer is told as that in the summary and the reports', async () => {
  const { run, junit, html } = await check(['--timeout', '8'], '/silence');
  expect(run.code).toBe(3);
  expect(run.stdout).toMatch(/\n1 checked: 1 pinned\. To look at: 1 not answered\. /);
  expect(junit).toMatch(/<error message="a\.example\.test did not answer .*" type="not answered">/);
  expect(html).toContain('<span class="badge error">not answered</span>');
});

test('whoever shows the pinned certificate without its key is not called pinned, and the check fails', async () => {
  server.setCertificate(withoutItsKey(chains.genuine));
  const { run, junit, html } = await check(['--json']);
  expect(run.code).toBe(2);
  expect(JSON.parse(run.stdout)).toMatchObject({
    results: [{ verdict: 'undecided', action: 'blocked', errorCode: 'handshake-unproven' }],
  });
  for (const report of [junit, html]) {
    expect(report).toContain('did not prove that it holds the certificate’s key');
    expect(report).toContain('Somebody in between may show this certificate without its key');
  }
  expect(server.traffic).toMatchObject({ requests: [], contentBytes: 0 });
});
