// @ts-check
// Reads the one zip file the set-up needs (its hash is checked before): stored and deflated entries, no Zip64, no links.
// Node has inflate but no zip reader, and a dependency would have to be there before the set-up that installs it.
import { Buffer } from 'node:buffer';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);

/** @typedef {import('node:fs/promises').FileHandle} FileHandle */
/** @typedef {{ name: string, method: number, mode: number, packedSize: number, headerOffset: number }} Entry */

/**
 * @param {string} zipPath
 * @param {string} folder
 * @param {(name: string) => string | undefined} target the path of an entry below the folder; undefined leaves it out
 */
export async function unzip(zipPath, folder, target) {
  const root = resolve(folder) + sep;
  const file = await open(zipPath);
  try {
    for (const entry of await readDirectory(file)) {
      const relative = entry.name.endsWith('/') ? undefined : target(entry.name);
      if (relative === undefined) continue;
      const path = join(root, relative);
      if (!path.startsWith(root)) throw new Error(`${entry.name} would be written outside ${folder}`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await readEntry(file, entry), { mode: entry.mode & 0o777 || 0o644 });
    }
  } finally {
    await file.close();
  }
}

/** @param {FileHandle} file */
async function readDirectory(file) {
  const { size } = await file.stat();
  // The end record is 22 bytes and a comment of at most 65535.
  const tail = await readAt(file, Math.max(0, size - 22 - 0xffff), Math.min(size, 22 + 0xffff));
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end === -1) throw new Error('not a zip file');
  const count = tail.readUInt16LE(end + 10);
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  /** @type {Entry[]} */
  const entries = [];
  for (let at = 0; entries.length < count;) {
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      headerOffset: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * @param {FileHandle} file
 * @param {Entry} entry
 */
async function readEntry(file, { name, method, headerOffset, packedSize }) {
  const header = await readAt(file, headerOffset, 30);
  const packed = await readAt(
    file,
    headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28),
    packedSize,
  );
  if (method === 0) return packed;
  if (method === 8) return inflate(packed);
  throw new Error(`${name} is packed in a way that is not read here (method ${method})`);
}

/**
 * @param {FileHandle} file
 * @param {number} position
 * @param {number} length
 */
async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Error('the zip file ends too early');
  return buffer;
}
