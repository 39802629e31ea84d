import { expect, test } from 'vitest';
import { emptyPolicy, type Policy } from '../../../common/pinning/policy.ts';
import { findEdited, nameEdited, newSet } from '../../../renderer/policy/edited-set.ts';

const policyOf = (...patterns: readonly string[]): Policy => ({
  ...emptyPolicy,
  pinSets: patterns.map((pattern) => ({ pattern, mode: 'enforce', expires: null, pins: [], note: null })),
});
const before = policyOf('a.test', 'b.test', 'a.test');

test.each([
  ['is found at its place', 2, before, 2],
  ['is found where it has moved to', 1, policyOf('b.test', 'a.test'), 0],
  ['is found at its place, of several with its pattern', 0, policyOf('a.test', 'a.test', 'c.test'), 0],
  ['is added anew when it is gone', 1, policyOf('a.test', 'c.test'), -1],
  ['is added anew when another may be meant', 2, policyOf('a.test', 'a.test'), -1],
])('a set that is edited %s', (_what, index, now, place) => {
  expect(findEdited(now, nameEdited(before, index))).toBe(place);
});

test('a new set has no place', () => {
  expect(findEdited(before, newSet)).toBe(-1);
});
