// What we write is given to the real curl, which asks a real TLS server: it lets our pins through and stops others.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientPolicy } from '../../../../common/pinning/clients/client-policy.ts';
import { evaluateClientPolicy } from '../../../../common/pinning/clients/evaluate-client-policy.ts';
import { toCertificateFacts } from '../../../../main/certificates/certificate-facts.ts';
import { curl } from '../../../../main/policies/formats/curl.ts';
import { createAuthority } from '../../../support/test-ca.ts';
import { startGenuineServer, type GenuineServer } from '../../../support/servers/genuine-server.ts';
import { pinOf, readAs, writtenBy } from '../../../unit/policies/formats/format-input.ts';

const hasCurl = spawnSync('curl', ['--version']).error === undefined;
/** CURLE_SSL_PINNEDPUBKEYNOTMATCH. */
const pinMismatch = 90;

const host = 'api.example.test';
const root = createAuthority({ name: 'Test Root' });
const leaf = root.issueLeaf({ hosts: [host] });
const chain = [leaf, root].map(({ certificateDer }) => {
  const facts = toCertificateFacts(certificateDer);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
});

const policyOf = (...pins: readonly string[]): ClientPolicy => ({
  format: 'curl',
  selection: 'union',
  notes: [],
  rules: [
    {
      scope: { kind: 'domain', domain: host, includeSubdomains: false },
      mode: 'enforce',
      expires: null,
      groups: [{ position: 'leaf', pins }],
    },
  ],
});

let server: GenuineServer;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pinspect-curl-'));
  writeFileSync(join(folder, 'root.pem'), root.certificatePem);
  server = await startGenuineServer({ certificate: leaf });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const exitCode = async (command: string, parameters: readonly string[]): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', resolve);
  });

const surroundings = (): readonly string[] => [
  '--silent',
  '--cacert',
  join(folder, 'root.pem'),
  '--connect-to',
  `${host}:443:127.0.0.1:${server.port}`,
];

/** The written command in a shell, with options behind it that lead it to the test server. */
const runWritten = async (text: string): Promise<number | null> =>
  exitCode('sh', ['-c', `${text.trim()} "$@"`, 'sh', ...surroundings()]);

const verdictOf = (policy: ClientPolicy): string => evaluateClientPolicy(policy, host, chain, 0).verdict;

describe.skipIf(!hasCurl)('curl', () => {
  it.each([
    ['the leaf’s pin', policyOf(leaf.spkiSha256), 'pinned', 0],
    ['the leaf’s pin behind another', policyOf(pinOf(1), leaf.spkiSha256), 'pinned', 0],
    ['other pins', policyOf(pinOf(1), pinOf(2)), 'mismatch', pinMismatch],
    ['the authority’s pin', policyOf(root.spkiSha256), 'mismatch', pinMismatch],
  ])('judges %s as we do', async (_, policy, verdict, code) => {
    expect(verdictOf(policy)).toBe(verdict);
    expect(await runWritten(writtenBy(curl, policy))).toBe(code);
  });

  it.each([
    ['a space after the semicolon', ` --pinnedpubkey 'sha256//${pinOf(1).slice(7)}; PIN'`],
    ['no padding', ` --pinnedpubkey 'PIN'`],
    ['capitals in the prefix', ` --pinnedpubkey 'SHA256//${leaf.spkiSha256.slice(7)}'`],
  ])('never matches with %s, as we read it', async (_, option) => {
    const pin = `sha256//${leaf.spkiSha256.slice(7, option.includes("'PIN'") ? -1 : undefined)}`;
    const command = `curl${option.replace('PIN', pin)} https://${host}/`;
    expect(verdictOf(readAs(curl, command))).toBe('mismatch');
    expect(await runWritten(command)).toBe(pinMismatch);
  });

  it('reads a configuration as we do', async () => {
    const path = join(folder, 'curlrc');
    for (const [pin, verdict, code] of [
      [leaf.spkiSha256, 'pinned', 0],
      [pinOf(1), 'mismatch', pinMismatch],
    ] as const) {
      const text = `# pins\n  pinnedpubkey =: "sha256//${pin.slice(7)}"\n--url https://${host}/\n`;
      writeFileSync(path, text);
      expect(verdictOf(readAs(curl, text))).toBe(verdict);
      expect(await exitCode('curl', ['--config', path, ...surroundings()])).toBe(code);
    }
  });

  it('takes no "=" behind dashes, as we do', async () => {
    const path = join(folder, 'dashedrc');
    const text = `--pinnedpubkey = "sha256//${pinOf(1).slice(7)}"\nurl = https://${host}/\n`;
    writeFileSync(path, text);
    expect(readAs(curl, text).rules[0]?.groups[0]?.pins).toEqual([]);
    expect(await exitCode('curl', ['--config', path, ...surroundings()])).toBe(pinMismatch);
  });

  it('has the options with a value that we know of', () => {
    const help = spawnSync('curl', ['--help', 'all']).stdout.toString();
    const withValue = [...help.matchAll(/--([\w.-]+) +<[^>]+>/g)].map(([, name = '']) => name);
    expect(withValue.length).toBeGreaterThan(100);
    // One pinned address behind each option and a value: were the value taken for an address, there would be two.
    const unknown = withValue.filter((name) => {
      if (['pinnedpubkey', 'url', 'next'].includes(name)) return false;
      const { rules } = readAs(
        curl,
        `curl --${name} https://value.example --pinnedpubkey sha256//${pinOf(1).slice(7)} https://${host}`,
      );
      return rules.length !== 1;
    });
    expect(unknown).toEqual([]);
  });
});
