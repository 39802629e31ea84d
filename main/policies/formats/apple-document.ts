/** Where Apple's formats are found: a property list, a piece of one, or the Info.plist of an app in an `.ipa`. */
import { failure, success, type Result } from '../../../common/result.ts';
import { isIpa, readIpaInfo } from './ipa.ts';
import { isBinaryPlist } from './plist-binary.ts';
import { isDict, type PlistDict } from './plist-value.ts';
import { readPlist } from './plist.ts';
import type { FormatInput, FormatProblems } from './policy-format.ts';

const isPropertyList = ({ bytes, text }: FormatInput): boolean =>
  isBinaryPlist(bytes) ||
  (text !== null &&
    /^\s*<(?:\?xml|!DOCTYPE\s+plist|!--|plist|dict|key)[\s\S]*<(?:plist|dict|key)[\s/>]/.test(text));

const infoOf = ({
  bytes,
  text,
}: FormatInput): Result<Pick<FormatInput, 'bytes' | 'text'>, FormatProblems> => {
  if (!isIpa(bytes)) return success({ bytes, text });
  const info = readIpaInfo(bytes);
  if (!info.ok) return info;
  return success({ bytes: info.value, text: Buffer.from(info.value).toString('utf8') });
};

/** Whether the file is Apple's at all, and which of the keys stand in it. Cheap: nothing is parsed. */
export const mentionedKeys = (input: FormatInput, keys: readonly string[]): readonly string[] | null => {
  if (!isIpa(input.bytes) && !isPropertyList(input)) return null;
  const info = infoOf(input);
  return info.ok ? keys.filter((key) => Buffer.from(info.value.bytes).includes(key)) : [];
};

/** Problems name a place in the file. */
export const readAppleDocument = (input: FormatInput): Result<PlistDict, FormatProblems> => {
  const info = infoOf(input);
  if (!info.ok) return info;
  const root = readPlist(info.value);
  if (!root.ok) return root;
  if (isDict(root.value)) return success(root.value);
  return failure([
    { path: 'the file', found: 'a property list that is no dictionary', expected: 'an Info.plist' },
  ]);
};
