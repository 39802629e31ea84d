import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  ClientFormat,
  ClientPolicy,
  ClientRule,
  PinGroup,
} from '../../../../common/pinning/clients/client-policy.ts';
import {
  evaluateClientCleartext,
  evaluateClientPolicy,
} from '../../../../common/pinning/clients/evaluate-client-policy.ts';
import { policyToClient } from '../../../../common/pinning/clients/pinspect-policy.ts';
import { compilePolicy } from '../../../../common/pinning/compile-policy.ts';
import { evaluate, evaluateCleartext } from '../../../../common/pinning/evaluate.ts';
import type { PinSet, Policy } from '../../../../common/pinning/policy.ts';
import { certificatePinOf, hashesOf, pinOf } from '../../../support/pinning/sample-hashes.ts';

const chain = [hashesOf('leaf'), hashesOf('intermediate'), hashesOf('root')];
const noon = Date.parse('2026-06-30T12:00:00Z');
const midnight = Date.parse('2026-06-30T00:00:00Z');

const any = (...names: readonly string[]): PinGroup => ({ position: 'any', pins: names.map(pinOf) });
const rule = (
  scope: ClientRule['scope'],
  groups: readonly PinGroup[],
  rest: Partial<ClientRule> = {},
): ClientRule => ({ scope, mode: 'enforce', expires: null, groups, ...rest });
const pattern = (text: string, ...names: readonly string[]): ClientRule =>
  rule({ kind: 'pattern', pattern: text }, [any(...names)]);
const domain = (name: string, includeSubdomains: boolean, ...names: readonly string[]): ClientRule =>
  rule({ kind: 'domain', domain: name, includeSubdomains }, names.length === 0 ? [] : [any(...names)]);

const policyOf = (format: ClientFormat, ...rules: readonly ClientRule[]): ClientPolicy => ({
  format,
  selection: ['okhttp-kotlin', 'pinspect', 'curl'].includes(format) ? 'union' : 'most-specific',
  rules,
  notes: [],
});

const verdictOf = (policy: ClientPolicy, host: string, at: number = noon): string =>
  evaluateClientPolicy(policy, host, chain, at).verdict;

describe('OkHttp', () => {
  const okHttp = (...rules: readonly ClientRule[]): ClientPolicy => policyOf('okhttp-kotlin', ...rules);

  it.each([
    // A pattern for one label more, as its own tests have it.
    ['*.example.com', 'a.example.com', 'pinned'],
    ['*.example.com', 'a.b.example.com', 'unpinned'],
    ['*.example.com', 'example.com', 'unpinned'],
    ['**.example.co.uk', 'example.co.uk', 'pinned'],
    ['**.example.co.uk', 'foo.bar.example.co.uk', 'pinned'],
    ['**.example.co.uk', 'fooexample.co.uk', 'unpinned'],
    ['EXAMPLE.com', 'example.COM', 'pinned'],
    ['σkhttp.com', 'xn--khttp-fde.com', 'pinned'],
    ['192.0.2.1', '192.0.2.1', 'pinned'],
    // Its open bug 9724: the dot makes another host of it, both ways.
    ['example.com', 'example.com.', 'unpinned'],
    ['example.com.', 'example.com.', 'pinned'],
    ['example.com.', 'example.com', 'unpinned'],
  ])('%s, asked for %s: %s', (text, host, verdict) => {
    expect(verdictOf(okHttp(pattern(text, 'root')), host)).toBe(verdict);
  });

  it('joins the pins of all patterns for the host', () => {
    const policy = okHttp(pattern('*.example.com', 'other'), pattern('api.example.com', 'intermediate'));
    expect(evaluateClientPolicy(policy, 'api.example.com', chain, noon)).toMatchObject({
      verdict: 'pinned',
      mode: 'enforce',
      matchedPatterns: ['*.example.com', 'api.example.com'],
      expectedPins: [pinOf('other'), pinOf('intermediate')],
      matchedPin: pinOf('intermediate'),
      matchedIndex: 1,
      rule: 'OkHttp: all rules for the host count together, here *.example.com, api.example.com; one pin anywhere on the validated chain is enough.',
    });
  });

  it('takes SHA-1 of a key, and a pin of the wrong length never matches but still pins', () => {
    const sha1 = rule({ kind: 'pattern', pattern: 'example.com' }, [
      { position: 'any', pins: [hashesOf('root').spkiSha1] },
    ]);
    const short = rule({ kind: 'pattern', pattern: 'example.com' }, [
      { position: 'any', pins: ['sha256/AAAA'] },
    ]);
    expect([verdictOf(okHttp(sha1), 'example.com'), verdictOf(okHttp(short), 'example.com')]).toEqual([
      'pinned',
      'mismatch',
    ]);
  });
});

