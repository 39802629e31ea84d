// Writes DER (X.690) for test certificates, byte for byte as asked: also what no certificate library would write.

const context = 0x80;
const constructed = 0x20;

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

/** One element with any tag byte. */
export function encodeElement(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(content.length), content]);
}

export const encodeSequence = (...parts: readonly Uint8Array[]): Buffer => encodeElement(0x30, ...parts);

/** Elements in ascending order, as DER wants a SET OF. */
export const encodeSet = (...parts: readonly Uint8Array[]): Buffer =>
  encodeElement(0x31, ...parts.toSorted((one, other) => Buffer.compare(one, other)));

export const encodeNull = (): Buffer => encodeElement(0x05);
export const encodeBoolean = (value: boolean): Buffer =>
  encodeElement(0x01, Buffer.from([value ? 0xff : 0x00]));
export const encodeOctetString = (content: Uint8Array): Buffer => encodeElement(0x04, content);
export const encodeBitString = (content: Uint8Array, unusedBits = 0): Buffer =>
  encodeElement(0x03, Buffer.from([unusedBits]), content);

/** The content bytes of a positive INTEGER are given as hexadecimal; a sign byte is put before them where needed. */
export function encodeInteger(value: number | string): Buffer {
  const hex = typeof value === 'string' ? value : value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const needsSignByte = ((bytes[0] ?? 0x80) & 0x80) !== 0;
  return encodeElement(0x02, needsSignByte ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function encodeObjectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const septets = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      septets.unshift(0x80 | (left % 128));
    }
    return septets;
  });
  return encodeElement(0x06, Buffer.from(bytes));
}

export const encodeUtf8String = (text: string): Buffer => encodeElement(0x0c, Buffer.from(text, 'utf8'));
export const encodePrintableString = (text: string): Buffer =>
  encodeElement(0x13, Buffer.from(text, 'ascii'));
export const encodeIa5String = (text: string): Buffer => encodeElement(0x16, Buffer.from(text, 'latin1'));

/** UTCTime up to 2049, GeneralizedTime from 2050 on and before 1950 (RFC 5280, 4.1.2.5). */
export function encodeTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? encodeElement(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : encodeElement(0x18, Buffer.from(`${digits}Z`));
}

/** `[number] EXPLICIT`, or `[number] IMPLICIT` of a constructed type. */
export const encodeConstructedContext = (number: number, ...parts: readonly Uint8Array[]): Buffer =>
  encodeElement(context | constructed | number, ...parts);

/** `[number] IMPLICIT` of a primitive type. */
export const encodePrimitiveContext = (number: number, content: Uint8Array): Buffer =>
  encodeElement(context | number, content);
