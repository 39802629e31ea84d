/**
 * Which release may be installed: one whose version, files and hashes carry an Ed25519 signature (RFC 8032) of the key that
 * was built into this copy. electron-updater itself takes the hashes from the same server as the files, and on Linux nothing
 * else is signed: whoever controls the feed could serve anything. A copy without a key takes no updates at all.
 */
import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { type Result, failure, success } from '../../common/result.ts';

/** The part of electron-updater's `UpdateInfo` that decides what gets installed. */
export interface Release {
  readonly version: string;
  readonly files: readonly { readonly url: string; readonly sha512: string; readonly size?: number }[];
}

/** Every decisive value on a line of its own, so that no two releases have the same text. */
const signedText = ({ version, files }: Release): Buffer =>
  Buffer.from(
    ['pinspect-release-1', version, ...files.flatMap(({ url, sha512 }) => [url, sha512])]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );

/** Base64 of the signature: the field `signature` of the release's latest*.yml. */
export const signRelease = (release: Release, privateKey: KeyObject): string =>
  sign(null, signedText(release), privateKey).toString('base64');

/** `publicKeyPem`: SubjectPublicKeyInfo of an Ed25519 key. The error is a sentence. */
export const verifyRelease = (release: Release, publicKeyPem: string): Result<null, string> => {
  const signature = 'signature' in release ? release.signature : undefined;
  if (typeof signature !== 'string') return failure('The release is not signed.');
  const key = createPublicKey(publicKeyPem);
  if (key.asymmetricKeyType !== 'ed25519') return failure('The key of this copy is not an Ed25519 key.');
  return verify(null, signedText(release), key, Buffer.from(signature, 'base64'))
    ? success(null)
    : failure(
        'The release is signed by another key than this copy trusts, or was changed after it was signed.',
      );
};
