import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../../main/policies/read-json.ts';

describe('readJson', () => {
  it('reads what JSON.parse reads, keys in the same order', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(undefined, 2, '\t'), (text, space) => {
        const value: unknown = JSON.parse(text);
        const spaced = JSON.stringify(value, null, space);
        const read = readJson(spaced);
        expect(read.ok && JSON.stringify(read.value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      'a',
      '\\',
      '0',
      '1',
      '-',
      '.',
      'e',
      'null',
      ' ',
    );
    const damaged = fc.oneof(
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.tuple(fc.json({ maxDepth: 2 }), pieces, fc.nat(30)).map(([text, piece, at]) => {
        const place = Math.min(at, text.length);
        return text.slice(0, place) + piece + text.slice(place);
      }),
    );
    fc.assert(
      fc.property(damaged, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const read = readJson(text);
        const isOurRefusal = !read.ok && /each key once|can be kept/.test(read.error.expected);
        if (!isOurRefusal) expect(read.ok).toBe(isJson);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['', 1, 1, 'the end of the file', 'a value'],
    ['{"a": 1,}', 1, 9, '"}"', 'a key in double quotes'],
    ["{'a': 1}", 1, 2, `"'"`, 'a key in double quotes'],
    ['{"a" 1}', 1, 6, '"1"', '":" after the key "a"'],
    ['{"a": 1 "b": 2}', 1, 9, '"\\""', '"," or "}"'],
    ['[1, 2', 1, 6, 'the end of the file', '"," or "]"'],
    ['{\n  "a": 1,\n  // why\n}', 3, 3, '"/"', 'a key in double quotes'],
    ['{\r\n  "a": yes\r\n}', 2, 8, '"yes"', 'a value'],
    ['{"a": 01}', 1, 8, '"1"', '"," or "}"'],
    ['{"a": "b\nc"}', 1, 9, '"\\n"', 'the end of the text: a double quote'],
    ['{"a": "b', 1, 7, '"\\""', 'a text that ends with a double quote'],
    ['"\\x"', 1, 1, '"\\""', 'a text with escapes that JSON knows, such as \\n or \\u00e4'],
    ['{} {}', 1, 4, '"{"', 'the end of the file'],
    ['{"a": 1, "b": {"c": 1, "c": 2}}', 1, 24, 'a second "c"', 'each key once'],
    ['{"a": 1, "\\u0061": 2}', 1, 10, 'a second "a"', 'each key once'],
    ['1e999', 1, 1, '1e999', 'a number that can be kept'],
    ['\u00a0{}', 1, 1, '"\u00a0"', 'a value'],
  ])('says where %j is wrong', (text, line, column, found, expected) => {
    expect(readJson(text)).toEqual({ ok: false, error: { line, column, found, expected } });
  });

  it('refuses what is nested deeper than anyone writes, however deep', () => {
    const depth = 100_000;
    const read = readJson('['.repeat(depth) + ']'.repeat(depth));
    expect(read.ok ? '' : read.error.expected).toBe('at most 64 levels');
  });

  it('makes __proto__ a member like any other', () => {
    const read = readJson('{"__proto__": {"polluted": true}}');
    expect(read.ok && Object.keys(read.value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
