import type { ReactElement } from 'react';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { FactList, type Fact } from '../ui/fact-list.tsx';
import { describeValidity, formatUtc } from '../ui/format-date.ts';
import { shortName } from './compare-chains.ts';
import { ExtensionList } from './extension-list.tsx';
import { PemActions } from './pem-actions.tsx';

const inColons = (hexadecimal: string): string => (hexadecimal.match(/../g) ?? []).join(':').toUpperCase();

/** Nearly all are DNS names; the others say what they are. */
const withoutKind = (name: string): string => name.replace(/^DNS:/, '');

const mostNamesShown = 12;

const namesOf = (names: readonly string[]): string => {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, mostNamesShown).map(withoutKind).join(', ');
  return names.length > mostNamesShown ? `${shown}, and ${names.length - mostNamesShown} more` : shown;
};

const factsOf = (certificate: CertificateFacts, now: number): readonly Fact[] => [
  { term: 'Subject', text: certificate.subject, copy: certificate.subject },
  { term: 'Issuer', text: certificate.issuer, copy: certificate.issuer },
  {
    term: 'Names (SAN)',
    text: namesOf(certificate.subjectAltNames),
    copy:
      certificate.subjectAltNames.length > 0 ? certificate.subjectAltNames.map(withoutKind).join('\n') : null,
  },
  {
    term: 'Validity',
    text: `${formatUtc(certificate.notBefore)} to ${formatUtc(certificate.notAfter)}, ${describeValidity(certificate.notBefore, certificate.notAfter, now).text}`,
    copy: `${certificate.notBefore}/${certificate.notAfter}`,
  },
  { term: 'Key', text: certificate.key, copy: certificate.key },
  { term: 'Signature', text: certificate.signatureAlgorithm, copy: certificate.signatureAlgorithm },
  {
    term: 'Certificate SHA-256',
    text: inColons(certificate.certSha256),
    copy: inColons(certificate.certSha256),
    isCode: true,
  },
  {
    term: 'Serial number',
    text: inColons(certificate.serialNumber),
    copy: certificate.serialNumber,
    isCode: true,
  },
];

export const CertificateFactsList = ({
  certificate,
  now,
}: {
  readonly certificate: CertificateFacts;
  readonly now: number;
}): ReactElement => (
  <>
    <FactList facts={factsOf(certificate, now)} />
    <ExtensionList pem={certificate.pem} />
    <PemActions
      pem={certificate.pem}
      what={shortName(certificate.subject)}
      fileName={shortName(certificate.subject)}
    />
  </>
);
