import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import {
  evaluate,
  evaluateCleartext,
  evaluationOf,
  type CertificateHashes,
} from '../../../common/pinning/evaluate.ts';
import { nextExpiry } from '../../../common/pinning/expiry.ts';
import { matchesHost, parseHostPattern } from '../../../common/pinning/host-pattern.ts';
import type { PinSet, Policy } from '../../../common/pinning/policy.ts';

const hashes = (name: string): CertificateHashes => ({
  spkiSha256: `sha256/${createHash('sha256').update(name).digest('base64')}`,
  spkiSha1: `sha1/${createHash('sha1').update(name).digest('base64')}`,
  certSha256: createHash('sha256').update(`certificate ${name}`).digest('hex'),
});

const leaf = hashes('leaf');
const intermediate = hashes('intermediate');
const root = hashes('root');
const other = hashes('other').spkiSha256;
const chain = [leaf, intermediate, root];
const day = Date.parse('2026-06-30T00:00:00Z');

const pinSet = (pattern: string, pins: readonly string[], rest: Partial<PinSet> = {}): PinSet => ({
  pattern,
  mode: 'enforce',
  expires: null,
  pins,
  note: null,
  ...rest,
});

const compile = (...pinSets: readonly PinSet[]): ReturnType<typeof compilePolicy> =>
  compilePolicy({ unpinnedHosts: 'allow', pinSets });

const nothing = {
  mode: 'off',
  matchedPatterns: [],
  expectedPins: [],
  matchedPin: null,
  matchedIndex: null,
  reportOnly: null,
  notInForce: [],
};

