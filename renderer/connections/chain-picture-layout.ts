/**
 * Where everything stands in the picture of a chain: what was sent, the path that was validated, the pins that are
 * expected. Each certificate keeps the place it has in its own chain; a pin that matches stands beside its certificate.
 */
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { isPinOf } from '../../common/pinning/match-pin.ts';
import { countOf } from '../ui/format-quantity.ts';
import { chainRole, type ChainRole } from './chain-words.ts';
import { shortName } from './compare-chains.ts';

export interface CertificateBox {
  readonly key: string;
  readonly row: number;
  readonly role: ChainRole;
  readonly name: string;
  /** Presented: on the validated path too. Validated: sent by the server. */
  readonly isShared: boolean;
  readonly isPinned: boolean;
}

export interface PinBox {
  readonly pin: string;
  readonly row: number;
  /** Row of the validated certificate it names; null: on none. */
  readonly matchedRow: number | null;
  /** No path was validated, and a certificate with it was sent: nobody vouches for that, so it counts for nothing. */
  readonly isOnlySent: boolean;
}

export interface ChainPictureLayout {
  readonly presented: readonly CertificateBox[];
  readonly validated: readonly CertificateBox[];
  readonly pins: readonly PinBox[];
  readonly rows: number;
  /** Rows of the same certificate: presented, validated. */
  readonly links: readonly (readonly [number, number])[];
}

const placeOf = (chain: readonly CertificateFacts[], { certSha256 }: CertificateFacts): number =>
  chain.findIndex((other) => other.certSha256 === certSha256);

const boxesOf = (
  chain: readonly CertificateFacts[],
  other: readonly CertificateFacts[],
  pins: readonly string[],
): readonly CertificateBox[] =>
  chain.map((certificate, row) => ({
    key: `${row} ${certificate.certSha256}`,
    row,
    role: chainRole(chain, row),
    name: shortName(certificate.subject),
    isShared: placeOf(other, certificate) !== -1,
    isPinned: pins.some((pin) => isPinOf(pin, certificate)),
  }));

const placePins = (
  pins: readonly string[],
  validated: readonly CertificateFacts[],
  presented: readonly CertificateFacts[],
): readonly PinBox[] => {
  const found = pins.map((pin) => {
    const row = validated.findIndex((certificate) => isPinOf(pin, certificate));
    const isOnlySent = validated.length === 0 && presented.some((certificate) => isPinOf(pin, certificate));
    return { pin, matchedRow: row === -1 ? null : row, isOnlySent };
  });
  const taken = new Set<number>();
  const takeFrom = (wanted: number): number => {
    let row = wanted;
    while (taken.has(row)) row += 1;
    taken.add(row);
    return row;
  };
  const matched = found
    .filter(({ matchedRow }) => matchedRow !== null)
    .map((one) => ({ ...one, row: takeFrom(one.matchedRow ?? 0) }));
  const missing = found
    .filter(({ matchedRow }) => matchedRow === null)
    .map((one) => ({ ...one, row: takeFrom(0) }));
  return [...matched, ...missing].sort((one, other) => one.row - other.row);
};

export const layOutChains = (
  presented: readonly CertificateFacts[],
  validated: readonly CertificateFacts[],
  expectedPins: readonly string[],
): ChainPictureLayout => {
  const pins = placePins(expectedPins, validated, presented);
  return {
    presented: boxesOf(presented, validated, []),
    validated: boxesOf(validated, presented, expectedPins),
    pins,
    rows: Math.max(presented.length, validated.length, 1, ...pins.map(({ row }) => row + 1)),
    links: presented.flatMap((certificate, row) => {
      const place = placeOf(validated, certificate);
      return place === -1 ? [] : [[row, place] as const];
    }),
  };
};

const standingOf = ({ matchedRow, isOnlySent }: PinBox, validated: readonly CertificateBox[]): string => {
  if (matchedRow !== null) return `matches ${validated[matchedRow]?.name ?? ''}`;
  if (isOnlySent)
    return 'on a certificate that was sent, but nobody vouches for that, so it counts for nothing';
  return validated.length === 0
    ? 'on no certificate that was sent'
    : 'on no certificate of the validated path';
};

/** The picture in sentences, for whoever does not see it. */
export const pictureSentences = ({ presented, validated, pins }: ChainPictureLayout): readonly string[] => [
  ...presented.map(
    ({ role, name, isShared }, at) =>
      `Presented ${at + 1}: ${role} ${name}, ${isShared ? 'on the validated path' : 'sent but not used'}.`,
  ),
  ...(validated.length === 0 ? ['No path was validated.'] : []),
  ...validated.map(
    ({ role, name, isShared, isPinned }, at) =>
      `Validated ${at + 1}: ${role} ${name}${isShared ? '' : ', not sent: the client had it'}${isPinned ? ', a pin matches it' : ''}.`,
  ),
  ...pins.map((pin) => `Expected pin ${pin.pin}: ${standingOf(pin, validated)}.`),
];

/** The picture in one breath. */
export const pictureSummary = ({ presented, validated, pins, links }: ChainPictureLayout): string => {
  const matched = pins.filter(({ matchedRow }) => matchedRow !== null).length;
  return [
    `${countOf(presented.length, 'certificate')} presented`,
    `${validated.length} validated`,
    `${links.length} the same`,
    ...(pins.length === 0 ? [] : [`${matched} of ${countOf(pins.length, 'expected pin')} on the path`]),
  ].join(', ');
};
