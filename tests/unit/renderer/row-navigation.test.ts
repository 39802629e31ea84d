import { expect, test } from 'vitest';
import { indexAfterKey } from '../../../renderer/connections/row-navigation.ts';

test.each([
  ['ArrowDown', -1, 0],
  ['ArrowDown', 3, 4],
  ['ArrowDown', 9, 9],
  ['ArrowUp', 0, 0],
  ['ArrowUp', -1, 0],
  ['PageDown', -1, 4],
  ['PageDown', 8, 9],
  ['PageUp', 5, 1],
  ['PageUp', 2, 0],
  ['Home', 7, 0],
  ['End', 2, 9],
  ['Tab', 2, null],
])('%s on row %i of 10 leads to %s', (key, current, expected) => {
  expect(indexAfterKey(key, current, 10, 4)).toBe(expected);
});

test('in an empty list no key leads anywhere', () => {
  expect(indexAfterKey('ArrowDown', -1, 0, 4)).toBe(null);
});
