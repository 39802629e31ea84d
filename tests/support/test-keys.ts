import { generateKeyPairSync, sign, constants, type KeyObject } from 'node:crypto';
import { encodeNull, encodeObjectIdentifier, encodeSequence } from './der-encoding.ts';

/** `rsa-pss` has its own object identifier in the SubjectPublicKeyInfo, without parameters. */
export type KeyAlgorithm =
  | 'p-256'
  | 'p-384'
  | 'p-521'
  | 'rsa-1024'
  | 'rsa-2048'
  | 'rsa-3072'
  | 'rsa-4096'
  | 'rsa-pss'
  | 'ed25519'
  | 'ed448';

export interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export type SignatureHash = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** A new key pair. P-256 takes a fraction of a millisecond, RSA 2048 some 100 ms. */
export function createKeys(algorithm: KeyAlgorithm = 'p-256'): Keys {
  switch (algorithm) {
    case 'p-256':
    case 'p-384':
    case 'p-521':
      return generateKeyPairSync('ec', { namedCurve: algorithm.toUpperCase() });
    case 'rsa-pss':
      return generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
    case 'ed448':
      return generateKeyPairSync('ed448');
    case 'rsa-1024':
    case 'rsa-2048':
    case 'rsa-3072':
    case 'rsa-4096':
      return generateKeyPairSync('rsa', { modulusLength: Number(algorithm.slice(4)) });
  }
}

const rsaIdentifiers: Record<SignatureHash, string> = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};

const ecdsaIdentifiers: Record<Exclude<SignatureHash, 'md5'>, string> = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};

/** RSASSA-PSS-params for SHA-256, MGF1 with SHA-256, salt of 32 bytes: the CA/Browser Forum's first form. */
const pssWithSha256 = Buffer.from(
  '304106092a864886f70d01010a3034a00f300d06096086480165030402010500' +
    'a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120',
  'hex',
);

/** The AlgorithmIdentifier and the signature over `data` by that key: ECDSA by hash, RSA PKCS#1 v1.5, RSA-PSS, EdDSA. */
export function signWith(
  privateKey: KeyObject,
  hash: SignatureHash = 'sha256',
): { readonly algorithm: Buffer; readonly sign: (data: Buffer) => Buffer } {
  const type = privateKey.asymmetricKeyType;
  if (type === 'ec') {
    if (hash === 'md5') throw new Error('ECDSA has no identifier for MD5.');
    return {
      algorithm: encodeSequence(encodeObjectIdentifier(ecdsaIdentifiers[hash])),
      sign: (data) => sign(hash, data, privateKey),
    };
  }
  if (type === 'rsa') {
    return {
      algorithm: encodeSequence(encodeObjectIdentifier(rsaIdentifiers[hash]), encodeNull()),
      sign: (data) => sign(hash, data, privateKey),
    };
  }
  if (type === 'rsa-pss') {
    const key = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return { algorithm: pssWithSha256, sign: (data) => sign('sha256', data, key) };
  }
  if (type === 'ed25519' || type === 'ed448') {
    const identifier = type === 'ed25519' ? '1.3.101.112' : '1.3.101.113';
    return {
      algorithm: encodeSequence(encodeObjectIdentifier(identifier)),
      sign: (data) => sign(null, data, privateKey),
    };
  }
  throw new Error(`No certificate is signed with ${String(type)} here.`);
}
