import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSavedWindow, placeWindow, saveWindow } from '../../../main/electron/window-bounds.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: 1440, y: 0, width: 1920, height: 1080 };
const saved = { x: 100, y: 100, width: 1000, height: 700, isMaximized: false };

test('the first start is centred at the default size', () => {
  expect(placeWindow(undefined, [laptop])).toEqual({
    position: undefined,
    width: 1280,
    height: 820,
    isMaximized: false,
  });
});

test('a window comes back to the display it was on', () => {
  const there = { ...saved, x: 1600, isMaximized: true };
  expect(placeWindow(there, [laptop, second])).toEqual({
    position: { x: 1600, y: 100 },
    width: 1000,
    height: 700,
    isMaximized: true,
  });
});

test('a window on a display that is gone is centred in its old size', () => {
  expect(placeWindow({ ...saved, x: 1600 }, [laptop])).toEqual({
    position: undefined,
    width: 1000,
    height: 700,
    isMaximized: false,
  });
});

test.each([
  ['too far left', { x: -950 }],
  ['too far right', { x: 1400 }],
  ['above the screen', { y: -10 }],
  ['under the menu bar', { y: 10 }],
  ['below the screen', { y: 890 }],
])('a title bar that cannot be reached, %s, is not restored', (_where, moved) => {
  expect(placeWindow({ ...saved, ...moved }, [laptop]).position).toBeUndefined();
});

test('a window is as large as can be used and no larger than its display', () => {
  const sizeOf = (width: number, height: number): number[] => {
    const place = placeWindow({ ...saved, width, height }, [laptop]);
    return [place.width, place.height];
  };
  expect([sizeOf(10, 10), sizeOf(9_000, 9_000)]).toEqual([
    [880, 560],
    [1440, 875],
  ]);
});

test('what was saved is read back, and what cannot be read counts as nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-bounds-'));
  const path = join(folder, 'window.json');
  expect(loadSavedWindow(path)).toBeUndefined();
  saveWindow(path, saved);
  expect(loadSavedWindow(path)).toEqual(saved);
  for (const content of [
    '',
    '{"x":',
    '{"x":1}',
    '{"x":0,"y":0,"width":-5,"height":5,"isMaximized":false}',
    'null',
  ]) {
    writeFileSync(path, content);
    expect(loadSavedWindow(path)).toBeUndefined();
  }
  rmSync(folder, { recursive: true });
});
