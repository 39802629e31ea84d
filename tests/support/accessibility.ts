import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright';

/** What axe calls serious or critical, as `rule: where`; run beside the page's own scripts, which its policy would not allow. */
export const complaintsOf = async (page: Page): Promise<readonly string[]> => {
  const { violations } = await page.evaluate<AxeResults>(
    `${axe.source}; axe.run(document, { resultTypes: ['violations'] })`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 160)}`));
};

/** Chooses a scheme by the rail's own button. */
export const inScheme = async (page: Page, scheme: 'Light' | 'Dark'): Promise<void> => {
  const change = page.getByRole('button', { name: `${scheme} colours` });
  if ((await change.count()) > 0) await change.click();
};
