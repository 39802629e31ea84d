import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawIcons } from '../../../scripts/packaging/icons.mjs';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-icons-'));
  await drawIcons(folder);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('each Linux icon has the size its name says', async () => {
  const names = await readdir(join(folder, 'icons'));
  expect(names).toContain('512x512.png');
  for (const name of names) {
    const png = await readFile(join(folder, 'icons', name));
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}.png`).toBe(name);
  }
});

test('the Windows icon holds the sizes from 16 to 256', async () => {
  const ico = await readFile(join(folder, 'icon.ico'));
  const count = ico.readUInt16LE(4);
  // A width of 0 stands for 256.
  const widths = Array.from({ length: count }, (_, index) => ico.readUInt8(6 + 16 * index) || 256);
  expect(widths).toEqual([16, 20, 24, 32, 40, 48, 64, 96, 128, 256]);
});

test('the macOS icon holds all of an iconset', async () => {
  const icns = await readFile(join(folder, 'icon.icns'));
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  const types: string[] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
    types.push(icns.toString('latin1', at, at + 4));
  expect(types).toEqual(
    expect.arrayContaining(['ic04', 'ic05', 'ic07', 'ic08', 'ic09', 'ic10', 'ic11', 'ic12', 'ic13', 'ic14']),
  );
});
