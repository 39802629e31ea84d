import { expect, test } from 'vitest';
import { LastLines } from '../../../main/watch/last-lines.ts';

const linesOf = (...chunks: readonly (string | Buffer)[]): string => {
  const lines = new LastLines();
  for (const chunk of chunks) lines.push('out', Buffer.from(chunk));
  return lines.text;
};

test('the last lines are kept, of both streams, in the order in which they came', () => {
  const lines = new LastLines();
  lines.push('out', Buffer.from('one\n'));
  lines.push('err', Buffer.from('two\n'));
  expect(lines.text).toBe('one\ntwo');
  for (let number = 0; number < 100; number += 1) lines.push('out', Buffer.from(`line ${number}\n`));
  expect(lines.text.split('\n')).toHaveLength(40);
  expect(lines.text.endsWith('line 99')).toBe(true);
});

test('a long output stays short, and a character cut in two is whole', () => {
  expect(linesOf('x'.repeat(100_000))).toHaveLength(8_192);
  const bytes = Buffer.from('é');
  expect(linesOf(bytes.subarray(0, 1), bytes.subarray(1))).toBe('é');
});

test('what a terminal would obey is left out', () => {
  expect(linesOf('\u001b[31mred\u001b[0m\u0007\r\n\u202eabc')).toBe('red\nabc');
});
