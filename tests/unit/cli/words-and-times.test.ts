import { describe, expect, test } from 'vitest';
import { validityWords } from '../../../main/cli/days-left.ts';
import { harmless } from '../../../main/cli/harmless.ts';
import { paintFor } from '../../../main/cli/paint.ts';
import { parseTime } from '../../../main/cli/parse-time.ts';

const timeOf = (text: string): string | null => {
  const time = parseTime(text);
  return time.ok ? new Date(time.value).toISOString() : null;
};

describe('moments', () => {
  test.each([
    ['2027-06-30', '2027-06-30T00:00:00.000Z'],
    ['2027-06-30T12:00:00Z', '2027-06-30T12:00:00.000Z'],
    ['2027-06-30t12:00z', '2027-06-30T12:00:00.000Z'],
    ['2027-06-30T12:00:00.123456Z', '2027-06-30T12:00:00.123Z'],
    ['2027-06-30T12:00:00+02:00', '2027-06-30T10:00:00.000Z'],
    ['2027-06-30T00:30:00-0130', '2027-06-30T02:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(timeOf(text)).toBe(time);
  });

  test.each([
    '',
    'now',
    '1',
    '2027',
    '2027-02-29',
    '2027-06-31T00:00:00Z',
    '2027-06-30T12:00:00',
    '2027-06-30T25:00:00Z',
  ])('“%s” is refused: no such day, no zone, or no time at all', (text) => {
    expect(timeOf(text)).toBeNull();
  });

  test('validity is told by what is next: the beginning, the end, or how long ago that was', () => {
    const certificate = { notBefore: '2027-01-01T00:00:00Z', notAfter: '2027-03-01T12:00:00Z' };
    const at = (time: string): string => validityWords(certificate, Date.parse(time));
    expect(at('2026-12-30T00:00:00Z')).toBe('begins 2027-01-01, in 2 days');
    expect(at('2027-02-27T00:00:00Z')).toBe('ends 2027-03-01, in 2 days');
    expect(at('2027-03-01T00:00:00Z')).toBe('ends 2027-03-01, within a day');
    expect(at('2027-03-01T13:00:00Z')).toBe('ended 2027-03-01, less than a day ago');
    expect(at('2027-03-03T13:00:00Z')).toBe('ended 2027-03-01, 2 days ago');
  });
});

describe('text from strangers on a terminal', () => {
  test('characters that move the cursor, colour, or turn the direction become visible', () => {
    expect(harmless('CN=a\u001b[2J\r\nb\u009b31m\u202ec')).toBe(
      'CN=a\\u001b[2J\\u000d\\u000ab\\u009b31m\\u202ec',
    );
    expect(harmless('CN=bücher.example, O=例え')).toBe('CN=bücher.example, O=例え');
  });

  test('there is colour only where it is wanted', () => {
    expect(paintFor({ hasColour: false }).bad('mismatch')).toBe('mismatch');
    expect(paintFor({ hasColour: true }).bad('mismatch')).toBe('\u001b[31mmismatch\u001b[39m');
  });
});