describe('Android', () => {
  const android = (...rules: readonly ClientRule[]): ClientPolicy => policyOf('android-nsc', ...rules);

  it('lets the longest name decide alone, and an exact name before every longer parent', () => {
    const policy = android(
      domain('example.com', true, 'root'),
      domain('api.example.com', true, 'other'),
      domain('exact.api.example.com', false, 'leaf'),
    );
    expect(
      [
        'example.com',
        'a.b.example.com',
        'api.example.com',
        'x.api.example.com',
        'exact.api.example.com',
        'x.exact.api.example.com',
        'notexample.com',
      ].map((host) => verdictOf(policy, host)),
    ).toEqual(['pinned', 'pinned', 'mismatch', 'mismatch', 'pinned', 'mismatch', 'unpinned']);
    expect(evaluateClientPolicy(policy, 'x.api.example.com', chain, noon).rule).toBe(
      'Android: the most specific name decides, here api.example.com with subdomains; one pin anywhere on the validated chain is enough.',
    );
  });

  it('lets a longer name without pins stand before a shorter one with pins', () => {
    const policy = android(domain('example.com', true, 'other'), domain('open.example.com', false));
    expect(evaluateClientPolicy(policy, 'open.example.com', chain, noon)).toMatchObject({
      verdict: 'unpinned',
      notInForce: [{ pattern: 'open.example.com', why: 'it has no pins' }],
      rule: 'Android: what is for this host is not in force: open.example.com (it has no pins), and no shorter one stands in for it.',
    });
  });

  it('ignores case and a dot at the end, and takes addresses as text', () => {
    const policy = android(domain('Example.COM', false, 'root'), domain('192.0.2.1', true, 'root'));
    expect(
      ['EXAMPLE.com.', '192.0.2.1', 'x.example.com', '1.192.0.2.1'].map((host) => verdictOf(policy, host)),
    ).toEqual(['pinned', 'pinned', 'unpinned', 'undecided']);
  });

  it('does not map a name to punycode, so that one in letters is for no host', () => {
    const written = (name: string): string =>
      verdictOf(android(domain(name, false, 'root')), 'bücher.example');
    expect([written('bücher.example'), written('xn--bcher-kva.example')]).toEqual(['unpinned', 'pinned']);
  });

  it('still checks in the very moment of expiry, unlike Pinspect', () => {
    const ended = (format: ClientFormat, at: number): string =>
      verdictOf(
        policyOf(format, { ...domain('example.com', false, 'root'), expires: '2026-06-30' }),
        'example.com',
        at,
      );
    expect([
      ended('android-nsc', midnight),
      ended('android-nsc', midnight + 1),
      ended('pinspect', midnight - 1),
      ended('pinspect', midnight),
    ]).toEqual(['pinned', 'unpinned', 'pinned', 'unpinned']);
  });

  it('has an expired longer name stand before a shorter one that is in force', () => {
    const policy = android(domain('example.com', true, 'other'), {
      ...domain('api.example.com', true, 'other'),
      expires: '2026-01-01',
    });
    expect(verdictOf(policy, 'api.example.com')).toBe('unpinned');
  });
});

describe('iOS', () => {
  const both = (ca: string, leaf: string): ClientPolicy =>
    policyOf(
      'ios-nspinneddomains',
      rule({ kind: 'domain', domain: 'example.com', includeSubdomains: true }, [
        { position: 'ca', pins: [pinOf(ca)] },
        { position: 'leaf', pins: [pinOf(leaf)] },
      ]),
    );

  it('wants a match in the CA list and in the leaf list', () => {
    expect(
      [
        both('root', 'leaf'),
        both('root', 'other'),
        both('other', 'leaf'),
        both('leaf', 'leaf'),
        both('root', 'root'),
      ].map((policy) => verdictOf(policy, 'a.example.com')),
    ).toEqual(['pinned', 'mismatch', 'mismatch', 'mismatch', 'mismatch']);
    expect(evaluateClientPolicy(both('root', 'leaf'), 'example.com', chain, noon).rule).toContain(
      'its CA list and its leaf list must both match',
    );
  });

  it('pins no address', () => {
    const policy = policyOf('ios-nspinneddomains', domain('192.0.2.1', false, 'other'));
    expect(evaluateClientPolicy(policy, '192.0.2.1', chain, noon).rule).toBe(
      'iOS: an IP address cannot be pinned.',
    );
  });
});

