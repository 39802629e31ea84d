/**
 * The next chain where a certificate, a chain, a request or a public key is at hand. Only certificates that follow one
 * another from the first one count: whatever else is in the file is on no path (CVE-2016-2402). A root that was not
 * sent is taken from today's chain, where the last certificate names it as its issuer.
 */
import type { CertificateFacts } from './certificate.ts';
import { commonNameOf } from './common-name.ts';
import { countDays, daysUntil } from './days.ts';
import { isAddress, matchesHost, parseHostPattern } from './host-pattern.ts';
import {
  goneOf,
  endsInRoot,
  memberOf,
  placeInChain,
  type ChainPlace,
  type GoneMember,
  type NextChain,
  type NextMember,
} from './next-chain.ts';
import type { SeenCertificate } from './seen-chain.ts';

export type NextCertificate = SeenCertificate & Pick<CertificateFacts, 'subjectAltNames'>;

/** What a file held, leaf first, with what follows it by name and signature; or a key without a certificate. */
export type NextMaterial =
  | {
      readonly kind: 'chain';
      readonly certificates: readonly NextCertificate[];
      /** Names of certificates in the file that are not above the first one. */
      readonly unrelated: readonly string[];
    }
  | {
      readonly kind: 'request';
      readonly spkiSha256: string;
      readonly spkiSha1: string;
      readonly subject: string;
      readonly subjectAltNames: readonly string[];
      readonly signature: 'right' | 'wrong' | 'not-checked';
    }
  | { readonly kind: 'public-key'; readonly spkiSha256: string; readonly spkiSha1: string };

/** A host name in a certificate: the wildcard of one label is the only one there is (RFC 6125, 6.4.3). */
export const isNamedBy = (subjectAltNames: readonly string[], host: string): boolean =>
  subjectAltNames.some((name) => {
    const colon = name.indexOf(':');
    const kind = name.slice(0, colon);
    if (isAddress(host) ? kind !== 'IP' : kind !== 'DNS') return false;
    const pattern = parseHostPattern(name.slice(colon + 1));
    return pattern.ok && pattern.value.kind !== 'any-depth' && matchesHost(pattern.value, host);
  });

const faultOf = (leaf: NextCertificate, host: string, at: number): string | null => {
  if (!isNamedBy(leaf.subjectAltNames, host))
    return `The next certificate does not name ${host}: clients refuse it before they look at pins.`;
  if (daysUntil(leaf.notAfter, at) < 0)
    return `The next certificate ended on ${leaf.notAfter.slice(0, 10)}: clients refuse it before they look at pins.`;
  return null;
};

const notBeforeNote = (leaf: NextCertificate, at: number): readonly string[] => {
  const days = daysUntil(leaf.notBefore, at);
  return Date.parse(leaf.notBefore) > at
    ? [`It is valid from ${leaf.notBefore.slice(0, 10)} on, in ${countDays(days)}: do not deploy it before.`]
    : [];
};

/** The issuer of the last one, where today's chain has it. */
const assumedAbove = (
  next: readonly NextCertificate[],
  today: readonly SeenCertificate[],
): readonly NextMember[] => {
  const issuer = next.at(-1)?.issuer;
  const index = endsInRoot(next) ? -1 : today.findIndex(({ subject }) => subject === issuer);
  return today
    .slice(index === -1 ? today.length : index)
    .flatMap(
      (_, place) =>
        memberOf(today, index + place, 'if the issuer named in the file is the one on today’s chain') ?? [],
    );
};

const goneFrom = (
  today: readonly SeenCertificate[],
  members: readonly Pick<NextMember, 'spkiSha256' | 'certSha256'>[],
  known: readonly ChainPlace[],
): readonly GoneMember[] =>
  today.flatMap((certificate, index) => {
    if (members.some(({ certSha256 }) => certSha256 === certificate.certSha256)) return [];
    if (!known.includes(placeInChain(today, index))) return [];
    const isKeyGone = !members.some(({ spkiSha256 }) => spkiSha256 === certificate.spkiSha256);
    return goneOf(today, index, isKeyGone) ?? [];
  });

/** `today` is the host's chain as it is validated now, empty when unknown. `at` in epoch milliseconds. */
export const readNextChain = (
  material: NextMaterial,
  host: string,
  today: readonly SeenCertificate[],
  at: number,
): NextChain => {
  if (material.kind !== 'chain') {
    const isRequest = material.kind === 'request';
    const { spkiSha256, spkiSha1 } = material;
    const name = isRequest ? 'the key of the request' : 'this public key';
    const members: readonly NextMember[] = [
      { place: 'leaf', name, spkiSha256, spkiSha1, certSha256: null, provided: null },
    ];
    return {
      members,
      gone: goneFrom(today, members, ['leaf']),
      open: ['issuer'],
      fault: null,
      validFrom: null,
      notes: [
        `A ${isRequest ? 'certificate request' : 'public key'} does not say who will issue the certificate.`,
        ...(isRequest && !isNamedBy(material.subjectAltNames, host)
          ? [`The request does not name ${host}: see that the certificate will.`]
          : []),
        ...(isRequest && material.signature === 'wrong'
          ? ['The request is not signed by the key it is for: no CA will take it.']
          : []),
      ],
    };
  }
  const { certificates, unrelated } = material;
  const [leaf] = certificates;
  const sent = certificates.flatMap(
    (_, index) =>
      memberOf(certificates, index, index === 0 ? null : 'if clients build the path that is sent') ?? [],
  );
  const assumed = assumedAbove(certificates, today);
  const members = [...sent, ...assumed];
  const isWhole = endsInRoot(certificates) || assumed.some(({ place }) => place === 'root');
  return {
    members,
    // A root that was not sent may still be today's, by a cross-signature; an intermediate would have been sent.
    gone: goneFrom(today, members, isWhole ? ['leaf', 'intermediate', 'root'] : ['leaf', 'intermediate']),
    open: isWhole ? [] : ['root'],
    fault: leaf === undefined ? null : faultOf(leaf, host, at),
    validFrom: leaf?.notBefore ?? null,
    notes: [
      ...(leaf === undefined ? [] : notBeforeNote(leaf, at)),
      ...(unrelated.length === 0
        ? []
        : [`Not above the first certificate, so not counted: ${unrelated.map(commonNameOf).join(', ')}.`]),
    ],
  };
};
