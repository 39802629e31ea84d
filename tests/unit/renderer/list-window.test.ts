import { expect, test } from 'vitest';
import {
  canvasPx,
  clampTop,
  furthestTop,
  isScaled,
  rowHeight,
  rowsInView,
  scrollOfTop,
  topOfScroll,
  topShowing,
} from '../../../renderer/connections/list-window.ts';

const small = { total: 1_000, viewportPx: 560 };
const million = { total: 1_000_000, viewportPx: 560 };

test('a list that a browser can hold is scrolled as it is', () => {
  expect([isScaled(small), canvasPx(small), topOfScroll(1_234, small), scrollOfTop(1_234, small)]).toEqual([
    false,
    1_000 * rowHeight,
    1_234,
    1_234,
  ]);
});

test('a longer one has a scroll bar that leads to its first row, its last row and back', () => {
  expect(isScaled(million)).toBe(true);
  expect(canvasPx(million)).toBeLessThan(16_000_000);
  const end = canvasPx(million) - million.viewportPx;
  expect([topOfScroll(0, million), topOfScroll(end, million)]).toEqual([0, furthestTop(million)]);
  for (const top of [0, 17, 5_000_000, 27_000_001, furthestTop(million)]) {
    expect(topOfScroll(scrollOfTop(top, million), million)).toBeCloseTo(top, 3);
  }
  expect(rowsInView(topOfScroll(end, million), million, 0)).toEqual({ from: 999_980, to: 1_000_000 });
});

test('the rows in view are those that show a pixel and some beyond, equally many wherever the list has enough', () => {
  expect(rowsInView(rowHeight * 10 + 1, small, 0)).toEqual({ from: 10, to: 31 });
  expect(rowsInView(0, small, 6)).toEqual({ from: 0, to: 27 });
  for (const top of [10 * rowHeight, 10 * rowHeight + 1, 11 * rowHeight - 1]) {
    const { from, to } = rowsInView(top, small, 6);
    expect(to - from).toBe(33);
  }
  expect(rowsInView(0, { total: 3, viewportPx: 560 }, 6)).toEqual({ from: 0, to: 3 });
});

test('a row is brought into view by the smallest move', () => {
  const top = 10 * rowHeight;
  expect(topShowing(12, top, small)).toBe(top);
  expect(topShowing(4, top, small)).toBe(4 * rowHeight);
  expect(topShowing(30, top, small)).toBe(11 * rowHeight);
  expect(clampTop(-5, small)).toBe(0);
  expect(clampTop(99_999_999, small)).toBe(1_000 * rowHeight - 560);
});
