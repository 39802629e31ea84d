// `pinspect evaluate` as a process of its own: results, words, and the whole table of exit codes that it can give.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluationResult, UnjudgedResult } from '../../../common/evaluation-result.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { runPinspect } from '../../support/run-pinspect.ts';

const host = 'a.example.test';
const chains = createTestChains([host]);
const dummy = `sha256/${'A'.repeat(43)}=`;
const policyOf = (pins: readonly string[], more: Readonly<Record<string, unknown>> = {}): unknown => ({
  version: 1,
  pinSets: [{ pattern: '**.example.test', pins, ...more }],
});

let folder = '';
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-evaluate-'));
  const { genuine, attacker, root, selfSigned } = chains;
  const files: Readonly<Record<string, string>> = {
    'chain.pem': genuine.chainPem,
    'attacker.pem': attacker.chainPem,
    'self-signed.pem': selfSigned.chainPem,
    'roots.pem': root.certificatePem,
    'good.json': JSON.stringify(policyOf([genuine.spkiSha256])),
    'root-pin.json': JSON.stringify(policyOf([root.spkiSha256])),
    'dummy.json': JSON.stringify(policyOf([dummy])),
    'trial.json': JSON.stringify(policyOf([dummy], { mode: 'report-only' })),
    'off.json': JSON.stringify(policyOf([dummy], { mode: 'off' })),
    'expired.json': JSON.stringify(policyOf([dummy], { expires: '2020-01-01' })),
    'bad.json': JSON.stringify(policyOf(['sha256/short'])),
    'key.pem': genuine.privateKeyPem,
    'noise.bin': 'what is this?',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(file(name), text);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const evaluate = async (...words: readonly string[]): ReturnType<typeof runPinspect> =>
  runPinspect(['evaluate', ...words], { folder });

const judged = async (...words: readonly string[]): Promise<readonly [number | null, EvaluationResult]> => {
  const { code, stdout } = await evaluate('--host', host, '--chain', 'chain.pem', '--json', ...words);
  return [code, JSON.parse(stdout) as EvaluationResult];
};

describe('one chain', () => {
  test('a pinned one is allowed, and the result has every field that is promised', async () => {
    const [code, result] = await judged('--pins', 'good.json', '--anchors', 'roots.pem');
    expect(code).toBe(0);
    const { chain, presentedChain, ...rest } = result;
    expect(rest).toEqual({
      id: null,
      host,
      verdict: 'pinned',
      action: 'allowed',
      mode: 'enforce',
      matchedPatterns: ['**.example.test'],
      expectedPins: [chains.genuine.spkiSha256],
      matchedPin: chains.genuine.spkiSha256,
      rule: expect.stringContaining('**.example.test') as string,
      reportOnly: null,
      trust: 'validated',
      error: null,
    });
    expect(chain.map(({ spkiSha256, pinned }) => [spkiSha256, pinned])).toEqual([
      [chains.genuine.spkiSha256, true],
      [chains.issuingAuthority.spkiSha256, false],
      [chains.policyAuthority.spkiSha256, false],
      [chains.root.spkiSha256, false],
    ]);
    expect(presentedChain).toHaveLength(3);
    expect(Object.keys(chain[0] ?? {})).toEqual([
      'subject',
      'issuer',
      'spkiSha256',
      'certSha256',
      'notBefore',
      'notAfter',
      'pinned',
    ]);
    expect(chain[0]?.certSha256).toBe(chains.genuine.certSha256);
  });

  test('a root that was not sent counts on the validated path, and is a mismatch where trust is not checked', async () => {
    const [code, result] = await judged('--pins', 'root-pin.json', '--anchors', 'roots.pem');
    expect([code, result.verdict, result.matchedPin]).toEqual([0, 'pinned', chains.root.spkiSha256]);
    const [otherCode, other] = await judged('--pins', 'root-pin.json');
    expect([otherCode, other.verdict, other.action, other.trust]).toEqual([
      1,
      'mismatch',
      'blocked',
      'not-checked',
    ]);
  });

  test.each([
    ['report-only: 1, and allowed', ['--pins', 'trial.json'], 1, 'mismatch', 'allowed'],
    ['off: 4', ['--pins', 'off.json'], 4, 'unpinned', 'allowed'],
    ['expired: 4', ['--pins', 'expired.json'], 4, 'unpinned', 'allowed'],
    [
      'judged for a time before the expiry: 1',
      ['--pins', 'expired.json', '--at', '2019-12-31T23:59:59Z'],
      1,
      'mismatch',
      'blocked',
    ],
    ['without pins, a chain that validates: 0', ['--anchors', 'roots.pem'], 0, 'unpinned', 'allowed'],
    [
      'after the leaf has ended: 2',
      ['--pins', 'good.json', '--anchors', 'roots.pem', '--at', '2100-01-01'],
      2,
      'untrusted',
      'blocked',
    ],
  ])('%s', async (_what, words, code, verdict, action) => {
    const [found, result] = await judged(...words);
    expect([found, result.verdict, result.action]).toEqual([code, verdict, action]);
  });

  test('pins are not reached by a chain that does not validate, though it carries them', async () => {
    const words = [
      '--host',
      host,
      '--chain',
      'self-signed.pem',
      '--pins',
      'good.json',
      '--anchors',
      'roots.pem',
    ];
    const { code, stdout } = await evaluate(...words, '--json');
    const { verdict, matchedPin, trust, chain, error, expectedPins } = JSON.parse(stdout) as EvaluationResult;
    expect({ code, verdict, matchedPin, trust, chain, expectedPins }).toEqual({
      code: 2,
      verdict: 'untrusted',
      matchedPin: null,
      trust: 'failed',
      chain: [],
      expectedPins: [chains.genuine.spkiSha256],
    });
    expect(error).toContain(`“CN=${host}”`);
  });

  test('words say the verdict, why, and OkHttp’s message, without colour where it is no terminal', async () => {
    const { code, stdout, stderr } = await evaluate(
      '--host',
      host,
      '--chain',
      'chain.pem',
      '--pins',
      'dummy.json',
    );
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain(
      `${host}: mismatch, blocked\n  The only pin for ${host} is not on the validated chain.`,
    );
    expect(stdout).toContain('    Certificate pinning failure!\n      Peer certificate chain:\n');
    expect(stdout).toContain(`\n        ${chains.genuine.spkiSha256}: CN=${host}\n`);
    expect(stdout).not.toContain('\u001b');
  });

  test.each([
    [['--host', host], 64, '--chain FILE is missing'],
    [['--host', host, '--chain', 'chain.pem', '--anchor', 'x'], 64, 'Did you mean --anchors?'],
    [['--host', 'no host', '--chain', 'chain.pem'], 64, 'is no host. A host has no spaces.'],
    [['--host', host, '--chain', 'chain.pem', '--at', 'noon'], 64, '--at: “noon” is no time.'],
    [['--host', host, '--chain', '-', '--pins', '-'], 64, 'stdin can be read once'],
    [['--host', host, '--chain', 'absent.pem'], 65, 'absent.pem cannot be read: there is no such file.'],
    [['--host', host, '--chain', '.'], 65, 'it is a folder'],
    [['--host', host, '--chain', 'key.pem'], 65, 'private key'],
    [['--host', host, '--chain', 'noise.bin'], 65, 'neither PEM'],
    [['--host', host, '--chain', 'chain.pem', '--pins', 'bad.json'], 65, 'bad.json: pinSets[0].pins[0]'],
    [['--host', host, '--chain', 'chain.pem', '--pins', 'noise.bin'], 65, 'pinspect convert --from FORMAT'],
    [['--batch', 'absent.jsonl'], 65, 'absent.jsonl cannot be read'],
  ])('%j ends with %i and a sentence', async (words, code, sentence) => {
    const { code: found, stdout, stderr } = await evaluate(...words);
    expect([found, stdout]).toEqual([code, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
  });
});

type Answer = EvaluationResult | UnjudgedResult;

const batch = async (
  lines: readonly string[],
  ...words: readonly string[]
): Promise<readonly [number | null, readonly Answer[]]> => {
  const { code, stdout } = await runPinspect(['evaluate', '--batch', '-', ...words], {
    folder,
    input: lines.map((line) => `${line}\n`).join(''),
  });
  const answers = stdout.split('\n').slice(0, -1);
  return [code, answers.map((line) => JSON.parse(line) as Answer)];
};

describe('a batch', () => {
  const request = { host, chain: chains.genuine.chainPem, policy: policyOf([chains.genuine.spkiSha256]) };

  test('answers each line in order; what cannot be judged says why, the others go on, and the code is 65', async () => {
    const [code, answers] = await batch([
      JSON.stringify({ ...request, id: 'good' }),
      '{"id": "cut',
      JSON.stringify({ ...request, id: 2, policy: policyOf([dummy]) }),
      JSON.stringify({ ...request, id: 'policy', policy: policyOf(['sha256/short']) }),
      JSON.stringify({
        ...request,
        id: 'pattern',
        policy: { version: 1, pinSets: [{ pattern: 'a.*', pins: [dummy] }] },
      }),
      JSON.stringify({ ...request, id: 'pem', chain: request.chain.slice(0, 200) }),
      '',
      JSON.stringify({ ...request, id: 'typo', polcy: {} }),
      JSON.stringify({ ...request, id: 'host', host: 'a b' }),
      JSON.stringify({ ...request, id: 'time', at: 'noon' }),
      JSON.stringify({ ...request, id: 'untrusted', anchors: chains.attackerRoot.certificatePem }),
      '[]',
      JSON.stringify({ ...request, id: { deep: [1] } }),
      `{"id": "deep policy", "host": "a.test", "chain": ${JSON.stringify(request.chain)}, "policy": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
    ]);
    expect(code).toBe(65);
    expect(answers.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['good', 'pinned'],
      [null, null],
      [2, 'mismatch'],
      ['policy', null],
      ['pattern', null],
      ['pem', null],
      ['typo', null],
      ['host', null],
      ['time', null],
      ['untrusted', 'untrusted'],
      [null, null],
      [null, null],
      ['deep policy', null],
    ]);
    for (const answer of answers)
      if (answer.verdict === null) expect(Object.keys(answer)).toEqual(['id', 'verdict', 'error']);
    expect(answers[5]?.error).toContain('cut off');
    expect(answers[6]?.error).toContain('“polcy”');
  });

  test('of findings alone the worst counts', async () => {
    const [code] = await batch([
      JSON.stringify(request),
      JSON.stringify({ ...request, policy: policyOf([dummy]) }),
      JSON.stringify({ ...request, policy: { version: 1, pinSets: [] } }),
    ]);
    expect(code).toBe(1);
  });

  test('options stand for what lines do not bring', async () => {
    const [code, answers] = await batch(
      [JSON.stringify({ chain: request.chain })],
      '--host',
      host,
      '--pins',
      'good.json',
      '--anchors',
      'roots.pem',
    );
    expect([code, answers[0]?.verdict]).toEqual([0, 'pinned']);
  });

  test('nothing at all is unreadable, not good', async () => {
    expect((await batch([]))[0]).toBe(65);
  });

  test('ten thousand lines keep their order', async () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) => index);
    const [code, answers] = await batch(numbers.map((id) => JSON.stringify({ ...request, id })));
    expect(code).toBe(0);
    expect(answers.map(({ id }) => id)).toEqual(numbers);
  });
});

interface LimboCase {
  readonly id: string;
  readonly peer_certificate: string;
  readonly untrusted_intermediates: readonly string[];
  readonly trusted_certs: readonly string[];
  readonly validation_time: string | null;
  readonly expected_peer_name: { readonly value: string } | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly crls: readonly unknown[];
  readonly max_chain_depth: number | null;
  readonly tier: string;
}

const vectors = new URL('../../../../shared/vectors/limbo-server.json', import.meta.url);

test('x509-limbo: every consensus case that a batch can ask is judged as expected', async (context) => {
  if (!existsSync(vectors)) context.skip('x509-limbo is not beside the repository (../shared/vectors).');
  const { testcases } = JSON.parse(readFileSync(vectors, 'utf8')) as {
    readonly testcases: readonly LimboCase[];
  };
  // No request can bring a revocation list, a limit on the path, or no host.
  const cases = testcases.filter(
    ({ tier, crls, max_chain_depth: depth, expected_peer_name: name }) =>
      tier === 'consensus' && crls.length === 0 && depth === null && name !== null,
  );
  expect(cases.length).toBeGreaterThan(100);
  const [, answers] = await batch(
    cases.map((limbo) =>
      JSON.stringify({
        id: limbo.id,
        host: limbo.expected_peer_name?.value,
        chain: [limbo.peer_certificate, ...limbo.untrusted_intermediates].join('\n'),
        anchors: limbo.trusted_certs.join('\n'),
        ...(limbo.validation_time === null ? {} : { at: limbo.validation_time }),
      }),
    ),
  );
  const expected = cases.map(({ id, expected_result: result }) => [
    id,
    result === 'SUCCESS' ? 'validated' : 'failed',
  ]);
  expect(answers.map((answer) => [answer.id, 'trust' in answer ? answer.trust : answer.error])).toEqual(
    expected,
  );
});
