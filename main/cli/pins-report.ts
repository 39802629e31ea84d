/** What `pins` says about each file and server: the stable shape of its JSON. */
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { describePinChoice } from '../../common/pinning/describe-pin-choice.ts';
import type { ReadItem } from '../certificates/read-certificates.ts';
import { daysUntil } from './days-left.ts';

export interface PinItem {
  readonly kind: ReadItem['kind'];
  /** The pin: `sha256/…` */
  readonly spkiSha256: string;
  /** For people: `RSA 2048 bit`. */
  readonly key: string;
  /** Null for a public key. */
  readonly subject: string | null;
  readonly subjectAltNames: readonly string[];
  /** Null for all that is no certificate. */
  readonly issuer: string | null;
  readonly notBefore: string | null;
  readonly notAfter: string | null;
  /** Whole days; negative once it has ended. */
  readonly daysLeft: number | null;
  readonly certSha256: string | null;
  readonly signatureAlgorithm: string | null;
  readonly role: 'leaf' | 'intermediate' | 'root' | null;
  /** What pinning this one means, in sentences. */
  readonly choice: readonly string[];
  /** Of a certificate request: whether it is signed with its own key. */
  readonly signature: 'right' | 'wrong' | 'not-checked' | null;
  /** Whether a server sent it; null: it was read from a file. */
  readonly presented: boolean | null;
}

export interface PinSource {
  /** The file as it was named, `-`, or the URL. */
  readonly source: string;
  readonly trust: 'validated' | 'not-checked' | 'failed';
  /** A sentence; null: nothing went wrong. */
  readonly error: string | null;
  /** Leaf first where it is a chain; the validated one of a server that is trusted. */
  readonly items: readonly PinItem[];
  /** What a trusted server sent besides, which is not on the validated chain. */
  readonly unused: readonly PinItem[];
}

const notCertificate = {
  issuer: null,
  notBefore: null,
  notAfter: null,
  daysLeft: null,
  certSha256: null,
  signatureAlgorithm: null,
  role: null,
  presented: null,
} as const;

/** Each was issued by the next. */
const isChain = (certificates: readonly CertificateFacts[]): boolean =>
  certificates.every((certificate, index) => {
    const next = certificates[index + 1];
    return next === undefined || (next.isCa && certificate.issuer === next.subject);
  });

/** A certificate that stands alone is a leaf, or an authority above leaves that are not at hand. */
const alone = (certificate: CertificateFacts): readonly [readonly CertificateFacts[], number] =>
  certificate.isCa ? [[certificate, certificate], 1] : [[certificate], 0];

export const certificateItem = (
  facts: CertificateFacts,
  [chain, index]: readonly [readonly CertificateFacts[], number],
  presented: boolean | null,
  at: number,
): PinItem => {
  const choice = describePinChoice(chain, index, at);
  return {
    kind: 'certificate',
    spkiSha256: facts.spkiSha256,
    key: facts.key,
    subject: facts.subject,
    subjectAltNames: facts.subjectAltNames,
    issuer: facts.issuer,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    daysLeft: daysUntil(facts.notAfter, at),
    certSha256: facts.certSha256,
    signatureAlgorithm: facts.signatureAlgorithm,
    role: choice?.role ?? null,
    choice: choice?.sentences ?? [],
    signature: null,
    presented,
  };
};

/** `at` in epoch milliseconds. */
export const itemsOfFile = (items: readonly ReadItem[], at: number): readonly PinItem[] => {
  const certificates = items.flatMap((item) => (item.kind === 'certificate' ? [item.facts] : []));
  const chain = isChain(certificates) && certificates[0]?.isCa === false ? certificates : null;
  let position = -1;
  return items.map((item) => {
    switch (item.kind) {
      case 'certificate':
        position += 1;
        return certificateItem(item.facts, chain === null ? alone(item.facts) : [chain, position], null, at);
      case 'request': {
        const { spkiSha256, key, subject, subjectAltNames, signature } = item.facts;
        return {
          ...notCertificate,
          kind: item.kind,
          spkiSha256,
          key,
          subject,
          subjectAltNames,
          signature,
          choice: [nextCertificate],
        };
      }
      case 'public-key': {
        const { spkiSha256, key } = item.facts;
        return {
          ...notCertificate,
          kind: item.kind,
          spkiSha256,
          key,
          subject: null,
          subjectAltNames: [],
          signature: null,
          choice: [anyCertificate],
        };
      }
    }
  });
};

const nextCertificate =
  'The certificate issued for this request will have this pin: it can be shipped before the certificate exists.';
const anyCertificate = 'Every certificate for this key has this pin: kept offline, it is a backup pin.';
