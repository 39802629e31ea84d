// The SCT list of RFC 6962, 3.3: an OCTET STRING in the extension's own OCTET STRING, with a TLS vector inside. Its
// signatures are Chromium's to judge; what is read here is which logs vouch, and since when.
import { DerError, derTags, readOnly } from './der.ts';

const logIdLength = 32;
const timestampLength = 8;
const fixedLength = 1 + logIdLength + timestampLength;

/** One line a timestamp: the log's id (base64, as log lists write it) and the time. Throws `DerError`. */
export function signedTimestampTexts(value: Buffer): readonly string[] {
  const list = readOnly(value, derTags.octetString, 'list of timestamps').content;
  const [whole, rest] = takeVector(list, 'list of timestamps');
  if (rest.length > 0) throw new DerError('After the list of timestamps, bytes are left over.');
  const texts: string[] = [];
  for (let left = whole; left.length > 0;) {
    const [timestamp, after] = takeVector(left, 'timestamp');
    texts.push(timestampText(timestamp));
    left = after;
  }
  if (texts.length === 0) throw new DerError('The list of timestamps is empty.');
  return texts;
}

function timestampText(bytes: Buffer): string {
  const [version] = bytes;
  if (version !== 0) return `a timestamp of version ${(version ?? 0) + 1}, which is not known here`;
  if (bytes.length < fixedLength) throw new DerError('A timestamp is cut off.');
  const log = bytes.subarray(1, 1 + logIdLength).toString('base64');
  const at = Number(bytes.readBigUInt64BE(1 + logIdLength));
  // The largest time that JavaScript's Date holds.
  const time = at <= 8_640_000_000_000_000 ? new Date(at).toISOString() : `${at} ms after 1970`;
  return `log ${log}, ${time}`;
}

/** A vector with a length of two bytes, and what comes after it. */
function takeVector(bytes: Buffer, what: string): readonly [Buffer, Buffer] {
  if (bytes.length < 2) throw new DerError(`The ${what} is cut off.`);
  const end = 2 + bytes.readUInt16BE(0);
  if (end > bytes.length) throw new DerError(`The ${what} is longer than what holds it.`);
  return [bytes.subarray(2, end), bytes.subarray(end)];
}
