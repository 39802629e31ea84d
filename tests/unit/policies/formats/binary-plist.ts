// Objects of a binary property list, byte by byte, for those that no library would write.

export const bytesOf = (...bytes: readonly number[]): Buffer => Buffer.from(bytes);

export const stringOf = (text: string): Buffer =>
  Buffer.concat([
    text.length < 15 ? bytesOf(0x50 | text.length) : bytesOf(0x5f, 0x10, text.length),
    Buffer.from(text),
  ]);

export const listOf = (references: readonly number[]): Buffer =>
  bytesOf(0xa0 | references.length, ...references);

export const dictOf = (keys: readonly number[], values: readonly number[]): Buffer =>
  bytesOf(0xd0 | keys.length, ...keys, ...values);

/** The first object is the outermost; references take one byte. */
export const binaryPlist = (objects: readonly Buffer[]): Buffer => {
  const header = Buffer.from('bplist00');
  let offset = header.length;
  const offsets = Buffer.alloc(2 * objects.length);
  for (const [index, object] of objects.entries()) {
    offsets.writeUInt16BE(offset, 2 * index);
    offset += object.length;
  }
  const trailer = Buffer.alloc(32);
  trailer[6] = 2;
  trailer[7] = 1;
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(offset), 24);
  return Buffer.concat([header, ...objects, offsets, trailer]);
};
