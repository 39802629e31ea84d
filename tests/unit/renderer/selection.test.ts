import { expect, test } from 'vitest';
import { nothingSelected, selectOne, withOpened } from '../../../renderer/connections/selection.ts';

test('a detail that is opened from elsewhere takes the choice from the row that was chosen', () => {
  const before = selectOne(4, 40);
  expect([...withOpened(before, 41).ids]).toEqual([41]);
  expect(withOpened(before, 41).active).toBeNull();
});

test('one of the chosen rows can be opened without losing the others, and closing keeps them', () => {
  const several = { ...nothingSelected, ids: new Set([1, 2, 3]) };
  expect(withOpened(several, 2)).toBe(several);
  expect(withOpened(several, null)).toBe(several);
});
