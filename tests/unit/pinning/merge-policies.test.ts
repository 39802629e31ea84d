import { expect, it } from 'vitest';
import { mergePolicies } from '../../../common/pinning/merge-policies.ts';
import type { PinSet, Policy } from '../../../common/pinning/policy.ts';

const set = (pattern: string, pins: readonly string[], rest: Partial<PinSet> = {}): PinSet => ({
  pattern,
  mode: 'enforce',
  expires: null,
  pins,
  note: null,
  ...rest,
});

it('joins sets with one pattern, mode and end, adds the others, and keeps everything that was there', () => {
  const present: Policy = {
    unpinnedHosts: 'refuse',
    pinSets: [set('a.test', ['p'], { note: 'kept' }), set('b.test', ['p'], { mode: 'report-only' })],
    extra: { 'x-team': 1 },
  };
  const added: Policy = {
    unpinnedHosts: 'allow',
    pinSets: [
      set('A.TEST', ['q', 'p']),
      set('b.test', ['q']),
      set('a.test', ['r'], { expires: '2027-06-30' }),
    ],
  };
  expect(mergePolicies(present, added)).toEqual({
    ...present,
    pinSets: [
      set('a.test', ['p', 'q'], { note: 'kept' }),
      present.pinSets[1],
      set('b.test', ['q']),
      set('a.test', ['r'], { expires: '2027-06-30' }),
    ],
  });
});
