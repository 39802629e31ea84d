import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';

/** Pictures are kept where PINSPECT_PICTURES says, for whoever wants to look. */
export const takePicture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.PINSPECT_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
};
