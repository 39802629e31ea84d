/** The Info.plist of the app in an `.ipa`: `Payload/Name.app/Info.plist`. Those of its extensions are not read. */
import { failure, success, type Result } from '../../../common/result.ts';
import { maximumPlistBytes } from './plist-value.ts';
import type { FormatProblems } from './policy-format.ts';
import { isZip, readZip } from './zip.ts';

const infoName = /^Payload\/[^/]+\.app\/Info\.plist$/;

const hasText = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text);

/** Told by the names in its directory. */
export const isIpa = (bytes: Uint8Array): boolean =>
  isZip(bytes) && hasText(bytes, 'Payload/') && hasText(bytes, '.app/Info.plist');

export const readIpaInfo = (bytes: Uint8Array): Result<Uint8Array, FormatProblems> => {
  const files = readZip(bytes, (name) => infoName.test(name), maximumPlistBytes);
  if (!files.ok) return files;
  const [info, ...others] = [...files.value.values()];
  if (info !== undefined && others.length === 0) return success(info);
  const found = info === undefined ? 'none' : `${others.length + 1} apps`;
  return failure([{ path: 'Payload/*.app/Info.plist', found, expected: 'the Info.plist of one app' }]);
};
