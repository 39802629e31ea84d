// `pinspect lab` as a process.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabResult } from '../../../common/lab-result.ts';
import { runElectron, type ElectronExit } from '../../support/launch-electron.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';

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

describe('pinspect lab', () => {
  test('runs the whole walk, says so in words, and writes reports', async () => {
    const reports = ['--report', `html=${file('lab.html')}`, '--report', `junit=${file('lab.xml')}`];
    const { code, stdout, stderr } = await lab(...reports);
    expect(stdout).toMatch(/15 passed, 0 failed, 0 not run against built-in interceptor/);
    expect({ code, stderr: stderr.includes('pinspect:') }).toEqual({ code: 0, stderr: false });
    expect(readFileSync(file('lab.xml'), 'utf8')).toContain('tests="15"');
    expect(readFileSync(file('lab.html'), 'utf8')).toContain(
      'With its CA trusted, the pin stops the interceptor',
    );
  }, 100_000);

  test('tests a host of one’s own under its policy', async () => {
    const { code, stdout } = await own('right.json', '--json');
    const result = JSON.parse(stdout) as LabResult;
    expect(result.scenarios.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'dummy-pin passed',
      'real-pin passed',
      'untrusted-interceptor passed',
      'trusted-interceptor passed',
      'pinned-interceptor passed',
    ]);
    expect(code).toBe(0);
    // Direct under the policy, and through the interceptor in the control.
    expect(server.traffic.requests).toHaveLength(2);
  }, 100_000);

  test('a policy that is wrong for the host fails, with what was expected and what happened', async () => {
    const { code, stdout } = await own('wrong.json');
    expect(code).toBe(1);
    expect(stdout).toMatch(/failed\s+Under the policy in force the host passes as pinned/);
    expect(stdout).toContain('is not on the validated chain');
  }, 100_000);

  test.each([
    ['an interceptor nobody knows', ['--interceptor', 'burp'], 64, /builtin and mitmproxy/],
    ['pins without a host', ['--pins', 'x'], 64, /--pins is for a host of your own/],
    ['a host without pins', ['--url', 'https://a.test/'], 64, /--pins POLICY/],
    ['a host without TLS', ['--url', 'http://a.test/', '--pins', 'x'], 64, /https:/],
    ['a policy that is not there', ['--url', 'https://a.test/', '--pins', '/no/such'], 65, /no\/such/],
    ['a report that cannot be written', ['--report', 'html=/no/such/folder/x.html'], 64, /cannot be written/],
  ])('%s is refused before anything is sent', async (_what, words, wanted, says) => {
    const { code, stdout, stderr } = await lab(...words);
    expect({ code, stdout }).toEqual({ code: wanted, stdout: '' });
    expect(stderr).toMatch(says);
  });
});
