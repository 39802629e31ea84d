import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDummyPin, adoptPin, dummyPin } from '../../../common/pinning/adopt-pin.ts';
import { decide } from '../../../common/pinning/decide.ts';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { evaluate } from '../../../common/pinning/evaluate.ts';
import { emptyPolicy, type PinSet, type Policy } from '../../../common/pinning/policy.ts';

const one = 'sha256/6X6tJKv0Y2VjgVhFpDqZy8Oq9rIBBUEpEBVRkCmgnWg=';
const real = 'sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=';

const at = Date.parse('2026-11-24T00:00:00Z');

const pinSet = (pattern: string, pins: readonly string[], rest: Partial<PinSet> = {}): PinSet => ({
  pattern,
  mode: 'enforce',
  expires: null,
  pins,
  note: null,
  ...rest,
});

const pinsOf = (policy: Policy): readonly (readonly [string, readonly string[]])[] =>
  policy.pinSets.map(({ pattern, pins }) => [pattern, pins]);

test('a pin that is there already stays in its place, and only dummies go', () => {
  const policy: Policy = { ...emptyPolicy, pinSets: [pinSet('a.example.com', [real, dummyPin, one])] };
  expect(pinsOf(adoptPin(policy, 'a.example.com', real, at))).toEqual([['a.example.com', [real, one]]]);
});

test('an enforced wildcard comes before an exact set that only reports', () => {
  const policy: Policy = {
    ...emptyPolicy,
    pinSets: [pinSet('a.example.com', [one], { mode: 'report-only' }), pinSet('**.example.com', [dummyPin])],
  };
  expect(pinsOf(adoptPin(policy, 'a.example.com', real, at))).toEqual([
    ['a.example.com', [one]],
    ['**.example.com', [real]],
  ]);
});

test('a trial keeps its mode when it takes a pin', () => {
  const policy: Policy = { ...emptyPolicy, pinSets: [pinSet('a.test', [one], { mode: 'report-only' })] };
  expect(adoptPin(policy, 'a.test', real, at).pinSets).toEqual([
    pinSet('a.test', [one, real], { mode: 'report-only' }),
  ]);
});

test('sets that are off or expired stay as they are, and the host gets a new one', () => {
  const idle = [
    pinSet('a.test', [dummyPin], { mode: 'off' }),
    pinSet('a.test', [one], { expires: '2026-11-24' }),
  ];
  expect(adoptPin({ ...emptyPolicy, pinSets: idle }, 'a.test', real, at).pinSets).toEqual([
    ...idle,
    pinSet('a.test', [real]),
  ]);
});

test('a dummy pin is enforced, also where the host is only reported', () => {
  const trial = pinSet('a.test', [one], { mode: 'report-only' });
  expect(addDummyPin({ ...emptyPolicy, pinSets: [trial] }, 'a.test', at).pinSets).toEqual([
    trial,
    pinSet('a.test', [dummyPin]),
  ]);
});

test('after "Pin this" the host passes with that key, whatever the policy was, and no real pin is lost', () => {
  const anySet = fc.record({
    pattern: fc.constantFrom('a.example.com', '*.example.com', '**.example.com', '**.com', 'other.test'),
    mode: fc.constantFrom('enforce', 'report-only', 'off'),
    expires: fc.constantFrom(null, '2026-11-24', '2026-11-25'),
    pins: fc.subarray([one, dummyPin, `sha1/${'A'.repeat(27)}=`], { minLength: 1 }),
    note: fc.constant(null),
  });
  fc.assert(
    fc.property(fc.array(anySet, { maxLength: 5 }), (pinSets) => {
      const next = adoptPin({ unpinnedHosts: 'refuse', pinSets }, 'a.example.com', real, at);
      const hashes = { spkiSha256: real, spkiSha1: '', certSha256: '' };
      const evaluation = evaluate(compilePolicy(next), 'a.example.com', [hashes], at);
      expect([evaluation.verdict, decide(evaluation, next)]).toEqual(['pinned', 'allowed']);
      const realPins = (policy: Policy): number =>
        policy.pinSets.flatMap(({ pins }) => pins).filter((pin) => pin === one).length;
      expect(realPins(next)).toBe(realPins({ unpinnedHosts: 'refuse', pinSets }));
    }),
  );
});

test('a host without a set gets one of its own, enforced', () => {
  expect(adoptPin(emptyPolicy, 'API.example.com', real, at).pinSets).toEqual([
    { pattern: 'api.example.com', mode: 'enforce', expires: null, pins: [real], note: null },
  ]);
});

test('a pin takes the place of a dummy', () => {
  expect(pinsOf(adoptPin(addDummyPin(emptyPolicy, 'a.example.com', at), 'a.example.com', real, at))).toEqual([
    ['a.example.com', [real]],
  ]);
});

test('a pin joins real ones, in the set that names the host most closely', () => {
  const policy: Policy = {
    unpinnedHosts: 'allow',
    pinSets: [
      { pattern: '**.example.com', mode: 'enforce', expires: null, pins: [one], note: null },
      { pattern: 'a.example.com', mode: 'enforce', expires: null, pins: [real], note: null },
    ],
  };
  const other = 'sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=';
  expect(pinsOf(adoptPin(policy, 'a.example.com', other, at))).toEqual([
    ['**.example.com', [one]],
    ['a.example.com', [real, other]],
  ]);
});

test('a dummy pin takes no real pin away, and is refused twice', () => {
  const policy = adoptPin(emptyPolicy, 'a.example.com', real, at);
  expect(pinsOf(addDummyPin(addDummyPin(policy, 'a.example.com', at), 'a.example.com', at))).toEqual([
    ['a.example.com', [real, dummyPin]],
  ]);
});
