import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unzip } from '../../../scripts/setup/unzip.mjs';

interface Member {
  readonly name: string;
  readonly text: string;
  readonly mode: number;
  readonly deflated: boolean;
}

/** The fields that unzip reads, at the offsets of the zip format; the others stay zero. */
function zip(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, mode, deflated } of members) {
    const data = deflated ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt16LE(name.length, 26);
    local.write(name, 30);
    const central = Buffer.alloc(46 + name.length);
    central.writeUInt16LE(deflated ? 8 : 0, 10);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt16LE(mode, 40);
    central.writeUInt32LE(offset, 42);
    central.write(name, 46);
    parts.push(local, data);
    directory.push(central);
    offset += local.length + data.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, entries, end]);
}

let folder: string;
let archive: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-unzip-'));
  archive = join(folder, 'archive.zip');
});
afterEach(async () => rm(folder, { recursive: true }));

it('writes the wanted files with their modes, and only those', async () => {
  const text = 'x'.repeat(10_000);
  await writeFile(
    archive,
    zip([
      { name: 'app/run', text, mode: 0o100755, deflated: true },
      { name: 'app/read', text: 'short', mode: 0o100644, deflated: false },
      { name: 'app/unwanted', text: 'no', mode: 0o100644, deflated: false },
    ]),
  );
  await unzip(archive, join(folder, 'out'), (name) => (name === 'app/unwanted' ? undefined : name.slice(4)));
  expect(await readFile(join(folder, 'out', 'run'), 'utf8')).toBe(text);
  expect(await readFile(join(folder, 'out', 'read'), 'utf8')).toBe('short');
  expect(((await stat(join(folder, 'out', 'run'))).mode & 0o111) !== 0).toBe(process.platform !== 'win32');
  await expect(stat(join(folder, 'out', 'unwanted'))).rejects.toThrow('ENOENT');
});

it('writes nothing outside its folder', async () => {
  await writeFile(archive, zip([{ name: '../outside', text: 'no', mode: 0o100644, deflated: false }]));
  await expect(unzip(archive, join(folder, 'out'), (name) => name)).rejects.toThrow('outside');
  await expect(stat(join(folder, 'outside'))).rejects.toThrow('ENOENT');
});

it('refuses a file whose end is missing', async () => {
  const whole = zip([{ name: 'a', text: 'text', mode: 0o100644, deflated: false }]);
  await writeFile(archive, whole.subarray(0, whole.length - 30));
  await expect(unzip(archive, join(folder, 'out'), (name) => name)).rejects.toThrow('zip');
});
