/**
 * XML as it stands in an app (`AXML`, ResourceTypes.h): a pool of strings and a list of nodes. Read into the same
 * elements as XML text; values that the compiler made numbers of are written out again.
 */
import { failure, success, type Result } from '../../../common/result.ts';
import {
  asBuffer,
  ChunkFault,
  chunksIn,
  chunkTypes,
  readChunk,
  readStringPool,
  type Chunk,
} from './android-chunks.ts';
import type { FormatProblems } from './policy-format.ts';
import { maximumXmlDepth, maximumXmlElements, type XmlElement } from './xml-element.ts';

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

/** Typed values of `Res_value`. */
const valueTypes = {
  reference: 0x01,
  string: 0x03,
  decimal: 0x10,
  hexadecimal: 0x11,
  boolean: 0x12,
} as const;
const noString = 0xffff_ffff;
const elementAt = 16;

export const isCompiledXml = (bytes: Uint8Array): boolean =>
  bytes.length > 8 && bytes[0] === chunkTypes.xml && bytes[1] === 0 && bytes[2] === 8 && bytes[3] === 0;

class NodeReader {
  #stringAt: (index: number) => string = () => '';
  #resourceIds: Chunk | null = null;
  readonly #open: OpenElement[] = [];
  #count = 0;
  root: OpenElement | null = null;

  take(chunk: Chunk): void {
    switch (chunk.type) {
      case chunkTypes.stringPool:
        this.#stringAt = readStringPool(chunk);
        break;
      case chunkTypes.resourceMap:
        this.#resourceIds = chunk;
        break;
      case chunkTypes.startElement:
        this.#start(chunk);
        break;
      case chunkTypes.endElement:
        this.#open.pop();
        break;
      case chunkTypes.text: {
        const element = this.#open.at(-1);
        if (element !== undefined) element.text += this.#stringAt(chunk.data.readUInt32LE(elementAt));
        break;
      }
    }
  }

  #start({ data, offset }: Chunk): void {
    this.#count += 1;
    if (this.#count > maximumXmlElements) throw new ChunkFault('too many elements', offset);
    if (this.#open.length >= maximumXmlDepth) throw new ChunkFault('elements nested too deeply', offset);
    const element: OpenElement = {
      name: this.#stringAt(data.readUInt32LE(elementAt + 4)),
      attributes: this.#attributesOf(data),
      children: [],
      text: '',
      place: `line ${data.readUInt32LE(8)}`,
    };
    if (this.#open.length === 0) this.root ??= element;
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
  }

  #attributesOf(data: Buffer): ReadonlyMap<string, string> {
    const start = elementAt + data.readUInt16LE(elementAt + 8);
    const [size, count] = [data.readUInt16LE(elementAt + 10), data.readUInt16LE(elementAt + 12)];
    const attributes = new Map<string, string>();
    for (let at = start; at < start + size * count && size >= 20; at += size) {
      attributes.set(this.#attributeName(data.readUInt32LE(at + 4)), this.#valueOf(data, at));
    }
    return attributes;
  }

  /** By its resource number where it has one: shrinkers take the names away. */
  #attributeName(index: number): string {
    const ids = this.#resourceIds;
    const at = 8 + 4 * index;
    const id = ids !== null && at + 4 <= ids.data.length ? ids.data.readUInt32LE(at) : null;
    return id === null ? this.#stringAt(index) : `#${id.toString(16)}`;
  }

  #valueOf(data: Buffer, at: number): string {
    const [raw, type, value] = [
      data.readUInt32LE(at + 8),
      data.readUInt8(at + 15),
      data.readUInt32LE(at + 16),
    ];
    switch (type) {
      case valueTypes.string:
        return this.#stringAt(value);
      case valueTypes.boolean:
        return value === 0 ? 'false' : 'true';
      case valueTypes.reference:
        return `@${value.toString(16)}`;
      default:
        if (raw !== noString) return this.#stringAt(raw);
        return type === valueTypes.decimal ? String(value | 0) : String(value);
    }
  }
}

/** Runs a reader over bytes that nobody vouches for. */
export const readingChunks = <Value>(read: () => Value): Result<Value, FormatProblems> => {
  try {
    return success(read());
  } catch (error) {
    const isOutside = error instanceof RangeError;
    if (!(error instanceof ChunkFault) && !isOutside) throw error;
    const path = error instanceof ChunkFault ? `byte ${error.offset}` : 'the file';
    const found = error instanceof ChunkFault ? error.message : 'a value that lies outside';
    return failure([{ path, found, expected: 'a resource as Android compiles it' }]);
  }
};

/** Attributes that Android itself defines are named by number: `#1010527`. */
export const readCompiledXml = (bytes: Uint8Array): Result<XmlElement, FormatProblems> =>
  readingChunks(() => {
    const reader = new NodeReader();
    for (const chunk of chunksIn(readChunk(asBuffer(bytes), 0, 0))) reader.take(chunk);
    if (reader.root === null) throw new ChunkFault('no element', 0);
    return reader.root;
  });
