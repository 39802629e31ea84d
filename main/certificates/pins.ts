// The hashes a pin is compared with: over the raw SubjectPublicKeyInfo (RFC 7469, 2.4) and over the whole certificate.
// A certificate that cannot be read has no pins: it never gets a hash of something else.
import { createHash } from 'node:crypto';
import type { Result } from '../../common/result.ts';
import { parseCertificate } from './certificate-structure.ts';
import { readDer } from './der.ts';

export interface Pins {
  /** `sha256/` + base64. */
  readonly spkiSha256: string;
  /** `sha1/` + base64. */
  readonly spkiSha1: string;
  /** Lower-case hexadecimal. */
  readonly certSha256: string;
}

/** Pins of a raw SubjectPublicKeyInfo. */
export const keyPins = (subjectPublicKeyInfo: Buffer): Omit<Pins, 'certSha256'> => ({
  spkiSha256: `sha256/${createHash('sha256').update(subjectPublicKeyInfo).digest('base64')}`,
  spkiSha1: `sha1/${createHash('sha1').update(subjectPublicKeyInfo).digest('base64')}`,
});

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The cheapest way from a certificate's DER to its pins: a slice and three hashes. The error is a sentence. */
export const toPins = (der: Buffer): Result<Pins, string> =>
  readDer(() => ({
    ...keyPins(parseCertificate(der).subjectPublicKeyInfo),
    certSha256: sha256Hex(der),
  }));
