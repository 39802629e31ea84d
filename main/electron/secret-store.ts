/**
 * Passwords at rest, by Electron's safeStorage: Keychain on macOS, DPAPI on Windows, the desktop's keyring on Linux. Where
 * Linux has none, Chromium's "encryption" has a key that everybody knows: nothing is kept then, unless the person agrees
 * (electron docs/api/safe-storage.md; the backends were measured).
 */
import type { SecretProtection } from '../../common/ipc/state.ts';

/** The part of Electron's that is used. Its newer, asynchronous half came after Electron 33, on which the tests run. */
export interface SafeStorage {
  readonly encryptString: (plainText: string) => Buffer;
  readonly decryptString: (encrypted: Buffer) => string;
  readonly getSelectedStorageBackend: () => string;
  readonly setUsePlainTextEncryption: (usePlainText: boolean) => void;
}

export interface SecretStore {
  readonly protection: SecretProtection;
  /** Null: it cannot be kept, because there is no protection and the person did not agree to go without, or it failed. */
  readonly seal: (
    secret: string,
    agreesToNone: boolean,
  ) => { readonly sealed: string; readonly isProtected: boolean } | null;
  /** Null: it cannot be read any more, such as with another keyring. */
  readonly unseal: (kept: { readonly sealed: string; readonly isProtected: boolean }) => string | null;
}

/** After `ready`. */
export const createSecretStore = (safeStorage: SafeStorage, platform: NodeJS.Platform): SecretStore => {
  const protection = protectionOf(safeStorage, platform);
  return {
    protection,
    seal(secret, agreesToNone) {
      if (!protection.isProtected) {
        if (!agreesToNone) return null;
        safeStorage.setUsePlainTextEncryption(true);
      }
      try {
        const sealed = safeStorage.encryptString(secret).toString('base64');
        return { sealed, isProtected: protection.isProtected };
      } catch {
        return null;
      }
    },
    unseal({ sealed, isProtected }) {
      if (!isProtected && !protection.isProtected) safeStorage.setUsePlainTextEncryption(true);
      try {
        return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
      } catch {
        return null;
      }
    },
  };
};

/** By the kind of store alone: asking whether it is open may open a dialog of the keyring, long before it is needed. */
const protectionOf = (safeStorage: SafeStorage, platform: NodeJS.Platform): SecretProtection =>
  platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text'
    ? { isProtected: false, why: 'This desktop has no keyring (GNOME Keyring or KWallet).' }
    : { isProtected: true };
