// A strict reader for DER (X.690, 8 and 10): it only walks and slices, so that whoever hashes or compares gets the very
// bytes of the file and never a re-encoding. It refuses what DER forbids and what no certificate holds: indefinite and
// non-minimal lengths, tag numbers above 30, contents that run over their parent, bytes after the end.
import { failure, success, type Result } from '../../common/result.ts';

/** Bytes that are not the DER they should be. Thrown inside this folder only: `readDer` turns it into a Result. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** One element: `bytes` with its header, `content` without; both are views into what was read. */
export interface DerElement {
  readonly tag: number;
  readonly bytes: Buffer;
  readonly content: Buffer;
}

export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `[number]` of a constructed type, or EXPLICIT. */
export const constructedContext = (number: number): number => 0xa0 | number;

/** `[number] IMPLICIT` of a primitive type. */
export const primitiveContext = (number: number): number => 0x80 | number;

const hexTag = (tag: number): string => `0x${tag.toString(16).padStart(2, '0')}`;

/** Reads the elements of one piece of bytes in turn. `what` names the thing in the sentence of a refusal. */
export class DerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The tag of the next element; null at the end. */
  peekTag(): number | null {
    return this.#bytes[this.#at] ?? null;
  }

  /** The next element, whatever it is. */
  next(what: string): DerElement {
    const start = this.#at;
    const tag = this.#bytes[start];
    let length = this.#bytes[start + 1];
    if (tag === undefined || length === undefined) throw new DerError(`The ${what} is cut off.`);
    if ((tag & 0x1f) === 0x1f) throw new DerError(`The ${what} has a tag that no certificate uses.`);
    let contentStart = start + 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      length = this.#longLength(contentStart, count, what);
      contentStart += count;
    }
    const end = contentStart + length;
    if (end > this.#bytes.length) throw new DerError(`The ${what} is longer than what holds it.`);
    this.#at = end;
    return {
      tag,
      bytes: this.#bytes.subarray(start, end),
      content: this.#bytes.subarray(contentStart, end),
    };
  }

  /** The next element, which has to have that tag. */
  expect(tag: number, what: string): DerElement {
    const found = this.peekTag();
    if (found !== null && found !== tag) {
      throw new DerError(`The ${what} has the tag ${hexTag(found)} where ${hexTag(tag)} belongs.`);
    }
    return this.next(what);
  }

  /** The next element if it has that tag. */
  optional(tag: number, what: string): DerElement | null {
    return this.peekTag() === tag ? this.next(what) : null;
  }

  /** Refuses what is left over. */
  expectEnd(what: string): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0)
      throw new DerError(`After the ${what}, ${left} ${left === 1 ? 'byte is' : 'bytes are'} left over.`);
  }

  #longLength(start: number, count: number, what: string): number {
    if (count === 0) throw new DerError(`The ${what} has an indefinite length, which DER forbids.`);
    if (count > 4) throw new DerError(`The ${what} claims to be larger than anything that could be read.`);
    if (start + count > this.#bytes.length) throw new DerError(`The ${what} is cut off.`);
    const length = this.#bytes.readUIntBE(start, count);
    if (length < 0x80 || length < 2 ** (8 * (count - 1))) {
      throw new DerError(`The length of the ${what} is not written in the shortest form, which DER demands.`);
    }
    return length;
  }
}

/** The only element of `bytes`, with that tag. */
export function readOnly(bytes: Buffer, tag: number, what: string): DerElement {
  const reader = new DerReader(bytes);
  const element = reader.expect(tag, what);
  reader.expectEnd(what);
  return element;
}

/** All elements of a constructed content, each with that tag (any tag when null). */
export function readAll(content: Buffer, tag: number | null, what: string): readonly DerElement[] {
  const reader = new DerReader(content);
  const elements: DerElement[] = [];
  while (!reader.isAtEnd) elements.push(tag === null ? reader.next(what) : reader.expect(tag, what));
  return elements;
}

/** Runs a parser of this folder: what it could not read becomes a sentence, a bug stays an exception. */
export function readDer<Value>(parse: () => Value): Result<Value, string> {
  try {
    return success(parse());
  } catch (error) {
    if (error instanceof DerError) return failure(error.message);
    throw error;
  }
}
