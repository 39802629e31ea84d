/**
 * Binary property lists (`bplist00`). A library reads the values; before it does, the whole object table is walked here,
 * because a few hundred hostile bytes can stand for more values than memory holds (one list referred to by another,
 * twice, forty levels deep). Refused: references in a circle or out of the file, lists that unfold to more than any app
 * has, a key twice in a dictionary, and kinds of objects that property lists in XML do not have.
 */
import { parseBuffer } from 'bplist-parser';
import { failure, success, type Result } from '../../../common/result.ts';
import type { FormatProblems } from './policy-format.ts';
import { maximumPlistBytes, maximumPlistDepth, maximumPlistValues, type PlistValue } from './plist-value.ts';

const header = 'bplist00';
const trailerLength = 32;

class Fault extends Error {
  readonly offset: number;

  constructor(offset: number, found: string) {
    super(found);
    this.offset = offset;
  }
}

export const isBinaryPlist = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, header.length)).toString('latin1') === header;

/** What an object unfolds to: values and bytes counted as one, and the levels below it. */
interface Extent {
  readonly weight: number;
  readonly height: number;
}

class ObjectTable {
  readonly #bytes: Uint8Array;
  readonly #offsets: readonly number[];
  readonly #referenceSize: number;
  /** Undefined: not looked at; null: being looked at, so that a second meeting is a circle. */
  readonly #extents: (Extent | null | undefined)[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const trailer = bytes.length - trailerLength;
    if (trailer < header.length) throw new Fault(0, 'the end of the file before its trailer');
    const offsetSize = this.#uint(trailer + 6, 1);
    this.#referenceSize = this.#uint(trailer + 7, 1);
    const count = this.#uint(trailer + 8, 8);
    const table = this.#uint(trailer + 24, 8);
    if (offsetSize < 1 || offsetSize > 8 || this.#referenceSize < 1 || this.#referenceSize > 8)
      throw new Fault(trailer + 6, 'offsets or references of an impossible size');
    if (count > maximumPlistValues)
      throw new Fault(trailer + 8, `${count} objects; more than ${maximumPlistValues}`);
    if (table + count * offsetSize > trailer)
      throw new Fault(trailer + 24, 'an offset table outside the file');
    this.#offsets = Array.from({ length: count }, (_, index) =>
      this.#uint(table + index * offsetSize, offsetSize),
    );
    this.#visit(this.#uint(trailer + 16, 8), 1, trailer + 16);
  }

  #uint(offset: number, size: number): number {
    if (offset + size > this.#bytes.length)
      throw new Fault(offset, 'a number cut off by the end of the file');
    let value = 0;
    for (const byte of this.#bytes.subarray(offset, offset + size)) value = value * 256 + byte;
    return value;
  }

  #visit(index: number, level: number, from: number): Extent {
    const offset = this.#offsets[index];
    if (offset === undefined) throw new Fault(from, `a reference to object ${index}, which there is not`);
    const known = this.#extents[index];
    if (known === null) throw new Fault(from, 'an object that holds itself');
    if (level + (known?.height ?? 0) > maximumPlistDepth)
      throw new Fault(offset, `values deeper than ${maximumPlistDepth} levels`);
    if (known !== undefined) return known;
    this.#extents[index] = null;
    const extent = this.#measure(offset, level);
    if (extent.weight > maximumPlistBytes)
      throw new Fault(offset, 'values that unfold to more than the file could hold');
    this.#extents[index] = extent;
    return extent;
  }

  #measure(offset: number, level: number): Extent {
    const marker = this.#uint(offset, 1);
    const [kind, low] = [marker >> 4, marker & 0x0f];
    if (kind === 0x0 && (low === 0x8 || low === 0x9)) return { weight: 1, height: 0 };
    if (kind === 0x1 && low <= 4) return this.#scalar(offset + 1, 2 ** low);
    if (kind === 0x2 && (low === 2 || low === 3)) return this.#scalar(offset + 1, 2 ** low);
    if (kind === 0x3 && low === 3) return this.#scalar(offset + 1, 8);
    if (![0x4, 0x5, 0x6, 0xa, 0xd].includes(kind))
      throw new Fault(offset, `an object of unknown kind 0x${marker.toString(16)}`);
    const { start, count } = this.#count(offset, low);
    if (kind === 0x4 || kind === 0x5) return this.#scalar(start, count);
    if (kind === 0x6) return this.#scalar(start, 2 * count);
    if (kind === 0xd) this.#checkKeys(start, count);
    return this.#children(start, kind === 0xd ? 2 * count : count, level);
  }

  #count(offset: number, low: number): { readonly start: number; readonly count: number } {
    if (low !== 0x0f) return { start: offset + 1, count: low };
    const marker = this.#uint(offset + 1, 1);
    if (marker >> 4 !== 0x1 || (marker & 0x0f) > 3) throw new Fault(offset + 1, 'a length that is no number');
    const size = 2 ** (marker & 0x0f);
    return { start: offset + 2 + size, count: this.#uint(offset + 2, size) };
  }

  #scalar(start: number, length: number): Extent {
    if (start + length > this.#bytes.length - trailerLength)
      throw new Fault(start, 'a value cut off by the end of the file');
    return { weight: 1 + length, height: 0 };
  }

  #children(start: number, count: number, level: number): Extent {
    this.#scalar(start, count * this.#referenceSize);
    let weight = 1;
    let height = 0;
    for (let place = 0; place < count; place += 1) {
      const at = start + place * this.#referenceSize;
      const child = this.#visit(this.#uint(at, this.#referenceSize), level + 1, at);
      weight += child.weight;
      height = Math.max(height, child.height + 1);
      // Checked on the way: a sum of many large ones would still take its time.
      if (weight > maximumPlistBytes) break;
    }
    return { weight, height };
  }

  #checkKeys(start: number, count: number): void {
    this.#scalar(start, 2 * count * this.#referenceSize);
    const keys = new Set<string>();
    for (let place = 0; place < count; place += 1) {
      const at = start + place * this.#referenceSize;
      const offset = this.#offsets[this.#uint(at, this.#referenceSize)];
      if (offset === undefined) throw new Fault(at, 'a reference to an object that there is not');
      const key = this.#keyAt(offset);
      if (keys.has(key)) throw new Fault(offset, `the key "${key.slice(0, 40)}" twice in a dictionary`);
      // The library puts members into an object, where this name would set its prototype.
      if (key === '__proto__') throw new Fault(offset, 'the key "__proto__"');
      keys.add(key);
    }
  }

  #keyAt(offset: number): string {
    const marker = this.#uint(offset, 1);
    const kind = marker >> 4;
    if (kind !== 0x5 && kind !== 0x6) throw new Fault(offset, 'a key that is no text');
    const { start, count } = this.#count(offset, marker & 0x0f);
    const length = kind === 0x6 ? 2 * count : count;
    this.#scalar(start, length);
    const bytes = Buffer.from(this.#bytes.subarray(start, start + length));
    return kind === 0x5 ? bytes.toString('utf8') : bytes.swap16().toString('utf16le');
  }
}

const fromLibrary = (value: unknown): PlistValue => {
  if (Array.isArray(value)) return value.map(fromLibrary);
  if (value instanceof Date || value instanceof Uint8Array) return value;
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, member]) => [key, fromLibrary(member)]));
  if (['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return value as PlistValue;
  throw new Error('An object that the table check lets through has a value');
};

/** Problems carry the place as an offset in bytes. */
export const readBinaryPlist = (bytes: Uint8Array): Result<PlistValue, FormatProblems> => {
  try {
    new ObjectTable(bytes);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const path = `byte ${error.offset}`;
    return failure([{ path, found: error.message, expected: 'a whole binary property list' }]);
  }
  const [value] = parseBuffer<unknown>(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return success(fromLibrary(value));
};
