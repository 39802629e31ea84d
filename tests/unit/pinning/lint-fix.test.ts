import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { decide } from '../../../common/pinning/decide.ts';
import { evaluate } from '../../../common/pinning/evaluate.ts';
import { applyLintFix } from '../../../common/pinning/lint-fix.ts';
import { lintPolicy } from '../../../common/pinning/lint-policy.ts';
import { parsePolicy } from '../../../common/pinning/parse-policy.ts';
import { parsePolicyForLint } from '../../../common/pinning/parse-policy-for-lint.ts';
import type { PinSet, Policy } from '../../../common/pinning/policy.ts';
import { publicSuffixes } from '../../../common/public-suffixes.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const days = ['2026-11-01', '2027-01-01', '2027-06-01'];
const pin = (name: string): string => `sha256/${Buffer.from(name.padEnd(32, '.')).toString('base64')}`;
const pins = [pin('one'), pin('two'), pin('three'), `sha256/${'A'.repeat(43)}=`];

const pinSets = fc.array(
  fc.record({
    pattern: fc.constantFrom('a.x.com', 'A.x.com', '*.x.com', '**.x.com', '**.com', '*.com', 'x.com.'),
    mode: fc.constantFrom<PinSet['mode'][]>('enforce', 'report-only', 'off'),
    expires: fc.constantFrom(null, ...days),
    pins: fc.array(fc.constantFrom(...pins), { minLength: 1, maxLength: 4 }),
    note: fc.constantFrom(null, 'one note', 'another'),
  }),
  { maxLength: 5 },
);
const policies: fc.Arbitrary<Policy> = fc.record({
  unpinnedHosts: fc.constantFrom<Policy['unpinnedHosts'][]>('allow', 'refuse'),
  pinSets,
});

const fixesOf = (policy: Policy): Parameters<typeof applyLintFix>[1][] =>
  lintPolicy({ policy, seen: [], at, publicSuffixes }).flatMap(({ fix }) => (fix === null ? [] : [fix]));

/** Every question that the patterns above tell apart: host, the one key on the chain, and the moment. */
const actions = (policy: Policy): readonly string[] => {
  const compiled = compilePolicy(policy);
  return ['x.com', 'a.x.com', 'b.x.com', 'a.b.x.com', 'y.com', 'com', 'z.org'].flatMap((host) =>
    [pin('one'), pin('two'), pin('three'), pin('none')].flatMap((spkiSha256) =>
      [at, ...days.map((day) => Date.parse(day))].map((moment) => {
        const chain = [{ spkiSha256, spkiSha1: '', certSha256: '' }];
        const evaluation = evaluate(compiled, host, chain, moment);
        return `${evaluation.verdict} ${evaluation.mode} ${evaluation.reportOnly?.verdict ?? ''} ${decide(evaluation, policy)}`;
      }),
    ),
  );
};

test('no fix changes any verdict, now or on any later day', () => {
  fc.assert(
    fc.property(policies, (policy) => {
      for (const fix of fixesOf(policy)) expect(actions(applyLintFix(policy, fix))).toEqual(actions(policy));
    }),
    { numRuns: 100 },
  );
});

test('applying fixes one after another ends, and leaves a policy that can be saved', () => {
  fc.assert(
    fc.property(policies, (start) => {
      let policy = start;
      let steps = 0;
      for (let [fix] = fixesOf(policy); fix !== undefined; [fix] = fixesOf(policy)) {
        const next = applyLintFix(policy, fix);
        expect(next).not.toEqual(policy);
        policy = next;
        steps += 1;
        expect(steps).toBeLessThan(100);
      }
      const inFile = policy.pinSets.map(({ expires, note, ...set }) => ({
        ...set,
        ...(expires !== null && { expires }),
        ...(note !== null && { note }),
      }));
      expect(parsePolicy({ version: 1, pinSets: inFile }).ok).toBe(true);
    }),
    { numRuns: 100 },
  );
});

describe('one fix', () => {
  const set = (pattern: string, setPins: readonly string[], note: string | null = null): PinSet => ({
    pattern,
    mode: 'enforce',
    expires: null,
    pins: setPins,
    note,
  });
  const policy = (...sets: readonly PinSet[]): Policy => ({ unpinnedHosts: 'allow', pinSets: sets });
  const fixed = (before: Policy): readonly Partial<PinSet>[] => {
    const [fix] = fixesOf(before);
    if (fix === undefined) throw new Error('No fix was offered.');
    return applyLintFix(before, fix).pinSets;
  };

  test('takes a dummy out and leaves the real pins', () => {
    expect(
      fixed(policy(set('a.x.com', [pin('one'), `sha256/${'A'.repeat(43)}=`, pin('two')]))),
    ).toMatchObject([{ pins: [pin('one'), pin('two')] }]);
  });

  test('merges two sets of one pattern, pins and notes', () => {
    expect(
      fixed(
        policy(
          set('a.x.com', [pin('one'), pin('two')], 'live'),
          set('a.x.com', [pin('three'), pin('two')], 'next'),
        ),
      ),
    ).toMatchObject([
      { pattern: 'a.x.com', pins: [pin('one'), pin('two'), pin('three')], note: 'live; next' },
    ]);
  });

  test('does nothing to a policy that was changed meanwhile', () => {
    const [fix] = fixesOf(policy(set('a.x.com', [pin('one'), pin('one'), pin('two')])));
    const changed = policy(set('b.x.com', [pin('one'), pin('one'), pin('two')]));
    expect(fix && applyLintFix(changed, fix)).toBe(changed);
  });
});

describe('reading for advice', () => {
  const file = (pattern: string, setPins: readonly unknown[]): object => ({
    version: 1,
    pinSets: [{ pattern, pins: setPins }],
  });

  test('keeps pins as they are written', () => {
    const read = parsePolicyForLint(file('a.x.com', [pin('one'), 'sha256/short']));
    expect(read.ok && read.value.pinSets[0]?.pins).toEqual([pin('one'), 'sha256/short']);
  });

  test('refuses everything else that the policy file refuses', () => {
    expect(parsePolicyForLint(file('a*.x.com', [pin('one')])).ok).toBe(false);
    expect(parsePolicyForLint(file('a.x.com', [7])).ok).toBe(false);
    expect(parsePolicyForLint(file('a.x.com', [])).ok).toBe(false);
    expect(parsePolicyForLint(['a']).ok).toBe(false);
  });
});
