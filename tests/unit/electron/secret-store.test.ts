// What no test machine can be made to have: a keyring that is locked, and other systems. The rest is in settings.spec.ts, with real keyrings.
import { expect, test } from 'vitest';
import { type SafeStorage, createSecretStore } from '../../../main/electron/secret-store.ts';

const refuse = (): never => {
  throw new Error('Encryption is not available.');
};
const locked: SafeStorage = {
  getSelectedStorageBackend: () => 'gnome_libsecret',
  setUsePlainTextEncryption: () => expect.unreachable('Nobody agreed to go without.'),
  encryptString: refuse,
  decryptString: refuse,
};

test('a keyring that is locked seals and opens nothing, whatever was agreed to', () => {
  const store = createSecretStore(locked, 'linux');
  expect(store.protection).toEqual({ isProtected: true });
  expect(store.seal('secret', true)).toBeNull();
  expect(store.unseal({ sealed: 'djEx', isProtected: true })).toBeNull();
  expect(store.unseal({ sealed: 'djEw', isProtected: false })).toBeNull();
});

test('on other systems the protection is not asked about before it is needed', () => {
  const unasked = { ...locked, getSelectedStorageBackend: () => expect.unreachable('It is Linux’s alone.') };
  for (const platform of ['darwin', 'win32'] as const)
    expect(createSecretStore(unasked, platform).protection).toEqual({ isProtected: true });
});
