/**
 * What the timeline shows: every certificate seen, those about to come, every pin that was never seen on a certificate,
 * and the days on which pin sets end. A certificate is in use while it is on the newest chain of some host.
 */
import type { CertificatesSeen, StoredCertificate } from '../../common/certificates-seen.ts';
import { certificatesOf } from '../../common/certificates-seen.ts';
import { commonNameOf } from '../../common/pinning/common-name.ts';
import { compilePolicy, type CompiledPinSet } from '../../common/pinning/compile-policy.ts';
import { endingInWords } from '../../common/pinning/days.ts';
import { placeInChain, type ChainPlace } from '../../common/pinning/next-chain.ts';
import { isDummyPin } from '../../common/pinning/pin.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import { isPinOf, type SeenCertificate } from '../../common/pinning/seen-chain.ts';
import type { Mode } from '../../common/pinning/verdict.ts';

export interface HangingSet {
  readonly setIndex: number;
  readonly pattern: string;
  readonly mode: Mode;
}

export interface TimelineRow {
  readonly id: string;
  readonly kind: 'certificate' | 'next' | 'pin-set' | 'unseen-pin';
  readonly place: ChainPlace | null;
  readonly name: string;
  readonly hosts: readonly string[];
  /** Epoch milliseconds; null: nobody knows, or it has none. */
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly pin: string | null;
  /** The sets with a pin of its key, or of itself. */
  readonly hanging: readonly HangingSet[];
  readonly isInUse: boolean;
  /** Whose chain it is, when it is an interceptor's; null: the server's. */
  readonly interceptor: string | null;
  readonly isTrusted: boolean;
  readonly key: string | null;
}

interface Sighting {
  readonly certificate: StoredCertificate;
  readonly place: ChainPlace;
  readonly hosts: Set<string>;
  isInUse: boolean;
  isTrusted: boolean;
  interceptor: string | null;
}

const sightings = (seen: CertificatesSeen): readonly Sighting[] => {
  const bySha = new Map<string, Sighting>();
  const current = new Set<string>();
  // The latest come first, so the first chain of a host is its newest.
  for (const chain of seen.chains) {
    const isNewest = chain.interceptor === null && !current.has(chain.host);
    if (isNewest) current.add(chain.host);
    const certificates = certificatesOf(seen, chain);
    for (const [index, certificate] of certificates.entries()) {
      const known = bySha.get(certificate.certSha256);
      const sighting = known ?? {
        certificate,
        place: placeInChain(certificates, index),
        hosts: new Set<string>(),
        isInUse: false,
        isTrusted: false,
        interceptor: chain.interceptor,
      };
      sighting.hosts.add(chain.host);
      sighting.isInUse ||= isNewest;
      sighting.isTrusted ||= chain.isValidated;
      if (chain.interceptor === null) sighting.interceptor = null;
      if (known === undefined) bySha.set(certificate.certSha256, sighting);
    }
  }
  return [...bySha.values()];
};

const hangingOn = (sets: readonly CompiledPinSet[], certificate: SeenCertificate): readonly HangingSet[] =>
  sets
    .filter(({ pins }) => pins.some((pin) => isPinOf(certificate, pin)))
    .map(({ index, pinSet }) => ({ setIndex: index, pattern: pinSet.pattern, mode: pinSet.mode }));

const ofSighting = (sighting: Sighting, sets: readonly CompiledPinSet[]): TimelineRow => {
  const { certificate, place, hosts, isInUse, isTrusted, interceptor } = sighting;
  return {
    id: certificate.certSha256,
    kind: 'certificate',
    place,
    name: commonNameOf(certificate.subject),
    hosts: [...hosts],
    startAt: Date.parse(certificate.notBefore),
    endAt: Date.parse(certificate.notAfter),
    pin: certificate.spkiSha256,
    hanging: hangingOn(sets, certificate),
    isInUse,
    isTrusted,
    interceptor,
    key: certificate.key,
  };
};

const ofNext = (
  chain: readonly SeenCertificate[],
  index: number,
  sets: readonly CompiledPinSet[],
): readonly TimelineRow[] => {
  const certificate = chain[index];
  if (certificate === undefined) return [];
  return [
    {
      id: `next ${certificate.certSha256}`,
      kind: 'next',
      place: placeInChain(chain, index),
      name: commonNameOf(certificate.subject),
      hosts: [],
      startAt: Date.parse(certificate.notBefore),
      endAt: Date.parse(certificate.notAfter),
      pin: certificate.spkiSha256,
      hanging: hangingOn(sets, certificate),
      isInUse: false,
      isTrusted: true,
      interceptor: null,
      key: certificate.key ?? null,
    },
  ];
};

