import type { CertificateFacts } from './certificate.ts';

/** What advice needs of a certificate: reports and the journal keep this much of each. */
export type SeenCertificate = Pick<
  CertificateFacts,
  'subject' | 'issuer' | 'notBefore' | 'notAfter' | 'spkiSha256' | 'certSha256'
> &
  Partial<Pick<CertificateFacts, 'spkiSha1' | 'key' | 'isSelfIssued'>>;

/** A chain that some hosts showed, from a file, a report or the journal. Not one of an interceptor. */
export interface SeenChain {
  /** Canonical names, or wildcards of one label where only a certificate tells them. */
  readonly hosts: readonly string[];
  /** Leaf first, at least one; validated where that is known. */
  readonly certificates: readonly SeenCertificate[];
  /** Epoch milliseconds; null: not known. */
  readonly lastSeenAt: number | null;
}

/** Is one of the pins of this certificate, whatever its kind? `pin` is canonical text. */
export const isPinOf = (
  certificate: SeenCertificate,
  pin: { readonly text: string; readonly hash: string },
): boolean =>
  pin.hash === certificate.spkiSha256 ||
  pin.hash === certificate.spkiSha1 ||
  pin.hash === certificate.certSha256;
