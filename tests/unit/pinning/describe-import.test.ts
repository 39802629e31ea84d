import { expect, test } from 'vitest';
import { describeImport } from '../../../common/pinning/describe-import.ts';
import type { PinSet } from '../../../common/pinning/policy.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const set = (pattern: string, expires: string | null, mode: PinSet['mode'] = 'enforce'): PinSet => ({
  pattern,
  mode,
  expires,
  pins: [],
  note: null,
});

test.each([
  [[set('a.test', null), set('b.test', '2026-11-25')], 'Imported 2 pin sets: in force now.'],
  [
    [set('a.test', '2025-01-01')],
    'Imported 1 pin set. The pin set for a.test is not in force (ended on 2025-01-01): the hosts are not pinned by it.',
  ],
  [
    [set('a.test', '2025-01-01'), set('b.test', '2026-11-24'), set('c.test', null)],
    'Imported 3 pin sets. 2 pin sets are not in force (ended on 2025-01-01 to 2026-11-24): the hosts are not pinned by them.',
  ],
  [
    [set('a.test', '2025-01-01'), set('b.test', null, 'off')],
    'Imported 2 pin sets. 2 pin sets are not in force (off or ended): the hosts are not pinned by them.',
  ],
])('what is not in force is not said to be', (pinSets, words) => {
  expect(describeImport(pinSets, at)).toBe(words);
});
