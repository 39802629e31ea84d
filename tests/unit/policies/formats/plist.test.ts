import { describe, expect, it } from 'vitest';
import { readPlist, writePlist } from '../../../../main/policies/formats/plist.ts';
import { binaryPlist, bytesOf, dictOf, listOf, stringOf } from './binary-plist.ts';
import { inputOf } from './format-input.ts';

const read = (content: string | Uint8Array): ReturnType<typeof readPlist> => readPlist(inputOf(content));

const problemOf = (
  content: string | Uint8Array,
): { path: string; found: string; expected: string } | undefined => {
  const result = read(content);
  if (result.ok) throw new Error(`Read, and should not have been: ${JSON.stringify(result.value)}`);
  return result.error[0];
};

describe('a property list in XML', () => {
  it('holds every kind of value', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0"><dict><!-- a comment -->
      <key>a</key><string>x &amp; <![CDATA[<y>]]></string><key>b</key><array><integer>-0x10</integer><real>1.5</real></array>
      <key>__proto__</key><true/><key>c</key><date>2027-06-30T00:00:00Z</date><key>d</key><data> AQ ID </data>
      <key>e</key><integer>18446744073709551615</integer></dict></plist>`;
    expect(read(text)).toEqual({
      ok: true,
      value: new Map<string, unknown>([
        ['a', 'x & <y>'],
        ['b', [-16, 1.5]],
        ['__proto__', true],
        ['c', new Date('2027-06-30T00:00:00Z')],
        ['d', Buffer.from([1, 2, 3])],
        ['e', 18446744073709551615n],
      ]),
    });
  });

  it.each([
    ['a key twice', '<plist>\n<dict><key>a</key><true/>\n<key>a</key><true/></dict></plist>', 3, 'twice'],
    ['a key without a value', '<plist><dict><key>a</key></dict></plist>', 1, 'without a value'],
    ['two keys in a row', '<dict><key>a</key><key>b</key></dict>', 1, 'two keys in a row'],
    ['a value without a key', '<dict><true/></dict>', 1, 'without a key'],
    ['an unknown element', '<plist>\n\n<foo/></plist>', 3, '<foo>'],
    ['text between elements', '<dict>\nhello</dict>', 2, 'the text "hello"'],
    ['two values', '<plist><true/><true/></plist>', 1, 'after the value'],
    ['an element in a text', '<plist><string>a<b/></string></plist>', 1, '<b>'],
    ['a wrong number', '<plist><integer>1x</integer></plist>', 1, '"1x"'],
    ['a wrong date', '<plist><date>2027-02-30</date></plist>', 1, '"2027-02-30"'],
    ['an open element', '<plist>\n<dict>', 2, 'unclosed tag'],
    ['no value', '<plist/>', 1, 'no value'],
    [
      'an entity of its own',
      '<!DOCTYPE plist [<!ENTITY a "b">]>\n<plist><string>&a;</string></plist>',
      1,
      'entities of its own',
    ],
    ['an unknown entity', '<plist><string>&a;</string></plist>', 1, 'undefined entity'],
  ])('is refused with %s, and its line', (_, text, line, found) => {
    const problem = problemOf(text);
    expect(problem?.path).toMatch(new RegExp(`^line ${line}, column \\d+$`));
    expect(problem?.found).toContain(found);
  });

  it.each([
    ['the old text form', '{ a = b; }', 'plutil -convert xml1'],
    ['JSON', '{"a": 1}', 'plutil -convert xml1'],
    ['no XML', 'hello', 'in XML or binary'],
    ['nothing', ' \n', 'in XML or binary'],
  ])('is no %s', (_, text, expected) => {
    expect(problemOf(text)?.expected).toContain(expected);
  });

  it('ends nesting and length with a sentence', () => {
    expect(problemOf('<array>'.repeat(100))?.expected).toBe('at most 64 levels');
    expect(problemOf(`<plist><array>${'<true/>'.repeat(200_001)}</array></plist>`)?.expected).toContain(
      '200000 values',
    );
    expect(problemOf(Buffer.alloc(8 * 1024 * 1024 + 1))?.expected).toContain('8 MiB');
  });

  it('is written as it is read', () => {
    const value = new Map([['<a> & "b"', ['x<', true, false, new Map(), []]]]);
    expect(read(writePlist(value))).toEqual({ ok: true, value });
  });
});

describe('a binary property list', () => {
  it('shares values that are referred to twice', () => {
    expect(read(binaryPlist([dictOf([1, 2], [3, 3]), stringOf('a'), stringOf('b'), listOf([1])]))).toEqual({
      ok: true,
      value: new Map([
        ['a', ['a']],
        ['b', ['a']],
      ]),
    });
  });

  it('that unfolds to more than memory holds is refused, at once', () => {
    const doublings = Array.from({ length: 40 }, (_, index) => listOf([index + 1, index + 1]));
    const start = performance.now();
    expect(problemOf(binaryPlist([...doublings, stringOf('x')]))?.found).toContain('unfold to more');
    expect(performance.now() - start).toBeLessThan(4_000);
  });

  it.each([
    ['a list that holds itself', [listOf([0])], 'holds itself'],
    ['two that hold each other', [listOf([1]), listOf([0])], 'holds itself'],
    ['a reference to nothing', [listOf([9])], 'object 9, which there is not'],
    [
      'a key twice',
      [dictOf([1, 2], [3, 3]), stringOf('a'), stringOf('a'), stringOf('x')],
      'the key "a" twice',
    ],
    ['a key that is no text', [dictOf([1], [1]), listOf([])], 'a key that is no text'],
    ['the key __proto__', [dictOf([1], [1]), stringOf('__proto__')], '__proto__'],
    ['a length beyond the file', [bytesOf(0x5f, 0x13, 0, 0, 0, 1, 0, 0, 0, 0)], 'cut off'],
    ['an unknown kind', [bytesOf(0x70)], 'unknown kind 0x70'],
    [
      '100 levels',
      Array.from({ length: 100 }, (_, index) => (index === 99 ? stringOf('x') : listOf([index + 1]))),
      '64 levels',
    ],
  ])('is refused with %s, and its byte', (_, objects, found) => {
    const problem = problemOf(binaryPlist(objects));
    expect(problem?.path).toMatch(/^byte \d+$/);
    expect(problem?.found).toContain(found);
  });

  it('that is cut off anywhere is refused', () => {
    const whole = binaryPlist([dictOf([1], [2]), stringOf('a'), stringOf('x'.repeat(40))]);
    for (let length = 8; length < whole.length; length += 1)
      expect(read(whole.subarray(0, length)).ok).toBe(false);
  });
});
