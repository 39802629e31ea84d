/**
 * What pinning one certificate of a chain means, in plain words, with that chain's own facts: who else could then issue
 * a certificate that passes, and what breaks it. It is the question every person who pins has to answer once.
 */
import type { CertificateFacts } from './certificate.ts';

export type ChainRole = 'leaf' | 'intermediate' | 'root';

export interface PinChoice {
  readonly role: ChainRole;
  /** Two to four, in reading order. */
  readonly sentences: readonly string[];
}

const dayMs = 86_400_000;

const isLast = (chain: readonly unknown[], index: number): boolean => index === chain.length - 1;

/** The name a person knows it by: CN, else O, else the whole subject. */
const nameOf = (distinguishedName: string): string => {
  const valueOf = (type: string): string | undefined =>
    new RegExp(`(?:^|, |\\+)${type}=((?:\\\\.|[^,+\\\\])*)`).exec(distinguishedName)?.[1];
  const value = valueOf('CN') ?? valueOf('O') ?? distinguishedName;
  return value.replaceAll(/\\([^0-9A-Fa-f])/g, '$1');
};

const inDays = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

const ending = ({ notAfter }: CertificateFacts, at: number): string => {
  const days = Math.floor((Date.parse(notAfter) - at) / dayMs);
  const date = notAfter.slice(0, 10);
  return days < 0 ? `ended ${inDays(-days)} ago (${date})` : `ends in ${inDays(days)} (${date})`;
};

const leaf = (certificate: CertificateFacts, at: number): readonly string[] => [
  certificate.isSelfIssued
    ? 'Only this key passes; the certificate vouches for itself.'
    : `Only this server’s key passes: not even ${nameOf(certificate.issuer)} could issue another certificate that does.`,
  `The certificate ${ending(certificate, at)}: a renewal with the same key holds, one with a new key breaks every app that pins it.`,
  'Add a backup pin, of a key that is ready but not in use yet.',
];

const intermediate = (certificate: CertificateFacts, at: number): readonly string[] => {
  const name = nameOf(certificate.subject);
  return [
    `Every certificate that ${name} issues for the host passes, whoever asked for it.`,
    `Renewals hold, also with a new key, while ${name} issues them.`,
    `It breaks when ${nameOf(certificate.issuer)} moves the site to another intermediate, which happens without notice; this one ${ending(certificate, at)}.`,
  ];
};

const root = (certificate: CertificateFacts, below: number, at: number): readonly string[] => {
  const name = nameOf(certificate.subject);
  return [
    `Every certificate issued for the host anywhere under ${name} passes${below > 1 ? ', not only by the intermediate of this chain' : ''}.`,
    'Renewals and new intermediates hold; a change to another CA breaks it.',
    `A device that knows another root for this site may build its path without this one, and then refuses. It ${ending(certificate, at)}.`,
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
  if (index === 0) return { role: 'leaf', sentences: leaf(certificate, at) };
  if (isLast(chain, index) && certificate.isSelfIssued)
    return { role: 'root', sentences: root(certificate, index, at) };
  return { role: 'intermediate', sentences: intermediate(certificate, at) };
};
