// Certificates as the rules see them: hashes of a name instead of a key.
import { createHash } from 'node:crypto';
import type { CertificateHashes } from '../../../common/pinning/evaluate.ts';

export const hashesOf = (name: string): CertificateHashes => ({
  spkiSha256: `sha256/${createHash('sha256').update(name).digest('base64')}`,
  spkiSha1: `sha1/${createHash('sha1').update(name).digest('base64')}`,
  certSha256: createHash('sha256').update(`certificate ${name}`).digest('hex'),
});

export const pinOf = (name: string): string => hashesOf(name).spkiSha256;

export const certificatePinOf = (name: string): string =>
  `cert-sha256/${createHash('sha256').update(`certificate ${name}`).digest('base64')}`;
