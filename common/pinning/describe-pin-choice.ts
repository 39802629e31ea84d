/** What pinning one certificate of a chain means, in plain words, with that chain's own facts. */
import type { CertificateFacts } from './certificate.ts';

const dayMs = 86_400_000;

const commonNameOf = (subject: string): string =>
  /(?:^|, )CN=((?:\\.|[^,\\])*)/.exec(subject)?.[1] ?? subject;

const daysLeft = (certificate: CertificateFacts, now: number): string => {
  const days = Math.floor((Date.parse(certificate.notAfter) - now) / dayMs);
  return days < 0 ? 'has expired' : `ends in ${days} ${days === 1 ? 'day' : 'days'}`;
};

/** `now` in epoch milliseconds. */
export const describePinChoice = (chain: readonly CertificateFacts[], index: number, now: number): string => {
  const certificate = chain[index];
  if (certificate === undefined) return '';
  const name = commonNameOf(certificate.subject);
  const ending = daysLeft(certificate, now);
  if (index === 0)
    return `Only this server key passes. The certificate ${ending}: a renewal with the same key holds, one with a new key breaks the app. Pin a backup key as well.`;
  if (index === chain.length - 1 && certificate.isSelfIssued)
    return `Everything that any authority below ${name} issues for the host passes. It survives renewals and new intermediates, until the site changes its CA. The root ${ending}.`;
  return `Every certificate that ${name} issues for the host passes, also to others whom it believes. It survives renewals, and breaks when the CA moves to another intermediate, which happens without notice. It ${ending}.`;
};
