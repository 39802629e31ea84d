import { expect, test } from 'vitest';
import { addDummyPin, adoptPin, dummyPin } from '../../../common/pinning/adopt-pin.ts';
import { emptyPolicy, type Policy } from '../../../common/pinning/policy.ts';

const one = 'sha256/6X6tJKv0Y2VjgVhFpDqZy8Oq9rIBBUEpEBVRkCmgnWg=';
const real = 'sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=';

const pinsOf = (policy: Policy): readonly (readonly [string, readonly string[]])[] =>
  policy.pinSets.map(({ pattern, pins }) => [pattern, pins]);

test('a host without a set gets one of its own, enforced', () => {
  expect(adoptPin(emptyPolicy, 'API.example.com', real).pinSets).toEqual([
    { pattern: 'api.example.com', mode: 'enforce', expires: null, pins: [real], note: null },
  ]);
});

test('a pin takes the place of a dummy', () => {
  expect(pinsOf(adoptPin(addDummyPin(emptyPolicy, 'a.example.com'), 'a.example.com', real))).toEqual([
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
  expect(pinsOf(adoptPin(policy, 'a.example.com', other))).toEqual([
    ['**.example.com', [one]],
    ['a.example.com', [real, other]],
  ]);
});

test('a dummy pin takes no real pin away, and is refused twice', () => {
  const policy = adoptPin(emptyPolicy, 'a.example.com', real);
  expect(pinsOf(addDummyPin(addDummyPin(policy, 'a.example.com'), 'a.example.com'))).toEqual([
    ['a.example.com', [real, dummyPin]],
  ]);
});
