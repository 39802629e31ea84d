// The hashes a pin is compared with: over the raw SubjectPublicKeyInfo (RFC 7469, 2.4) and over the whole certificate.
// A certificate that cannot be read has no pins: it never gets a hash of something else.
import { createHash } from 'node:crypto';
import { type Result, success } from '../../common/result.ts';
import { parseCertificate } from './certificate-structure.ts';
import { readDer } from './der.ts';
import { LatestCache } from './latest-cache.ts';

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

/** Hosts share their CAs' certificates, and a host shows its own at every connection. */
const cache = new LatestCache<Pins>(2_000);

/**
 * The cheapest way from a certificate's DER to its pins: a slice and three hashes, or one hash for a certificate that was read
 * before. The error is a sentence.
 */
export const toPins = (der: Buffer): Result<Pins, string> => {
  const certSha256 = sha256Hex(der);
  const cached = cache.get(certSha256);
  if (cached !== undefined) return success(cached);
  const pins = readDer(() => ({ ...keyPins(parseCertificate(der).subjectPublicKeyInfo), certSha256 }));
  if (pins.ok) cache.set(certSha256, pins.value);
  return pins;
};
