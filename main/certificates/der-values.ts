// The values inside DER elements that certificates use: X.690, 8.2 (BOOLEAN), 8.3 (INTEGER), 8.6 (BIT STRING),
// 8.19 (OBJECT IDENTIFIER), and the two times as RFC 5280, 4.1.2.5 narrows them: seconds are written, the zone is Z.
import { DerError, derTags, type DerElement } from './der.ts';

/** DER knows one true, 0xff; any other value but 0 is refused. */
export function booleanOf(content: Buffer, what: string): boolean {
  const value = content[0];
  if (content.length !== 1 || (value !== 0x00 && value !== 0xff)) {
    throw new DerError(`The ${what} is not a DER boolean.`);
  }
  return value === 0xff;
}

/** Refuses an INTEGER without content or with a superfluous first byte. */
export function checkInteger(content: Buffer, what: string): void {
  const [first, second] = content;
  if (first === undefined) throw new DerError(`The ${what} is an empty number.`);
  if (second !== undefined && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw new DerError(`The ${what} is not written in the shortest form, which DER demands.`);
  }
}

export const isNegative = (content: Buffer): boolean => ((content[0] ?? 0) & 0x80) !== 0;

/** A number that is small by nature; more than four bytes, and negative ones, are refused. */
export function smallIntegerOf(content: Buffer, what: string): number {
  checkInteger(content, what);
  if (isNegative(content) || content.length > 4) throw new DerError(`The ${what} is out of range.`);
  return content.readUIntBE(0, content.length);
}

/** Lower-case hexadecimal of the number's amount, an even count of digits, `-` before a negative one. */
export function integerHex(content: Buffer): string {
  if (content.length > 1 && content[0] === 0) return content.toString('hex', 1);
  if (!isNegative(content)) return content.toString('hex');
  const amount = (1n << BigInt(8 * content.length)) - BigInt(`0x${content.toString('hex')}`);
  const hex = amount.toString(16);
  return `-${hex.padStart(hex.length + (hex.length % 2), '0')}`;
}

/** Dotted decimals. Arcs above 2^53 keep every digit. */
export function objectIdentifierOf(content: Buffer, what: string): string {
  const last = content[content.length - 1];
  if (last === undefined || last >= 0x80 || content.length > 64) {
    throw new DerError(`The ${what} is not an object identifier.`);
  }
  const arcs: string[] = [];
  let start = 0;
  for (let index = 0; index < content.length; index += 1) {
    if ((content[index] ?? 0) >= 0x80) continue;
    if (content[start] === 0x80) throw new DerError(`The ${what} is not an object identifier.`);
    const arc = arcOf(content.subarray(start, index + 1));
    if (arcs.length === 0) {
      const first = arc < 40 ? 0 : arc < 80 ? 1 : 2;
      arcs.push(String(first), typeof arc === 'bigint' ? String(arc - 80n) : String(arc - 40 * first));
    } else {
      arcs.push(String(arc));
    }
    start = index + 1;
  }
  return arcs.join('.');
}

function arcOf(septets: Buffer): number | bigint {
  if (septets.length > 7) return septets.reduce((value, septet) => (value << 7n) | BigInt(septet & 0x7f), 0n);
  return septets.reduce((value, septet) => value * 128 + (septet & 0x7f), 0);
}

/** The bytes of a BIT STRING that holds whole bytes: a key or a signature. */
export function wholeBytesOf(content: Buffer, what: string): Buffer {
  if (content[0] !== 0) throw new DerError(`The ${what} does not consist of whole bytes.`);
  return content.subarray(1);
}

/**
 * Bits of a named BIT STRING as a number, bit 0 being the highest of 16. DER writes no zero bits at the end (X.690,
 * 11.2.2); they change nothing, and roots that ship with browsers have them.
 */
export function namedBitsOf(content: Buffer, what: string): number {
  const unused = content[0] ?? 8;
  const last = content[content.length - 1] ?? 0;
  const isPadded = content.length > 1 ? (last & ((1 << unused) - 1)) !== 0 : unused !== 0;
  if (content.length > 3 || unused > 7 || isPadded) throw new DerError(`The ${what} is not a list of bits.`);
  return ((content[1] ?? 0) << 8) | (content[2] ?? 0);
}

const twoDigits = (text: string, at: number): number => Number(text.slice(at, at + 2));

/** Epoch milliseconds of a UTCTime (1950 to 2049) or GeneralizedTime. */
export function timeOf(element: DerElement, what: string): number {
  const text = element.content.toString('latin1');
  const isUtcTime = element.tag === derTags.utcTime;
  if (!isUtcTime && element.tag !== derTags.generalizedTime) throw new DerError(`The ${what} is not a time.`);
  if (!(isUtcTime ? /^\d{12}Z$/ : /^\d{14}Z$/).test(text)) {
    throw new DerError(`The ${what} is not written as RFC 5280 demands (with seconds, in UTC).`);
  }
  const rest = isUtcTime ? 2 : 4;
  const shortYear = Number(text.slice(0, rest));
  const year = isUtcTime ? shortYear + (shortYear < 50 ? 2000 : 1900) : shortYear;
  const parts = [0, 2, 4, 6, 8].map((offset) => twoDigits(text, rest + offset));
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  // Date rolls 31 February over to March: a time that is not on the calendar reads back differently.
  const isOnCalendar =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!isOnCalendar) throw new DerError(`The ${what} is not a date on the calendar.`);
  return date.getTime();
}
