/**
 * What pinning one certificate of a chain means, in plain words, with that chain's own facts: who else could then issue
 * a certificate that passes, and what breaks it. It is the question every person who pins has to answer once.
 */
import type { CertificateFacts } from './certificate.ts';
import { commonNameOf } from './common-name.ts';
import { endingInWords } from './days.ts';

export type ChainRole = 'leaf' | 'intermediate' | 'root';

export interface PinChoice {
  readonly role: ChainRole;
  /** Two to four, in reading order. */
  readonly sentences: readonly string[];
}

const isLast = (chain: readonly unknown[], index: number): boolean => index === chain.length - 1;

/** An authority that issued with the leaf's own key passes with its pin, and so does whatever it issues. */
export const sharesKey = <Certificate extends Pick<CertificateFacts, 'spkiSha256'>>(
  { spkiSha256 }: Certificate,
  above: readonly Certificate[],
): Certificate | null => above.find((other) => other.spkiSha256 === spkiSha256) ?? null;

const onlyThisKey = (certificate: CertificateFacts, above: readonly CertificateFacts[]): string => {
  if (certificate.isSelfIssued) return 'Only this key passes; the certificate vouches for itself.';
  const sharing = sharesKey(certificate, above);
  return sharing === null
    ? `Only this server’s key passes: not even ${commonNameOf(certificate.issuer)} could issue another certificate that does.`
    : `This is the key of ${commonNameOf(sharing.subject)} too: every certificate that it issues for the host passes.`;
};

const leaf = (
  certificate: CertificateFacts,
  above: readonly CertificateFacts[],
  at: number,
): readonly string[] => [
  onlyThisKey(certificate, above),
  `The certificate ${endingInWords(certificate.notAfter, at)}: a renewal with the same key holds, one with a new key breaks every app that pins it.`,
  'Add a backup pin, of a key that is ready but not in use yet.',
];

const intermediate = (certificate: CertificateFacts, at: number): readonly string[] => {
  const name = commonNameOf(certificate.subject);
  return [
    `Every certificate that ${name} issues for the host passes, whoever asked for it.`,
    `Renewals hold, also with a new key, while ${name} issues them.`,
    `It breaks when ${commonNameOf(certificate.issuer)} moves the site to another intermediate, which happens without notice; this one ${endingInWords(certificate.notAfter, at)}.`,
  ];
};

const root = (certificate: CertificateFacts, below: number, at: number): readonly string[] => {
  const name = commonNameOf(certificate.subject);
  return [
    `Every certificate issued for the host anywhere under ${name} passes${below > 1 ? ', not only by the intermediate of this chain' : ''}.`,
    'Renewals and new intermediates hold; a change to another CA breaks it.',
    `A device that knows another root for this site may build its path without this one, and then refuses. It ${endingInWords(certificate.notAfter, at)}.`,
  ];
};

/** Null when there is no such certificate. Only a self-issued end is a root: presented chains often lack it. `at` in epoch milliseconds. */
export const describePinChoice = (
  chain: readonly CertificateFacts[],
  index: number,
  at: number,
): PinChoice | null => {
  const certificate = chain[index];
  if (certificate === undefined) return null;
  if (index === 0) return { role: 'leaf', sentences: leaf(certificate, chain.slice(1), at) };
  if (isLast(chain, index) && certificate.isSelfIssued)
    return { role: 'root', sentences: root(certificate, index, at) };
  return { role: 'intermediate', sentences: intermediate(certificate, at) };
};
