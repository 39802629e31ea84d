import { execFile } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes Chromium on Linux trust a CA for TLS servers: a bogus root in the system, as an attacker or a company installs it.
 * Only processes whose HOME is `home`, started after this. Needs certutil (Debian libnss3-tools).
 */
export async function trustInNss(home: string, caPem: string, nickname = 'test root'): Promise<void> {
  const folder = join(home, '.pki', 'nssdb');
  const database = `sql:${folder}`;
  await mkdir(folder, { recursive: true });
  const exists = await access(join(folder, 'cert9.db')).then(
    () => true,
    () => false,
  );
  if (!exists) await run('certutil', ['-d', database, '-N', '--empty-password']);
  const file = join(folder, 'to-trust.pem');
  await writeFile(file, caPem);
  await run('certutil', ['-d', database, '-A', '-t', 'C,,', '-n', nickname, '-i', file]);
  await rm(file);
}
