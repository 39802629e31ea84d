/**
 * Android's compiled resources are chunks: type, header length, length, content (ResourceTypes.h). Every length is held
 * to the bytes there are; what points outside is refused, not followed.
 */
export interface Chunk {
  readonly type: number;
  readonly headerBytes: number;
  /** From the chunk's first byte to its last. */
  readonly data: Buffer;
  /** Place in the file, for people. */
  readonly offset: number;
}

export class ChunkFault extends Error {
  readonly offset: number;

  constructor(found: string, offset: number) {
    super(found);
    this.offset = offset;
  }
}

export const chunkTypes = {
  stringPool: 0x0001,
  table: 0x0002,
  xml: 0x0003,
  startElement: 0x0102,
  endElement: 0x0103,
  text: 0x0104,
  resourceMap: 0x0180,
  package: 0x0200,
  type: 0x0201,
} as const;

export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const readChunk = (data: Buffer, at: number, offset: number): Chunk => {
  if (at + 8 > data.length) throw new ChunkFault('a chunk that is cut off', offset + at);
  const [type, headerBytes, size] = [
    data.readUInt16LE(at),
    data.readUInt16LE(at + 2),
    data.readUInt32LE(at + 4),
  ];
  if (headerBytes < 8 || size < headerBytes || at + size > data.length) {
    throw new ChunkFault(`a chunk of ${size} bytes where ${data.length - at} are left`, offset + at);
  }
  return { type, headerBytes, data: data.subarray(at, at + size), offset: offset + at };
};

/** What is inside a chunk, behind its header. */
export function* chunksIn({ data, headerBytes, offset }: Chunk): Generator<Chunk> {
  for (let at = headerBytes; at < data.length;) {
    const chunk = readChunk(data, at, offset);
    yield chunk;
    at += chunk.data.length;
  }
}

const utf8Flag = 0x100;

/** Lengths are one unit, or two with the first one's high bit set. Answers the length and how many units it took. */
const readLength = (data: Buffer, at: number, isUtf8: boolean): readonly [number, number] => {
  const [first, second] = isUtf8
    ? [data.readUInt8(at), data.readUInt8(at + 1)]
    : [data.readUInt16LE(at), data.readUInt16LE(at + 2)];
  const [bit, shift] = isUtf8 ? [0x80, 8] : [0x8000, 16];
  return (first & bit) === 0 ? [first, 1] : [(first & (bit - 1)) * 2 ** shift + second, 2];
};

const readString = (data: Buffer, at: number, isUtf8: boolean): string => {
  const [units, took] = readLength(data, at, isUtf8);
  if (!isUtf8) return data.toString('utf16le', at + 2 * took, at + 2 * took + 2 * units);
  const [bytes, more] = readLength(data, at + took, true);
  return data.toString('utf8', at + took + more, at + took + more + bytes);
};

/** Strings are read when they are asked for: a pool may claim many more than anyone needs. */
export const readStringPool = ({ data, headerBytes, offset }: Chunk): ((index: number) => string) => {
  const [count, flags, start] = [data.readUInt32LE(8), data.readUInt32LE(16), data.readUInt32LE(20)];
  return (index) => {
    if (index >= count) throw new ChunkFault(`string ${index} of ${count}`, offset);
    const at = start + data.readUInt32LE(headerBytes + 4 * index);
    if (at + 4 > data.length) throw new ChunkFault('a string outside its pool', offset);
    return readString(data, at, (flags & utf8Flag) !== 0);
  };
};
