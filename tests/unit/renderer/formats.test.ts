import { expect, test } from 'vitest';
import { describeValidity } from '../../../renderer/ui/format-date.ts';
import { countOf, formatBytes, formatDuration } from '../../../renderer/ui/format-quantity.ts';
import { sideWidthWithin, usualSideWidth } from '../../../renderer/ui/split-width.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const end = new Date(start + 90 * day).toISOString();
const at = (days: number): ReturnType<typeof describeValidity> =>
  describeValidity('2026-01-01T00:00:00Z', end, start + days * day);

test('days left are whole days, and the last month warns', () => {
  expect([at(0), at(60), at(60.5), at(89), at(89.9)]).toEqual([
    { text: '90 days left', tone: 'good' },
    { text: '30 days left', tone: 'good' },
    { text: '29 days left', tone: 'warn' },
    { text: '1 day left', tone: 'warn' },
    { text: '0 days left', tone: 'warn' },
  ]);
});

test('before and after its time a certificate is not valid', () => {
  expect([at(-0.5), at(-3), at(90.2), at(91.5), at(95)]).toEqual([
    { text: 'not valid for another 1 day', tone: 'bad' },
    { text: 'not valid for another 3 days', tone: 'bad' },
    { text: 'expired today', tone: 'bad' },
    { text: 'expired 1 day ago', tone: 'bad' },
    { text: 'expired 5 days ago', tone: 'bad' },
  ]);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [99_949, '99.9 kB'],
  [123_456, '123 kB'],
  [999_960, '1.0 MB'],
  [5_400_000_000, '5.4 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [38.4, '38 ms'],
  [1_240, '1.24 s'],
  [12_340, '12.3 s'],
  [125_000, '2 min 5 s'],
])('%d ms are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test('one is singular', () => {
  expect([countOf(1, 'certificate'), countOf(5000, 'row')]).toEqual(['1 certificate', '5,000 rows']);
});

test('the side pane leaves the list a readable width, and keeps one itself', () => {
  expect([sideWidthWithin(100, 1200), sideWidthWithin(2_000, 1200), usualSideWidth(1836)]).toEqual([
    380, 840, 760,
  ]);
});
