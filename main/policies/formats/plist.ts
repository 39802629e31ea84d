/** Property lists as files hold them: XML or binary in, XML out. Apple's tools convert between all three spellings. */
import { failure, type Result } from '../../../common/result.ts';
import { isBinaryPlist, readBinaryPlist } from './plist-binary.ts';
import { isDict, isList, maximumPlistBytes, type PlistDict, type PlistValue } from './plist-value.ts';
import { readXmlPlist } from './plist-xml.ts';
import type { FormatInput, FormatProblems } from './policy-format.ts';

const problem = (found: string, expected: string): Result<never, FormatProblems> =>
  failure([{ path: 'the file', found, expected }]);

/** Problems carry a line and column, or an offset in bytes. */
export const readPlist = ({
  bytes,
  text,
}: Pick<FormatInput, 'bytes' | 'text'>): Result<PlistValue, FormatProblems> => {
  if (bytes.length > maximumPlistBytes)
    return problem(`${bytes.length} bytes`, 'a property list of at most 8 MiB');
  if (isBinaryPlist(bytes)) return readBinaryPlist(bytes);
  if (text === null) return problem('bytes that are no text', 'a property list, in XML or binary');
  if (text.trim() === '') return problem('nothing', 'a property list, in XML or binary');
  if (/^\s*[{(]/.test(text)) {
    const expected = 'XML or binary (convert it: plutil -convert xml1 Info.plist)';
    return problem('a property list in the old text form, or JSON', expected);
  }
  if (!text.includes('<')) return problem('text without any XML', 'a property list, in XML or binary');
  return readXmlPlist(text);
};

const escapeText = (text: string): string =>
  text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);

type Writable = string | boolean | readonly Writable[] | PlistDict;

const linesOf = (value: PlistValue, indent: string): readonly string[] => {
  const inner = `${indent}\t`;
  if (isDict(value)) {
    if (value.size === 0) return [`${indent}<dict/>`];
    const members = [...value].flatMap(([key, member]) => [
      `${inner}<key>${escapeText(key)}</key>`,
      ...linesOf(member, inner),
    ]);
    return [`${indent}<dict>`, ...members, `${indent}</dict>`];
  }
  if (isList(value)) {
    if (value.length === 0) return [`${indent}<array/>`];
    return [`${indent}<array>`, ...value.flatMap((item) => linesOf(item, inner)), `${indent}</array>`];
  }
  if (typeof value === 'boolean') return [`${indent}<${value}/>`];
  if (typeof value === 'string') return [`${indent}<string>${escapeText(value)}</string>`];
  throw new TypeError('Pins are written as texts, lists, dictionaries and yes or no');
};

/** As Xcode and plutil write it. The texts are host names, pins and keys: no control characters. */
export const writePlist = (value: Writable): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    ...linesOf(value, ''),
    '</plist>',
    '',
  ].join('\n');
