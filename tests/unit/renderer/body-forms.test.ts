import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatJson } from '../../../renderer/requests/format-json.ts';
import { base64OfText, hexDump } from '../../../renderer/requests/hex-dump.ts';

describe('formatted JSON', () => {
  test('is what JSON.stringify writes, for whatever JSON there is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(formatJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }),
    );
  });

  test('keeps numbers and strings as they were written, and keys that stand twice', () => {
    expect(formatJson('{"a":12345678901234567890,"a":1.0,"b":"\\u00e9 {,}"}')).toBe(
      '{\n  "a": 12345678901234567890,\n  "a": 1.0,\n  "b": "\\u00e9 {,}"\n}',
    );
  });

  test.each(['', 'hello', '{"a":1', '{a:1}', '<html>'])('is not made of %j', (text) => {
    expect(formatJson(text)).toBeNull();
  });
});

describe('bytes', () => {
  test('stand sixteen a line, with what of them is ASCII', () => {
    const bytes = Buffer.from([...Buffer.from('GIF89a'), ...Array.from({ length: 12 }, (_, at) => at)]);
    expect(hexDump(bytes.toString('base64'))).toBe(
      [
        '00000000  47 49 46 38 39 61 00 01 02 03 04 05 06 07 08 09  GIF89a..........',
        '00000010  0a 0b                                            ..',
      ].join('\n'),
    );
  });

  test('of a text are its UTF-8, as many as are wanted', () => {
    expect(hexDump(base64OfText('é!', 16))).toContain('c3 a9 21');
    expect(hexDump(base64OfText('abcdef', 3))).toMatch(/61 62 63 +abc$/);
  });
});
