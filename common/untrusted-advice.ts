/** What to do about a chain that did not validate: by what its leaf itself says, else about the authority that is missing. */
import type { CertificateFacts } from './pinning/certificate.ts';
import { isNamedBy } from './pinning/read-next-chain.ts';

export interface Untrusted {
  /** As it was presented; null: none was seen. */
  readonly leaf: Pick<CertificateFacts, 'notBefore' | 'notAfter' | 'subjectAltNames'> | null;
  readonly host: string;
  /** When it was asked, in epoch milliseconds. */
  readonly at: number;
  /** The advice where date and name are right. */
  readonly unknownAuthority: string;
}

/** One or two sentences. */
export const adviseOnUntrusted = ({ leaf, host, at, unknownAuthority }: Untrusted): string => {
  if (leaf === null) return unknownAuthority;
  if (Date.parse(leaf.notAfter) < at)
    return `Renew the certificate: it ended on ${leaf.notAfter.slice(0, 10)}. If it did not, correct this machine’s clock.`;
  if (Date.parse(leaf.notBefore) > at)
    return `The certificate begins on ${leaf.notBefore.slice(0, 10)}: serve the one before it until then. If it has begun, correct this machine’s clock.`;
  if (!isNamedBy(leaf.subjectAltNames, host))
    return `Serve a certificate that names ${host}, or ask for a host that this one is for: ${wordNames(leaf.subjectAltNames)}.`;
  return unknownAuthority;
};

const maximumNames = 5;

const wordNames = (names: readonly string[]): string => {
  const more = names.length - maximumNames;
  const shown = names.slice(0, maximumNames).map((name) => name.replace(/^(DNS|IP):/, ''));
  return names.length === 0 ? 'none' : `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
