import { renameSync, writeFileSync } from 'node:fs';

/**
 * Replaces a file for its owner's eyes only: whole, or not at all. Whoever reads it meanwhile, or after a crash, has the old one
 * or the new one. Throws what the file system throws.
 */
export function writeWhole(path: string, text: string): void {
  const beside = `${path}.new`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, path);
}
