// The two commands as a person or a script runs them: a process of its own, its output and its exit code.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryFolder } from '../../support/electron-runtime.ts';
import { createAuthority, createCertificateRequest, createKeys } from '../../support/test-ca.ts';

const host = 'api.example.com';
const root = createAuthority({ name: 'Root One' });
const issuer = root.issueAuthority({ name: 'Issuer R11' });
const server = issuer.issueLeaf({ hosts: [host] });
const renewed = issuer.issueLeaf({ hosts: [host] });
const spareKeys = createKeys();
const spare = issuer.issueLeaf({ hosts: [host], keys: spareKeys }).spkiSha256;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-advice-'));
  const policy = (...pinSets: readonly object[]): string => JSON.stringify({ version: 1, pinSets });
  const files: Readonly<Record<string, string>> = {
    'good.json': policy({ pattern: host, pins: [server.spkiSha256, spare] }),
    'single.json': policy({ pattern: host, pins: [server.spkiSha256] }),
    'suffix.json': policy({ pattern: '*.co.uk', pins: [server.spkiSha256, spare] }),
    'malformed.json': policy({ pattern: host, pins: [server.spkiSha256, spare, 'sha256/AAAA'] }),
    'wildcard.json': policy({ pattern: '*.example.com', pins: [server.spkiSha256, spare] }),
    'network_security_config.xml': `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
  <domain-config>
    <domain includeSubdomains="true">example.com</domain>
    <pin-set expiration="2020-01-01"><pin digest="SHA-256">${root.spkiSha256.slice(7)}</pin></pin-set>
  </domain-config>
  <domain-config>
    <domain includeSubdomains="false">${host}</domain>
    <pin-set><pin digest="SHA-256">${server.spkiSha256.slice(7)}</pin></pin-set>
  </domain-config>
</network-security-config>
`,
    'broken.json': '{"version": 1, "pinSets": [',
    'today.pem': server.chainPem + root.certificatePem,
    'next.pem': renewed.chainPem + root.certificatePem,
    'spare.csr': createCertificateRequest({ hosts: [host], keys: spareKeys }).requestPem,
    'other.csr': createCertificateRequest({ hosts: [host] }).requestPem,
    'other.json': '{"pins": ["x"]}',
    'junk.bin': 'no certificate at all',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const pinspect = async (...words: readonly string[]): Promise<Ran> =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(repositoryFolder, 'scripts', 'pinspect.mjs'), ...words],
      { cwd: folder },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number') resolve({ code, stdout, stderr });
        else reject(error ?? new Error('no exit code'));
      },
    );
  });

describe('lint', () => {
  test('a good policy has nothing to be said about, and exits with 0', async () => {
    const ran = await pinspect('lint', 'good.json', '--seen', 'today.pem', '--fail-on', 'warning');
    expect(ran).toEqual({ code: 0, stdout: 'good.json: nothing to say\n', stderr: '' });
  });

  test('a warning fails only when asked to, an error always', async () => {
    const words = ['lint', 'single.json'] as const;
    const lenient = await pinspect(...words);
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toContain('pinSets[0]  api.example.com');
    expect(lenient.stdout).toContain('[single-pin]');
    expect((await pinspect(...words, '--fail-on', 'warning')).code).toBe(1);
    expect((await pinspect('lint', 'suffix.json')).code).toBe(1);
  });

  test('a malformed pin is told, where the rest of the file can be read', async () => {
    const ran = await pinspect('lint', 'malformed.json', '--json');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      counts: { error: 1 },
      findings: [{ rule: 'malformed-pin', level: 'error', setIndex: 0, pin: 'sha256/AAAA' }],
    });
  });

  test('another client’s configuration is advised on as it is', async () => {
    const ran = await pinspect('lint', 'network_security_config.xml', '--json');
    const { findings } = JSON.parse(ran.stdout) as {
      readonly findings: readonly { readonly rule: string; readonly pattern: string }[];
    };
    expect([ran.code, findings.map(({ rule, pattern }) => `${rule} ${pattern}`)]).toEqual([
      1,
      ['expired-set **.example.com', `single-pin ${host}`],
    ]);
  });

  test('what cannot be read is 65, what is not meant so is 64, each with a sentence and nothing on stdout', async () => {
    for (const [code, sentence, ...words] of [
      [65, 'broken.json: line 1', 'broken.json'],
      [65, 'missing.json cannot be read', 'missing.json'],
      [65, '"pinSets": [{"pattern": "api.example.com", "pins": ["sha256/…"]}]', 'other.json'],
      [65, 'pinspect convert --from FORMAT', 'other.json'],
      [65, 'junk.bin: It is neither PEM', 'good.json', '--seen', 'junk.bin'],
      [64, '--fail-on takes error or warning', 'good.json', '--fail-on', 'never'],
    ] as const) {
      const ran = await pinspect('lint', ...words);
      expect([ran.code, ran.stdout]).toEqual([code, '']);
      expect(ran.stderr).toContain(sentence);
      expect(ran.stderr).not.toContain('    at ');
    }
  });
});

