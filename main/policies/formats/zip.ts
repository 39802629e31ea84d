/**
 * A few files out of an app's archive (`.ipa`, `.apk`), by its central directory (APPNOTE.TXT 4.3), which is what both
 * systems install from. Refused: what claims to unpack to more than the caller takes, or unpacks to another size or
 * checksum than the directory says; a wanted name that stands twice; ZIP64, encryption and methods other than deflate,
 * which no installable app has. Nothing is written to disk, so no path in an archive can escape.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { errorText } from '../../../common/error-text.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import type { FormatProblems } from './policy-format.ts';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const [endLength, entryLength, localLength] = [22, 46, 30];
/** The end record holds a comment whose length is a 16-bit number. */
const maximumCommentLength = 0xffff;
const encrypted = 0x0001;

class Refusal extends Error {
  readonly path: string;
  readonly expected: string;

  constructor(path: string, found: string, expected = 'a whole zip archive') {
    super(found);
    this.path = path;
    this.expected = expected;
  }
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly localOffset: number;
}

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05);

const inMebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MiB`;

const findEnd = (data: Buffer): number => {
  const first = Math.max(0, data.length - endLength - maximumCommentLength);
  for (let offset = data.length - endLength; offset >= first; offset -= 1) {
    const isEnd = data.readUInt32LE(offset) === endSignature;
    if (isEnd && offset + endLength + data.readUInt16LE(offset + 20) === data.length) return offset;
  }
  throw new Refusal('the archive', 'no directory at its end');
};

function* entriesOf(data: Buffer): Generator<Entry> {
  const end = findEnd(data);
  let offset = data.readUInt32LE(end + 16);
  for (let left = data.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (offset + entryLength > end || data.readUInt32LE(offset) !== entrySignature)
      throw new Refusal('the archive', 'a directory that is cut off');
    const nameEnd = offset + entryLength + data.readUInt16LE(offset + 28);
    if (nameEnd > end) throw new Refusal('the archive', 'a directory that is cut off');
    yield {
      name: data.toString('utf8', offset + entryLength, nameEnd),
      flags: data.readUInt16LE(offset + 8),
      method: data.readUInt16LE(offset + 10),
      checksum: data.readUInt32LE(offset + 16),
      packedBytes: data.readUInt32LE(offset + 20),
      unpackedBytes: data.readUInt32LE(offset + 24),
      localOffset: data.readUInt32LE(offset + 42),
    };
    offset = nameEnd + data.readUInt16LE(offset + 30) + data.readUInt16LE(offset + 32);
  }
}

const inflate = (packed: Buffer, { name, unpackedBytes }: Entry): Buffer => {
  try {
    // One byte more than it may have, so that what is too long is told from what is whole.
    return inflateRawSync(packed, { maxOutputLength: unpackedBytes + 1 });
  } catch (error) {
    throw new Refusal(name, `what cannot be unpacked (${errorText(error)})`);
  }
};

const unpack = (data: Buffer, entry: Entry): Buffer => {
  const { name, flags, method, localOffset, packedBytes, unpackedBytes } = entry;
  if ((flags & encrypted) !== 0) throw new Refusal(name, 'an encrypted file', 'one that is not');
  if (method !== 0 && method !== 8) throw new Refusal(name, `packing method ${method}`, 'deflate, or none');
  if (localOffset + localLength > data.length || data.readUInt32LE(localOffset) !== localSignature)
    throw new Refusal(name, 'no file where the directory says');
  const start =
    localOffset + localLength + data.readUInt16LE(localOffset + 26) + data.readUInt16LE(localOffset + 28);
  if (start + packedBytes > data.length) throw new Refusal(name, 'a file that is cut off');
  const packed = data.subarray(start, start + packedBytes);
  const unpacked = method === 0 ? packed : inflate(packed, entry);
  if (unpacked.length !== unpackedBytes || crc32(unpacked) !== entry.checksum)
    throw new Refusal(name, 'another size or checksum than the directory says');
  return unpacked;
};

/** The wanted files by name. `maximumBytes` is for each of them, unpacked. Problems name the file in the archive. */
export const readZip = (
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
  maximumBytes: number,
): Result<ReadonlyMap<string, Uint8Array>, FormatProblems> => {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new Map<string, Uint8Array>();
  try {
    for (const entry of entriesOf(data)) {
      const { name, unpackedBytes } = entry;
      if (name.endsWith('/') || !isWanted(name)) continue;
      if (files.has(name)) throw new Refusal(name, 'this name twice', 'each file once');
      if (unpackedBytes > maximumBytes) {
        const expected = `at most ${inMebibytes(maximumBytes)}: larger ones are traps, not configurations`;
        throw new Refusal(name, `${inMebibytes(unpackedBytes)} when unpacked`, expected);
      }
      files.set(name, unpack(data, entry));
    }
    return success(files);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return failure([{ path: error.path, found: error.message, expected: error.expected }]);
  }
};
