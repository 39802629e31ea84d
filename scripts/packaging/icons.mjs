// @ts-check
// Every icon that the three systems want, from the one vector source. Called by `npm run package` and the release workflow.
//   Linux: hicolor PNGs; Windows: .ico; macOS: .icns
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { IconIcns, IconIco } from '@shockpkg/icon-encoder';
import { projectFolder } from '../setup/project-folder.mjs';

const linuxSizes = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024];
const windowsSizes = [16, 20, 24, 32, 40, 48, 64, 96, 128, 256];
/**
 * Apple's names of an iconset; `ic11` to `ic14` are the double-density ones.
 * @type {readonly (readonly [string, number])[]}
 */
const appleTypes = [
  ['ic04', 16],
  ['ic11', 32],
  ['ic05', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
];

/**
 * Writes `icons/*.png`, `icon.ico` and `icon.icns` into the folder.
 * @param {string} folder
 */
export async function drawIcons(folder) {
  const source = await readFile(join(projectFolder, 'packaging', 'icon.svg'), 'utf8');
  const draw = (/** @type {number} */ size) =>
    new Resvg(source, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } })
      .render()
      .asPng();
  await mkdir(join(folder, 'icons'), { recursive: true });
  for (const size of linuxSizes) await writeFile(join(folder, 'icons', `${size}x${size}.png`), draw(size));

  const ico = new IconIco();
  // 256 as PNG, the smaller ones as bitmaps: older Windows shells read no other.
  for (const size of windowsSizes) await ico.addFromPng(draw(size), size >= 256, false);
  await writeFile(join(folder, 'icon.ico'), ico.encode());

  const icns = new IconIcns();
  icns.toc = true;
  for (const [type, size] of appleTypes) await icns.addFromPng(draw(size), [type], false);
  await writeFile(join(folder, 'icon.icns'), icns.encode());
}