describe('renewal', () => {
  const ask = ['renewal', '--host', host, '--current', 'today.pem'] as const;

  test('each outcome has its exit code', async () => {
    const outcomes = await Promise.all([
      pinspect(...ask, '--pins', 'good.json', '--next', 'spare.csr'),
      pinspect(...ask, '--pins', 'single.json', '--next', 'next.pem'),
      pinspect(...ask, '--pins', 'good.json', '--next', 'other.csr'),
      pinspect(...ask, '--pins', 'suffix.json', '--next', 'next.pem'),
      pinspect(...ask, '--pins', 'single.json', '--suppose', 'same-key'),
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 1, 2, 4, 0]);
    expect(outcomes[1].stdout).toContain(`Ship the pin of the next key (${renewed.spkiSha256})`);
  });

  test('another client’s configuration is judged by that client’s own rules', async () => {
    const words = [...ask, '--pins', 'network_security_config.xml', '--json'] as const;
    expect((await pinspect(...words, '--suppose', 'same-key')).code).toBe(0);
    const ran = await pinspect(...words, '--suppose', 'new-key');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      hosts: [{ sets: [{ pattern: host, outcome: 'breaks' }] }],
    });
  });

  test('JSON names the set and the fate of each pin', async () => {
    const ran = await pinspect(...ask, '--pins', 'single.json', '--next', 'next.pem', '--format', 'json');
    expect(JSON.parse(ran.stdout)).toMatchObject({
      hosts: [
        {
          host,
          outcome: 'breaks',
          sets: [{ pattern: host, outcome: 'breaks', pins: [{ pin: server.spkiSha256, fate: 'gone' }] }],
        },
      ],
    });
  });

  test('without --host every host is asked that the certificate names, and wildcards are named', async () => {
    const ran = await pinspect(
      'renewal',
      '--pins',
      'wildcard.json',
      '--current',
      'today.pem',
      '--next',
      'next.pem',
    );
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain(`${host}: breaks`);
    expect(ran.stdout).toContain('Not asked about: further hosts of *.example.com.');
  });

  test('the calendar is one that a calendar program reads', async () => {
    const ran = await pinspect(...ask, '--pins', 'single.json', '--next', 'next.pem', '--format', 'ics');
    expect(ran.code).toBe(1);
    const calendar = new ICAL.Component(ICAL.parse(ran.stdout) as unknown[]);
    const events = calendar
      .getAllSubcomponents('vevent')
      .map((event) => [
        String(event.getFirstPropertyValue('summary')),
        event.getAllSubcomponents('valarm').length,
      ]);
    expect(events).toContainEqual([`Renew ${host}: its pins break`, 3]);
    expect(events).toContainEqual([`Certificate ${host} (leaf) ends`, 2]);
  });

  test('what is missing or cannot be read is refused with a sentence', async () => {
    for (const [code, sentence, ...words] of [
      [64, '--next FILE, or --suppose PLAN', '--pins', 'good.json'],
      [64, '--suppose takes same-key', '--pins', 'good.json', '--suppose', 'luck'],
      [64, '--pins POLICY', '--next', 'next.pem'],
      [64, '--format takes text, json, ics', '--pins', 'good.json', '--next', 'next.pem', '--format', 'pdf'],
      [65, 'junk.bin: It is neither PEM', '--pins', 'good.json', '--next', 'junk.bin'],
      [65, 'broken.json: line 1', '--pins', 'broken.json', '--next', 'next.pem'],
      [65, 'pinspect convert --from FORMAT', '--pins', 'other.json', '--next', 'next.pem'],
    ] as const) {
      const ran = await pinspect(...ask, ...words);
      expect([ran.code, ran.stdout]).toEqual([code, '']);
      expect(ran.stderr).toContain(sentence);
    }
  });
});
