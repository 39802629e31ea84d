// @ts-check
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../setup/project-folder.mjs';
import { drawIcons } from './icons.mjs';
import { collectNotices, writeNotices } from './notices.mjs';

/** Writes what electron-builder.yml expects in release/.resources. Needs the npm packages. */
export async function prepareResources() {
  const folder = join(projectFolder, 'release', '.resources');
  await mkdir(folder, { recursive: true });
  await drawIcons(folder);
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), writeNotices(await collectNotices(projectFolder)));
  await cp(join(projectFolder, 'CHANGELOG.md'), join(folder, 'changelog'));
}
