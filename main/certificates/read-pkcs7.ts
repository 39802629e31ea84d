// Takes the certificates out of a PKCS#7 SignedData (RFC 2315, 9; RFC 5652, 5.1), the form of .p7b and .p7c files: nothing
// is verified, as nothing is signed. The wrapping may be BER with indefinite lengths, as several tools write it; the
// certificates inside are cut out as they are.
import { DerError, type DerElement } from './der.ts';

const signedData = Buffer.from('2a864886f70d010702', 'hex');
const maximumDepth = 16;
const endOfContents = 0;

/** A reader for BER that knows where an element of indefinite length ends. Every byte is visited once a depth. */
class BerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  peekTag(): number | null {
    return this.#bytes[this.#at] ?? null;
  }

  next(depth = 0): DerElement {
    const start = this.#at;
    const tag = this.#bytes[start];
    const first = this.#bytes[start + 1];
    if (tag === undefined || first === undefined) throw new DerError('The PKCS#7 file is cut off.');
    if (depth > maximumDepth) throw new DerError('The PKCS#7 file is nested too deeply.');
    this.#at = start + 2;
    if (first === 0x80) return this.#indefinite(tag, start, depth);
    const length = first < 0x80 ? first : this.#longLength(first & 0x7f);
    const contentStart = this.#at;
    const end = contentStart + length;
    if (end > this.#bytes.length) throw new DerError('The PKCS#7 file is cut off.');
    this.#at = end;
    return { tag, bytes: this.#bytes.subarray(start, end), content: this.#bytes.subarray(contentStart, end) };
  }

  expect(tag: number, what: string): DerElement {
    if (this.peekTag() !== tag) throw new DerError(`The ${what} of the PKCS#7 file is missing.`);
    return this.next();
  }

  #longLength(count: number): number {
    if (count > 4 || this.#at + count > this.#bytes.length)
      throw new DerError('A length in the PKCS#7 file cannot be read.');
    const length = this.#bytes.readUIntBE(this.#at, count);
    this.#at += count;
    return length;
  }

  #indefinite(tag: number, start: number, depth: number): DerElement {
    const contentStart = this.#at;
    while (this.peekTag() !== endOfContents) this.next(depth + 1);
    const end = this.#at;
    if (this.#bytes[end + 1] !== 0) throw new DerError('An end mark in the PKCS#7 file is malformed.');
    this.#at = end + 2;
    return {
      tag,
      bytes: this.#bytes.subarray(start, end + 2),
      content: this.#bytes.subarray(contentStart, end),
    };
  }
}

/** DER of the certificates in file order; at most `maximum`. Throws `DerError`. */
export function certificatesOfPkcs7(bytes: Buffer, maximum: number): readonly Buffer[] {
  const file = new BerReader(bytes);
  const contentInfo = new BerReader(file.expect(0x30, 'content').content);
  if (!file.isAtEnd) throw new DerError('Bytes are left over after the PKCS#7 data.');
  if (!contentInfo.expect(0x06, 'type').content.equals(signedData))
    throw new DerError('The PKCS#7 file holds something other than signed data, so no certificates.');
  const data = new BerReader(
    new BerReader(contentInfo.expect(0xa0, 'content').content).expect(0x30, 'signed data').content,
  );
  data.expect(0x02, 'version');
  data.expect(0x31, 'list of digest algorithms');
  data.expect(0x30, 'signed content');
  if (data.peekTag() !== 0xa0) return [];
  const list = new BerReader(data.next().content);
  const certificates: Buffer[] = [];
  while (!list.isAtEnd) {
    if (certificates.length >= maximum) throw new DerError(`It holds more than ${maximum} certificates.`);
    const element = list.next();
    // Other tags are attribute certificates and the like (RFC 5652, 10.2.2), of no use to TLS.
    if (element.tag === 0x30) certificates.push(element.bytes);
  }
  return certificates;
}
