import { expect, test } from 'vitest';
import { indexAfterKey, rowsAbove } from '../../../renderer/connections/row-navigation.ts';

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

test('rows above are counted from the row that was on top', () => {
  const rows = [{ id: 9 }, { id: 8 }, { id: 7 }];
  expect([rowsAbove(rows, 7), rowsAbove(rows, 9), rowsAbove(rows, 1), rowsAbove(rows, null)]).toEqual([
    2, 0, 0, 0,
  ]);
});