const empty = {
  place: null,
  hosts: [],
  isInUse: true,
  isTrusted: true,
  interceptor: null,
  key: null,
} as const;

const ofSets = (sets: readonly CompiledPinSet[]): readonly TimelineRow[] =>
  sets.flatMap(({ index, pinSet, expiresAt }): TimelineRow[] =>
    expiresAt === null
      ? []
      : [
          {
            ...empty,
            id: `set ${index}`,
            kind: 'pin-set',
            name: pinSet.pattern,
            startAt: null,
            endAt: expiresAt,
            pin: null,
            hanging: [{ setIndex: index, pattern: pinSet.pattern, mode: pinSet.mode }],
          },
        ],
  );

const ofUnseenPins = (
  sets: readonly CompiledPinSet[],
  shown: readonly SeenCertificate[],
): readonly TimelineRow[] => {
  const unseen = new Map<string, HangingSet[]>();
  for (const { index, pinSet, pins } of sets)
    for (const pin of pins) {
      if (isDummyPin(pin.text) || shown.some((certificate) => isPinOf(certificate, pin))) continue;
      const hanging = { setIndex: index, pattern: pinSet.pattern, mode: pinSet.mode };
      unseen.set(pin.text, [...(unseen.get(pin.text) ?? []), hanging]);
    }
  return [...unseen].map(([pin, hanging]) => ({
    ...empty,
    id: `pin ${pin}`,
    kind: 'unseen-pin',
    name: pin,
    startAt: null,
    endAt: null,
    pin,
    hanging,
  }));
};

const rank = (row: TimelineRow): number =>
  row.kind === 'next' ? 0 : row.interceptor !== null ? 3 : row.isInUse ? 1 : 2;
const placeRank = { leaf: 0, intermediate: 1, root: 2 } as const;

const inOrder = (rows: readonly TimelineRow[]): readonly TimelineRow[] =>
  [...rows].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      placeRank[one.place ?? 'root'] - placeRank[other.place ?? 'root'] ||
      (one.endAt ?? 0) - (other.endAt ?? 0),
  );

/** Next ones first, then those in use by what ends first in each place of the chain, then replaced ones, sets, unseen pins. */
export const timelineRows = (
  policy: Policy,
  seen: CertificatesSeen,
  next: readonly SeenCertificate[],
): readonly TimelineRow[] => {
  const { sets } = compilePolicy(policy);
  const certificates = sightings(seen).map((sighting) => ofSighting(sighting, sets));
  const coming = [...next.keys()]
    .flatMap((index) => ofNext(next, index, sets))
    .filter(({ id }) => !certificates.some((row) => `next ${row.id}` === id));
  return [
    ...inOrder([...coming, ...certificates]),
    ...ofSets(sets),
    ...ofUnseenPins(sets, [...seen.certificates, ...next]),
  ];
};

const hangingWords = (hanging: readonly HangingSet[]): string =>
  hanging.length === 0
    ? 'no pin hangs on it'
    : `pinned by ${hanging.map(({ pattern, mode }) => (mode === 'enforce' ? pattern : `${pattern} (${mode})`)).join(', ')}`;

/** The whole row in one sentence: what a picture says to those who do not see it. `at` in epoch milliseconds. */
export const rowSentence = (row: TimelineRow, at: number): string => {
  const ending = row.endAt === null ? '' : endingInWords(new Date(row.endAt).toISOString(), at);
  switch (row.kind) {
    case 'pin-set':
      return `Pin set ${row.name}, ${row.hanging[0]?.mode ?? ''}: ${ending}.`;
    case 'unseen-pin':
      return `A pin that no certificate seen has, ${hangingWords(row.hanging)}: ${row.name}.`;
    case 'next':
      return `To come: ${row.place ?? ''} ${row.name}, ${ending}, ${hangingWords(row.hanging)}.`;
    case 'certificate': {
      const whose =
        row.interceptor !== null ? `, of ${row.interceptor}` : row.isInUse ? '' : ', no longer shown';
      return `${row.place ?? ''} ${row.name}${whose}, ${ending}, ${hangingWords(row.hanging)}.`;
    }
  }
};