describe('evaluate', () => {
  it('finds a pin anywhere on the chain', () => {
    const policy = compile(pinSet('example.com', [other, root.spkiSha256]));
    expect(evaluate(policy, 'example.com', chain, day)).toEqual({
      verdict: 'pinned',
      mode: 'enforce',
      matchedPatterns: ['example.com'],
      expectedPins: [other, root.spkiSha256],
      matchedPin: root.spkiSha256,
      matchedIndex: 2,
      reportOnly: null,
      notInForce: [],
    });
  });

  it('is a mismatch when no pin is on the chain', () => {
    const policy = compile(pinSet('example.com', [other]));
    expect(evaluate(policy, 'example.com', chain, day)).toEqual({
      ...nothing,
      verdict: 'mismatch',
      mode: 'enforce',
      matchedPatterns: ['example.com'],
      expectedPins: [other],
    });
  });

  it('is a mismatch on a chain without certificates', () => {
    expect(evaluate(compile(pinSet('example.com', [other])), 'example.com', [], day).verdict).toBe(
      'mismatch',
    );
  });

  it('is unpinned where no set is for the host', () => {
    const policy = compile(pinSet('example.com', [other]));
    expect(evaluate(policy, 'a.example.com', chain, day)).toEqual({ ...nothing, verdict: 'unpinned' });
  });

  it('is undecided about a host nobody can read', () => {
    const policy = compile(pinSet('example.com', [other]));
    expect(evaluate(policy, 'example.com:443', chain, day)).toEqual({ ...nothing, verdict: 'undecided' });
  });

  it('knows the host in any of its forms', () => {
    const policy = compile(pinSet('bücher.example', [other]));
    expect(evaluate(policy, 'XN--BCHER-KVA.example.', chain, day).verdict).toBe('mismatch');
  });

  it('names the certificate nearest the leaf, then the pin that stands first', () => {
    const policy = compile(pinSet('a.test', [root.spkiSha256, leaf.spkiSha1, leaf.spkiSha256]));
    expect(evaluate(policy, 'a.test', chain, day)).toMatchObject({
      matchedPin: leaf.spkiSha1,
      matchedIndex: 0,
    });
  });

  it('judges sha1 pins by the key and cert-sha256 pins by the whole certificate', () => {
    const wholeLeaf = `cert-sha256/${Buffer.from(leaf.certSha256, 'hex').toString('base64')}`;
    const keyAsWhole = `cert-${leaf.spkiSha256}`;
    expect(evaluate(compile(pinSet('a.test', [root.spkiSha1])), 'a.test', chain, day).matchedIndex).toBe(2);
    expect(evaluate(compile(pinSet('a.test', [wholeLeaf])), 'a.test', chain, day).matchedPin).toBe(wholeLeaf);
    expect(evaluate(compile(pinSet('a.test', [keyAsWhole])), 'a.test', chain, day).verdict).toBe('mismatch');
  });

  it('joins the pins of all sets for the host, each once, in policy order', () => {
    const policy = compile(
      pinSet('**.example.com', [other]),
      pinSet('other.test', [leaf.spkiSha256]),
      pinSet('*.example.com', [other, leaf.spkiSha256]),
      pinSet('a.example.com', [other]),
    );
    expect(evaluate(policy, 'a.example.com', chain, day)).toMatchObject({
      verdict: 'pinned',
      matchedPatterns: ['**.example.com', '*.example.com', 'a.example.com'],
      expectedPins: [other, leaf.spkiSha256],
      matchedPin: leaf.spkiSha256,
    });
  });

  it('judges report-only sets apart from live ones', () => {
    const policy = compile(
      pinSet('**.a.test', [leaf.spkiSha256], { mode: 'report-only' }),
      pinSet('a.test', [other]),
    );
    expect(evaluate(policy, 'a.test', chain, day)).toEqual({
      ...nothing,
      verdict: 'mismatch',
      mode: 'enforce',
      matchedPatterns: ['**.a.test', 'a.test'],
      expectedPins: [other],
      reportOnly: { verdict: 'pinned', expectedPins: [leaf.spkiSha256] },
    });
  });

  it("takes the report-only verdict for the host's own where nothing is enforced", () => {
    const policy = compile(pinSet('a.test', [other], { mode: 'report-only' }));
    expect(evaluate(policy, 'a.test', chain, day)).toEqual({
      ...nothing,
      verdict: 'mismatch',
      mode: 'report-only',
      matchedPatterns: ['a.test'],
      expectedPins: [other],
      reportOnly: { verdict: 'mismatch', expectedPins: [other] },
    });
  });

  it('is unpinned where all sets are off or expired, and names them', () => {
    const policy = compile(
      pinSet('a.test', [other], { mode: 'off' }),
      pinSet('**.a.test', [other], { expires: '2026-06-30' }),
    );
    expect(evaluate(policy, 'a.test', chain, day)).toEqual({
      ...nothing,
      verdict: 'unpinned',
      notInForce: [
        { pattern: 'a.test', why: 'off' },
        { pattern: '**.a.test', why: 'expired on 2026-06-30' },
      ],
    });
  });

  it('takes no pins from an expired set beside a live one', () => {
    const policy = compile(
      pinSet('a.test', [leaf.spkiSha256], { expires: '2026-06-30' }),
      pinSet('a.test', [other]),
    );
    expect(evaluate(policy, 'a.test', chain, day)).toMatchObject({
      verdict: 'mismatch',
      expectedPins: [other],
    });
  });

  it('enforces until the last millisecond before the day of expiry, and not from then on', () => {
    const policy = compile(pinSet('a.test', [other], { expires: '2026-06-30' }));
    expect(evaluate(policy, 'a.test', chain, day - 1).verdict).toBe('mismatch');
    expect(evaluate(policy, 'a.test', chain, day).verdict).toBe('unpinned');
  });

  it('finds the same sets by its index as by asking each one', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 4 })
      .map((l) => l.join('.'));
    const pattern = fc
      .tuple(fc.constantFrom('', '*.', '**.'), name)
      .map((parts) => parts.join(''))
      .filter((text) => parseHostPattern(text).ok);
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 12 }), name, (patterns, host) => {
        const found = compile(...patterns.map((text) => pinSet(text, [other]))).setsFor(host);
        const expected = patterns.flatMap((text, index) => {
          const parsed = parseHostPattern(text);
          return parsed.ok && matchesHost(parsed.value, host) ? [index] : [];
        });
        expect(found.map((set) => set.index)).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('costs no more in a policy of 10,000 sets than a handshake can spare', () => {
    const sets = Array.from({ length: 10_000 }, (_, index) => pinSet(`**.host-${index}.test`, [other]));
    const policy = compile(...sets);
    const started = performance.now();
    for (let round = 0; round < 1_000; round += 1) evaluate(policy, `a.b.host-${round}.test`, chain, day);
    // A scan of all sets takes some hundred times as long.
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('evaluateCleartext', () => {
  it('is cleartext to a host with enforced pins, also beside report-only ones', () => {
    const policy = compile(
      pinSet('a.test', [other]),
      pinSet('a.test', [root.spkiSha256], { mode: 'report-only' }),
    );
    expect(evaluateCleartext(policy, 'a.test', day)).toEqual({
      ...nothing,
      verdict: 'cleartext',
      mode: 'enforce',
      matchedPatterns: ['a.test'],
      expectedPins: [other],
      reportOnly: { verdict: 'cleartext', expectedPins: [root.spkiSha256] },
    });
  });

  it('is unpinned to a host without pins in force', () => {
    const policy = compile(pinSet('a.test', [other], { mode: 'off' }));
    expect(evaluateCleartext(policy, 'a.test', day).verdict).toBe('unpinned');
  });
});

describe('evaluationOf', () => {
  it('names the pins that were not reached, and judges none', () => {
    const policy = compile(
      pinSet('a.test', [leaf.spkiSha256]),
      pinSet('a.test', [other], { mode: 'report-only' }),
    );
    expect(evaluationOf('untrusted', policy, 'a.test', day)).toEqual({
      ...nothing,
      verdict: 'untrusted',
      mode: 'enforce',
      matchedPatterns: ['a.test'],
      expectedPins: [leaf.spkiSha256],
    });
  });

  it('keeps its verdict for a host nobody can read', () => {
    expect(evaluationOf('undecided', compile(), '', day)).toEqual({ ...nothing, verdict: 'undecided' });
  });
});

describe('nextExpiry', () => {
  const policy: Policy = {
    unpinnedHosts: 'allow',
    pinSets: [
      pinSet('a.test', [other], { expires: '2026-07-02' }),
      pinSet('b.test', [other], { expires: '2026-06-30' }),
      pinSet('c.test', [other], { expires: '2026-07-01', mode: 'off' }),
      pinSet('d.test', [other]),
    ],
  };

  it('is the first end of a set in force that is still to come', () => {
    expect(nextExpiry(policy, day - 1)).toBe(day);
    expect(nextExpiry(policy, day)).toBe(Date.parse('2026-07-02T00:00:00Z'));
    expect(nextExpiry(policy, Date.parse('2026-07-02T00:00:00Z'))).toBeNull();
  });
});

describe('compilePolicy', () => {
  it('throws on a policy that nobody parsed', () => {
    expect(() => compile(pinSet('*', [other]))).toThrow('A policy that was not parsed');
  });
});
