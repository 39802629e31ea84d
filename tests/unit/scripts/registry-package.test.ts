import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyIntegrity } from '../../../scripts/setup/registry-package.mjs';

it('takes the pinned file and no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pinspect-integrity-'));
  try {
    const path = join(folder, 'package.tgz');
    await writeFile(path, 'the file');
    const integrity = `sha512-${createHash('sha512').update('the file').digest('base64')}`;
    await expect(verifyIntegrity(path, integrity, 'it')).resolves.toBeUndefined();
    await writeFile(path, 'the fi1e');
    await expect(verifyIntegrity(path, integrity, 'it')).rejects.toThrow('it is not the file');
  } finally {
    await rm(folder, { recursive: true });
  }
});
