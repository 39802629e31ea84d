import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { decide } from '../../../common/pinning/decide.ts';
import { describePolicyChange, type PolicyChange } from '../../../common/pinning/describe-policy-change.ts';
import { evaluate, evaluateCleartext } from '../../../common/pinning/evaluate.ts';
import { matchesHost, parseHostPattern } from '../../../common/pinning/host-pattern.ts';
import { OverlapIndex, patternsOverlap } from '../../../common/pinning/patterns-overlap.ts';
import type { PinSet, Policy } from '../../../common/pinning/policy.ts';

const [one, two, three] = ['A', 'E', 'I'].map((letter) => `sha256/${letter.repeat(43)}=`) as [
  string,
  string,
  string,
];

const at = Date.parse('2026-11-24T12:00:00Z');

const pinSet = (pattern: string, rest: Partial<PinSet> = {}): PinSet => ({
  pattern,
  mode: 'enforce',
  expires: null,
  pins: [one],
  note: null,
  ...rest,
});

const change = (
  before: readonly PinSet[],
  after: readonly PinSet[],
  unpinnedHosts: Policy['unpinnedHosts'] = 'allow',
): readonly PolicyChange[] =>
  describePolicyChange({ unpinnedHosts, pinSets: before }, { unpinnedHosts, pinSets: after }, at);

