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
import { createAuthority, createKeys, type Keys } from '../../../support/test-ca.ts';
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

/** P-256 in 33 bytes (SEC 1, 2.3.3) in place of the usual 65: an odd encoding of the same key has a pin of its own. */
const withCompressedPoint = (): { readonly keys: Keys; readonly subjectPublicKeyInfo: Buffer } => {
  const keys = createKeys('p-256');
  const usual = keys.publicKey.export({ type: 'spki', format: 'der' });
  const [x, lastOfY] = [usual.subarray(27, 59), usual.at(-1) ?? 0];
  const head = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');
  return { keys, subjectPublicKeyInfo: Buffer.concat([head, Buffer.from([2 + (lastOfY & 1)]), x]) };
};

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

  const plain = (['rsa-2048', 'rsa-pss', 'p-256', 'p-384', 'p-521', 'ed25519', 'ed448'] as const).map(
    (keyAlgorithm) => [`a ${keyAlgorithm} key`, { keys: createKeys(keyAlgorithm) }] as const,
  );
  it.each([...plain, ['a key whose point is written in its short form', withCompressedPoint()] as const])(
    'finds the pin that we find for %s',
    async (_, options) => {
      const certificate = root.issueLeaf({ hosts: [host], ...options });
      const facts = toCertificateFacts(certificate.certificateDer);
      if (!facts.ok) throw new Error(facts.error);
      const other = await startGenuineServer({ certificate });
      const ask = (pin: string): Promise<number | null> =>
        exitCode('curl', [
          ...[
            '--silent',
            '--cacert',
            join(folder, 'root.pem'),
            '--connect-to',
            `${host}:443:127.0.0.1:${other.port}`,
          ],
          ...['--pinnedpubkey', `sha256//${pin.slice(7)}`, `https://${host}/`],
        ]);
      expect([await ask(facts.value.spkiSha256), await ask(pinOf(1))]).toEqual([0, pinMismatch]);
      await other.stop();
    },
  );

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
