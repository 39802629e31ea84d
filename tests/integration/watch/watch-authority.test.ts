import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openAuthority, renewAuthority, type WatchAuthority } from '../../../main/watch/watch-authority.ts';

const home = mkdtempSync(join(tmpdir(), 'pinspect-authority-'));
const folder = join(home, 'watch');
const keyPath = join(folder, 'pinspect-watch-ca.key');
const open = async (): Promise<WatchAuthority> => {
  const opened = await openAuthority(folder);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
};
afterAll(() => {
  rmSync(home, { recursive: true });
});

test('the CA is made once and kept, for its owner only, until a new one is wanted', async () => {
  const first = await open();
  expect(new X509Certificate(first.certificatePem)).toMatchObject({ ca: true });
  expect(await open()).toEqual(first);
  expect([folder, keyPath].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['700', '600']);
  const renewed = await renewAuthority(folder);
  expect(renewed.ok).toBe(true);
  const second = await open();
  expect(second.certificatePem).not.toBe(first.certificatePem);
  const nameOf = ({ certificatePem }: WatchAuthority): string => new X509Certificate(certificatePem).subject;
  expect(nameOf(second)).not.toBe(nameOf(first));
});

test.skipIf(process.platform === 'win32')('a key that others could read is refused', async () => {
  await open();
  chmodSync(keyPath, 0o644);
  expect(await openAuthority(folder)).toMatchObject({ ok: false, error: { code: 'watch-ca-exposed' } });
  await renewAuthority(folder);
  expect((await openAuthority(folder)).ok).toBe(true);
});

test('a key that is not the certificate’s is refused, and so is what is none', async () => {
  const { privateKeyPem } = await open();
  await renewAuthority(folder);
  for (const text of [privateKeyPem, 'no key']) {
    writeFileSync(keyPath, text, { mode: 0o600 });
    expect(await openAuthority(folder)).toMatchObject({ ok: false, error: { code: 'watch-ca-unreadable' } });
  }
});
