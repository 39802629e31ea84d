import { fromBase64, toHex } from './base64.ts';
import type { CertificateFacts } from './certificate.ts';

const certificatePrefix = 'cert-sha256/';

/** What a canonical pin is compared with: `spkiSha256`, `spkiSha1` or `certSha256` of a certificate, in that form. */
export const comparedHash = (pin: string): string =>
  pin.startsWith(certificatePrefix) ? toHex(fromBase64(pin.slice(certificatePrefix.length)) ?? []) : pin;

/** The canonical pin names this certificate: its key, or for `cert-sha256/` the whole of it. */
export const isPinOf = (
  pin: string,
  { spkiSha256, spkiSha1, certSha256 }: Pick<CertificateFacts, 'spkiSha256' | 'spkiSha1' | 'certSha256'>,
): boolean => [spkiSha256, spkiSha1, certSha256].includes(comparedHash(pin));