describe('curl', () => {
  it('compares the leaf only, whatever the host', () => {
    const curl = (name: string): ClientPolicy =>
      policyOf('curl', rule({ kind: 'every-host' }, [{ position: 'leaf', pins: [pinOf(name)] }]));
    expect([verdictOf(curl('leaf'), 'anything.test'), verdictOf(curl('root'), '192.0.2.1')]).toEqual([
      'pinned',
      'mismatch',
    ]);
    expect(evaluateClientPolicy(curl('leaf'), 'anything.test', chain, noon).rule).toBe(
      'curl: its pins are compared with the leaf only.',
    );
  });
});

it('judges report-only rules beside enforced ones, and leaves out what is off', () => {
  const policy = policyOf(
    'pinspect',
    pattern('example.com', 'leaf'),
    { ...pattern('example.com', 'other'), mode: 'report-only' },
    { ...pattern('**.example.com', 'other'), mode: 'off' },
  );
  expect(evaluateClientPolicy(policy, 'example.com', chain, noon)).toMatchObject({
    verdict: 'pinned',
    mode: 'enforce',
    reportOnly: { verdict: 'mismatch', expectedPins: [pinOf('other')] },
    notInForce: [{ pattern: '**.example.com', why: 'off' }],
  });
});

it('finds every cleartext connection to a host with pins, and a name nobody can read undecided', () => {
  const policy = policyOf('android-nsc', domain('example.com', false, 'leaf'));
  expect([
    evaluateClientCleartext(policy, 'example.com', noon).verdict,
    evaluateClientCleartext(policy, 'a.example.com', noon).verdict,
    verdictOf(policy, 'exa mple.com'),
  ]).toEqual(['cleartext', 'unpinned', 'undecided']);
});

describe('Pinspect’s own policy as a client’s', () => {
  const names = ['leaf', 'intermediate', 'root', 'other', 'spare'] as const;
  const pins = fc.uniqueArray(
    fc.oneof(fc.constantFrom(...names.map(pinOf)), fc.constantFrom(...names.map(certificatePinOf))),
    { minLength: 1, maxLength: 3 },
  );
  const host = fc
    .array(fc.constantFrom('a', 'b', 'example', 'com'), { minLength: 1, maxLength: 4 })
    .map((labels) => labels.join('.'));
  const pinSet: fc.Arbitrary<PinSet> = fc.record({
    pattern: fc.tuple(fc.constantFrom('', '*.', '**.'), host).map(([stars, name]) => stars + name),
    mode: fc.constantFrom('enforce', 'report-only', 'off'),
    expires: fc.constantFrom(null, '2026-06-30', '2027-01-01'),
    pins,
    note: fc.constant(null),
  });

  it('is judged the same by either evaluator', () => {
    fc.assert(
      fc.property(
        fc.array(pinSet, { maxLength: 6 }),
        host,
        fc.subarray([...names]),
        fc.constantFrom(midnight - 1, midnight, noon),
        (pinSets, name, chainNames, at) => {
          const policy: Policy = { unpinnedHosts: 'allow', pinSets };
          const hashes = chainNames.map(hashesOf);
          const { rule, ...judged } = evaluateClientPolicy(policyToClient(policy), name, hashes, at);
          expect(judged).toEqual(evaluate(compilePolicy(policy), name, hashes, at));
          const { rule: plainRule, ...plain } = evaluateClientCleartext(policyToClient(policy), name, at);
          expect(plain).toEqual(evaluateCleartext(compilePolicy(policy), name, at));
          expect([rule, plainRule]).toEqual([expect.stringMatching(/^Pinspect: .+\.$/), rule]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