describe('describePolicyChange', () => {
  it('finds nothing in notes, x- keys, order and spelling', () => {
    const before = [pinSet('a.test'), pinSet('B.test', { note: 'b' })];
    const after = [pinSet('b.test.', { extra: { 'x-b': 1 } }), pinSet('a.test', { note: 'a' })];
    expect(change(before, after)).toEqual([]);
  });

  it('names each change of a set, and which make it weaker', () => {
    const before = pinSet('a.test', { pins: [one, two], expires: '2027-01-01' });
    const after = pinSet('a.test', { pins: [two, three], expires: '2026-12-01' });
    expect(change([before], [after])).toEqual([
      { isWeaker: true, text: 'a.test ends on 2026-12-01.' },
      { isWeaker: true, text: `a.test also takes ${three}.` },
      { isWeaker: false, text: `a.test no longer takes ${one}.` },
    ]);
  });

  it('calls a lower mode weaker, and a higher one not', () => {
    const trial = pinSet('a.test', { mode: 'report-only' });
    expect(change([pinSet('a.test')], [trial])).toEqual([
      { isWeaker: true, text: 'a.test went from enforce to report-only.' },
    ]);
    expect(change([trial], [pinSet('a.test')])).toEqual([
      { isWeaker: false, text: 'a.test went from report-only to enforce.' },
    ]);
  });

  it('calls a removed set weaker, unless its hosts are refused then', () => {
    expect(change([pinSet('a.test')], [])).toEqual([{ isWeaker: true, text: 'a.test was removed.' }]);
    expect(change([pinSet('a.test')], [], 'refuse')).toEqual([
      { isWeaker: false, text: 'a.test was removed.' },
    ]);
  });

  it('calls an added set weaker where it joins another one', () => {
    const live = pinSet('a.example.com', { pins: [one] });
    expect(change([live], [live, pinSet('**.example.com', { pins: [two, three] })])).toEqual([
      {
        isWeaker: true,
        text: '**.example.com was added with 2 pins, joined to those of another set for some of its hosts.',
      },
    ]);
    expect(change([live], [live, pinSet('b.example.com')])).toEqual([
      { isWeaker: false, text: 'b.example.com was added with 1 pin.' },
    ]);
  });

  it('says that an added set has ended, and what becomes of its hosts', () => {
    const ended = pinSet('a.test', { expires: '2026-11-24' });
    const text = 'a.test was added with 1 pin, but it ended on 2026-11-24 and is not in force:';
    expect(change([], [ended])).toEqual([
      {
        isWeaker: false,
        text: `${text} its hosts are let through unpinned, unless another set is for them.`,
      },
    ]);
    expect(change([], [ended], 'refuse').map((one) => one.text)).toEqual([
      `${text} its hosts are refused, unless another set is for them.`,
    ]);
    expect(change([], [pinSet('a.test', { expires: '2026-11-25' })])[0]?.text).toBe(
      'a.test was added with 1 pin.',
    );
    expect(change([pinSet('a.test')], [ended])[0]?.text).toMatch(/^a\.test ended on 2026-11-24 and is not/);
  });

  it('does not call a set joined to one that goes', () => {
    const [live, wide] = [pinSet('a.example.com'), pinSet('**.example.com', { pins: [two] })];
    expect(change([live], [wide])).toContainEqual({
      isWeaker: true,
      text: '**.example.com was added with 1 pin, in place of those of another set for some of its hosts.',
    });
  });

  it('calls an added set weaker where hosts without one are refused', () => {
    expect(change([], [pinSet('a.test', { mode: 'report-only' })], 'refuse')).toEqual([
      { isWeaker: true, text: 'a.test was added with 1 pin (report-only); its hosts were refused.' },
    ]);
  });

  it('calls it weaker to allow hosts without pins', () => {
    expect(
      describePolicyChange(
        { unpinnedHosts: 'refuse', pinSets: [] },
        { unpinnedHosts: 'allow', pinSets: [] },
        at,
      ),
    ).toEqual([{ isWeaker: true, text: 'Hosts without pins are allowed.' }]);
  });

  it('compares policies of 10,000 sets without a wait', () => {
    const sets = (name: string, pin: string): PinSet[] =>
      Array.from({ length: 10_000 }, (_, index) =>
        pinSet(`**.${name}-${index}.example.com`, { pins: [pin] }),
      );
    const started = performance.now();
    expect(change(sets('a', one), sets('b', two)).length).toBe(20_000);
    // Asking every set about every other one takes minutes.
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('never overlooks a change that lets something through', () => {
    const anySet: fc.Arbitrary<PinSet> = fc.record({
      pattern: fc.constantFrom(
        'a.example.com',
        '*.example.com',
        '**.example.com',
        '**.a.example.com',
        'b.test',
      ),
      mode: fc.constantFrom('enforce', 'report-only', 'off'),
      expires: fc.constantFrom(null, '2026-11-24', '2026-11-25'),
      pins: fc.subarray([one, two, three], { minLength: 1 }),
      note: fc.constant(null),
    });
    const anyPolicy: fc.Arbitrary<Policy> = fc.record({
      unpinnedHosts: fc.constantFrom('allow', 'refuse'),
      pinSets: fc.array(anySet, { maxLength: 4 }),
    });
    const hosts = [
      'a.example.com',
      'b.a.example.com',
      'example.com',
      'c.example.com',
      'b.test',
      'other.test',
    ];
    const isAllowed = (policy: Policy, host: string, pin: string | null): boolean => {
      const compiled = compilePolicy(policy);
      const certificate = { spkiSha256: pin ?? '', spkiSha1: '', certSha256: '' };
      const evaluation =
        pin === null ? evaluateCleartext(compiled, host, at) : evaluate(compiled, host, [certificate], at);
      return decide(evaluation, policy) === 'allowed';
    };
    fc.assert(
      fc.property(anyPolicy, anyPolicy, (before, after) => {
        const isOpened = hosts.some((host) =>
          [one, two, three, `sha256/${'M'.repeat(43)}=`, null].some(
            (pin) => !isAllowed(before, host, pin) && isAllowed(after, host, pin),
          ),
        );
        const isNamed = describePolicyChange(before, after, at).some(({ isWeaker }) => isWeaker);
        expect(isOpened && !isNamed).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('patternsOverlap', () => {
  it('finds a common host wherever there is one', () => {
    const names = ['c', 'b.c', 'a.b.c', 'a.a.b.c', 'b.b.c', 'a.c', 'a.b.b.c', 'b', 'a.b'];
    const name = fc.constantFrom('c', 'b.c', 'a.b.c', 'b');
    const pattern = fc.tuple(fc.constantFrom('', '*.', '**.'), name).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, pattern, (first, second) => {
        const [one, other] = [parseHostPattern(first), parseHostPattern(second)];
        if (!one.ok || !other.ok) throw new Error('no pattern');
        const common = [...names, ...names.map((below) => `x.${below}`)].some(
          (host) => matchesHost(one.value, host) && matchesHost(other.value, host),
        );
        expect(patternsOverlap(one.value, other.value)).toBe(common);
        const index = new OverlapIndex([{ pattern: other.value }]);
        expect(index.some(one.value, () => true)).toBe(common);
      }),
      { numRuns: 500 },
    );
  });
});
