// Is a certificate signed by that key? By node:crypto, synchronously. Only algorithms of the CA/Browser Forum's profile
// with keys of the fitting kind; anything else is not verified and so refused.
import { constants, createPublicKey, verify } from 'node:crypto';
import type { PathCertificate } from './path-certificate.ts';

const digestLength = { sha256: 32, sha384: 48, sha512: 64 } as const;

/** False also for what cannot be verified. */
export function isSignedBy(certificate: PathCertificate, issuer: PathCertificate): boolean {
  const { verification } = certificate.signatureAlgorithm;
  if (verification === null) return false;
  const wantedKey = verification.scheme === 'ecdsa' ? 'ec' : 'rsa';
  if (issuer.key.kind !== wantedKey) return false;
  try {
    const key = createPublicKey({ key: issuer.structure.subjectPublicKeyInfo, format: 'der', type: 'spki' });
    const padding =
      verification.scheme === 'rsa-pss'
        ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digestLength[verification.hash] }
        : {};
    return verify(
      verification.hash,
      certificate.structure.toBeSigned,
      { key, ...padding },
      certificate.structure.signature,
    );
  } catch {
    // A point that is not on the curve, a modulus nobody takes: OpenSSL and BoringSSL throw.
    return false;
  }
}
