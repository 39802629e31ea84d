/**
 * Which file a resource number stands for, by an app's `resources.arsc` (ResourceTypes.h): package, type and entry are
 * the number's three parts. References are followed a few steps; an entry may stand for a file of its own in each
 * configuration (language, screen, version), and all of them are answered.
 */
import {
  asBuffer,
  ChunkFault,
  chunksIn,
  chunkTypes,
  readChunk,
  readStringPool,
  type Chunk,
} from './android-chunks.ts';

const [sparseFlag, shortOffsetsFlag, complexFlag, compactFlag] = [0x01, 0x02, 0x0001, 0x0008];
const [referenceType, stringType] = [0x01, 0x03];
const maximumSteps = 8;

interface Value {
  readonly type: number;
  readonly data: number;
}

const entryOffset = ({ data, headerBytes }: Chunk, entry: number): number | null => {
  const [flags, count] = [data.readUInt8(9), data.readUInt32LE(12)];
  if ((flags & sparseFlag) !== 0) {
    for (let index = 0; index < count; index += 1) {
      const at = headerBytes + 4 * index;
      if (data.readUInt16LE(at) === entry) return 4 * data.readUInt16LE(at + 2);
    }
    return null;
  }
  if (entry >= count) return null;
  if ((flags & shortOffsetsFlag) !== 0) {
    const offset = data.readUInt16LE(headerBytes + 2 * entry);
    return offset === 0xffff ? null : 4 * offset;
  }
  const offset = data.readUInt32LE(headerBytes + 4 * entry);
  return offset === 0xffff_ffff ? null : offset;
};

const entryValue = (chunk: Chunk, entry: number): Value | null => {
  const offset = entryOffset(chunk, entry);
  if (offset === null) return null;
  const at = chunk.data.readUInt32LE(16) + offset;
  const flags = chunk.data.readUInt16LE(at + 2);
  if ((flags & compactFlag) !== 0) return { type: flags >> 8, data: chunk.data.readUInt32LE(at + 4) };
  if ((flags & complexFlag) !== 0) return null;
  const value = at + chunk.data.readUInt16LE(at);
  return { type: chunk.data.readUInt8(value + 3), data: chunk.data.readUInt32LE(value + 4) };
};

/** Throws a `ChunkFault` or a `RangeError` on what is no resource table (see `readingChunks`). */
export const filesOfResource = (table: Uint8Array, id: number): readonly string[] => {
  const outer = readChunk(asBuffer(table), 0, 0);
  if (outer.type !== chunkTypes.table) throw new ChunkFault('no resource table', 0);
  const chunks = [...chunksIn(outer)];
  const pool = chunks.find(({ type }) => type === chunkTypes.stringPool);
  const stringAt = pool === undefined ? () => '' : readStringPool(pool);
  const types = chunks
    .filter(({ type }) => type === chunkTypes.package)
    .flatMap((inside) => {
      const packageId = inside.data.readUInt32LE(8);
      return [...chunksIn(inside)]
        .filter(({ type }) => type === chunkTypes.type)
        .map((chunk) => ({ chunk, key: packageId * 0x100 + chunk.data.readUInt8(8) }));
    });
  const files = new Set<string>();
  const follow = (number: number, steps: number): void => {
    for (const { chunk, key } of steps < maximumSteps ? types : []) {
      if (key !== number >>> 16) continue;
      const value = entryValue(chunk, number & 0xffff);
      if (value?.type === stringType) files.add(stringAt(value.data));
      else if (value?.type === referenceType) follow(value.data, steps + 1);
    }
  };
  follow(id, 0);
  return [...files];
};
