// `pinspect convert` as a process of its own, and `evaluate` by other clients' own rules.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluationResult } from '../../../common/evaluation-result.ts';
import { runPinspect, type PinspectRun } from '../../support/run-pinspect.ts';
import { createTestChains } from '../../support/servers/chains.ts';

const host = 'a.example.test';
const { genuine, issuingAuthority, root } = createTestChains([host]);
const kotlin = `
val pinner = CertificatePinner.Builder()
    .add("**.example.test", "${genuine.spkiSha256}") // leaf
    .add("**.example.test", "${root.spkiSha256}")
    .build()
`;
const android = `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
  <domain-config>
    <domain includeSubdomains="true">example.test</domain>
    <pin-set><pin digest="SHA-256">${genuine.spkiSha256.slice('sha256/'.length)}</pin></pin-set>
  </domain-config>
  <domain-config>
    <domain>a.example.test</domain>
    <pin-set><pin digest="SHA-256">${'B'.repeat(43)}=</pin></pin-set>
  </domain-config>
</network-security-config>
`;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-convert-'));
  const files: Readonly<Record<string, string>> = {
    'Pins.kt': kotlin,
    'leaf.kt': `CertificatePinner.Builder().add("${host}", "${genuine.spkiSha256}")`,
    'nsc.xml': android,
    curlrc: `pinnedpubkey = "sha256//${issuingAuthority.spkiSha256.slice('sha256/'.length)}"\n`,
    leafrc: `pinnedpubkey = "sha256//${genuine.spkiSha256.slice('sha256/'.length)}"\n`,
    'chain.pem': genuine.chainPem,
    'noise.txt': 'nothing of the kind',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const run = async (...words: readonly string[]): Promise<PinspectRun> => runPinspect(words, { folder });

describe('convert', () => {
  test('a policy goes from code to a policy file, and the same policy comes back', async () => {
    const policy = await run('convert', '--from', 'okhttp-kotlin', '--to', 'pinspect', 'Pins.kt');
    expect(policy.code).toBe(0);
    expect(JSON.parse(policy.stdout)).toMatchObject({
      version: 1,
      pinSets: [{ pattern: '**.example.test', pins: [genuine.spkiSha256, root.spkiSha256] }],
    });
    const back = await runPinspect(['convert', '--from', 'pinspect', '--to', 'okhttp-kotlin', '-'], {
      input: policy.stdout,
    });
    expect(back.code).toBe(0);
    for (const pin of [genuine.spkiSha256, root.spkiSha256])
      expect(back.stdout).toContain(`.add("**.example.test", "${pin}")`);
  });

  test('what would change who is protected is refused by host, and written only when asked for', async () => {
    const words = ['convert', '--from', 'android-nsc', '--to', 'okhttp-java', 'nsc.xml'];
    const refused = await run(...words);
    expect([refused.code, refused.stdout]).toEqual([65, '']);
    expect(refused.stderr).toContain(`change: ${host}: `);
    expect(refused.stderr).toContain(
      'pinspect: The format okhttp-java cannot say the same, so nothing was written. Add --lossy',
    );
    const written = await run(...words, '--lossy');
    expect(written.code).toBe(0);
    expect(written.stdout).toContain(genuine.spkiSha256);
    expect(written.stderr).toContain(`change: ${host}: `);
  });

  test('a client that looks at the leaf only loses nothing where the keys are known to be leaves’', async () => {
    const words = ['convert', '--from', 'curl', '--to', 'pinspect', '--host', host, 'leafrc'];
    const refused = await run(...words);
    expect([refused.code, refused.stdout]).toEqual([65, '']);
    expect(refused.stderr).toBe(
      [
        `pinspect: change: ${host}: Takes its pins anywhere on the chain instead of as the leaf. (weaker)`,
        'pinspect: The format pinspect cannot say the same, so nothing was written. If all of these keys are the server’s own, say --pins-are leaf, and nothing changes. Or add --lossy to write it all the same.\n',
      ].join('\n'),
    );
    for (const way of [
      ['--pins-are', 'leaf'],
      ['--seen', 'chain.pem'],
    ]) {
      const { code, stdout, stderr } = await run(...words, ...way);
      expect([code, stderr]).toEqual([0, '']);
      expect(JSON.parse(stdout)).toMatchObject({ pinSets: [{ pattern: host, pins: [genuine.spkiSha256] }] });
    }
  });

  test('iOS is told whose keys the pins are, by the chains that were seen or by a person', async () => {
    const words = ['convert', '--from', 'okhttp-kotlin', '--to', 'ios-nspinneddomains', 'leaf.kt'];
    const refused = await run(...words, '--lossy');
    expect([refused.code, refused.stdout]).toEqual([65, '']);
    expect(refused.stderr).toBe(
      [
        `pinspect: Nobody has said whose keys these pins are, the server’s own (leaf) or an authority’s (ca), which ios-nspinneddomains keeps apart: ${genuine.spkiSha256}.`,
        'Add --seen chains.pem to find out, or say --pins-are leaf or ca.\n',
      ].join('\n'),
    );
    for (const way of [
      ['--seen', 'chain.pem'],
      ['--pins-are', 'leaf'],
    ]) {
      const written = await run(...words, ...way);
      expect([written.code, written.stdout.includes('NSPinnedLeafIdentities')]).toEqual([0, true]);
      expect(written.stdout).not.toContain('NSPinnedCAIdentities');
    }
  });

  test.each([
    [
      ['--from', 'okhttp-kotlin', '--to', 'curl', '--pins-are', 'root', 'Pins.kt'],
      64,
      '--pins-are takes leaf or ca',
    ],
    [['--from', 'okhttp-kotlin', '--to', 'curl', '--seen', 'noise.txt', 'Pins.kt'], 65, 'noise.txt: '],
    [['--from', 'okhttp-kotln', '--to', 'pinspect', 'Pins.kt'], 64, 'Did you mean okhttp-kotlin?'],
    [['--from', 'okhttp-kotlin', 'Pins.kt'], 64, '--to FORMAT is missing; known are pinspect,'],
    [['--from', 'okhttp-kotlin', '--to', 'pinspect'], 64, 'Something is missing'],
    [['--from', 'android-nsc', '--to', 'pinspect', 'noise.txt'], 65, 'noise.txt: '],
    [['--from', 'android-nsc', '--to', 'pinspect', 'absent.xml'], 65, 'there is no such file'],
  ])('%j ends with %i and a sentence', async (words, code, sentence) => {
    const found = await run('convert', ...words);
    expect([found.code, found.stdout]).toEqual([code, '']);
    expect(found.stderr).toContain(sentence);
  });
});

describe('evaluate by the rules of', () => {
  const judge = async (pins: string): Promise<readonly [number | null, EvaluationResult]> => {
    const { code, stdout } = await run(
      'evaluate',
      '--host',
      host,
      '--chain',
      'chain.pem',
      '--pins',
      pins,
      '--json',
    );
    return [code, JSON.parse(stdout) as EvaluationResult];
  };

  test('OkHttp: all rules together', async () => {
    const [code, { verdict, rule }] = await judge('Pins.kt');
    expect([code, verdict]).toEqual([0, 'pinned']);
    expect(rule).toMatch(/^OkHttp: /);
  });

  test('Android: the most specific name alone, though a shorter one has the right pin', async () => {
    const [code, { verdict, rule }] = await judge('nsc.xml');
    expect([code, verdict]).toEqual([1, 'mismatch']);
    expect(rule).toContain('Android: the most specific name decides, here a.example.test');
  });

  test('curl: the leaf alone, though an authority on the chain has the pin', async () => {
    const [code, { verdict, rule }] = await judge('curlrc');
    expect([code, verdict]).toEqual([1, 'mismatch']);
    expect(rule).toMatch(/^curl: /);
  });
});
