import { expect, test } from 'vitest';
import { createRowSlots } from '../../../renderer/connections/row-slots.ts';

const alike = (): string => 'same';
const evenOrOdd = (number: number): string => (number % 2 === 0 ? 'even' : 'odd');

test('a row in view keeps its element, and one that comes takes that of one that left', () => {
  const slots = createRowSlots();
  expect(slots.assign([9, 8, 7, 6], alike)).toEqual([9, 8, 7, 6]);
  expect(slots.assign([7, 6, 5, 4], alike)).toEqual([5, 4, 7, 6]);
  expect(slots.assign([8, 7, 6, 5], alike)).toEqual([5, 8, 7, 6]);
});

test('a row takes the element of one that looked the same, while there is such', () => {
  const slots = createRowSlots();
  slots.assign([1, 2, 3, 4], evenOrOdd);
  expect(slots.assign([3, 4, 6, 5], evenOrOdd)).toEqual([5, 6, 3, 4]);
  expect(slots.assign([4, 6, 8, 10], evenOrOdd)).toEqual([8, 6, 10, 4]);
});

test('a row that looks different by now keeps its element', () => {
  const slots = createRowSlots();
  slots.assign([1, 2], () => 'missing');
  expect(slots.assign([1, 2], evenOrOdd)).toEqual([1, 2]);
  expect(slots.assign([4, 3], evenOrOdd)).toEqual([3, 4]);
});

test('there are as many elements as were ever in view, those without a row empty', () => {
  const slots = createRowSlots();
  slots.assign([1, 2, 3], alike);
  expect(slots.assign([3], alike)).toEqual([undefined, undefined, 3]);
  expect(slots.assign([3, 4, 5, 6], alike)).toEqual([4, 5, 3, 6]);
});
