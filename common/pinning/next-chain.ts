/**
 * What is known beforehand of the chain that a host will show after a renewal: certificates surely or probably on it,
 * keys that will be gone from it, and what nobody can know yet. A certificate request names a key and no issuer; a chain
 * as a server sends it mostly lacks its root, and clients may build another path than the one sent.
 */
import { commonNameOf } from './common-name.ts';
import type { SeenCertificate } from './seen-chain.ts';

export type ChainPlace = 'leaf' | 'intermediate' | 'root';

/** A key or certificate that will be on the chain; what is not known of it is null. */
export interface NextMember {
  readonly place: ChainPlace;
  /** For people: `the next leaf`, `Example CA R11`. */
  readonly name: string;
  readonly spkiSha256: string;
  readonly spkiSha1: string | null;
  readonly certSha256: string | null;
  /** A sentence: what this rests on, where it is not sure; null: it is. */
  readonly provided: string | null;
}

/** A certificate of today's chain that will not be on the next one. */
export interface GoneMember {
  readonly place: ChainPlace;
  readonly name: string;
  readonly spkiSha256: string;
  readonly spkiSha1: string | null;
  readonly certSha256: string;
  /** The key goes too; false: only this certificate does, and its key stays. */
  readonly isKeyGone: boolean;
}

/** What a pin that is on no known certificate might still turn out to be. */
export type OpenPart = 'next-key' | 'issuer' | 'root';

export interface NextChain {
  readonly members: readonly NextMember[];
  readonly gone: readonly GoneMember[];
  readonly open: readonly OpenPart[];
  /** Why no client will take it, whatever its pins: other hosts, other dates. Null: nothing speaks against it. */
  readonly fault: string | null;
  /** ISO 8601: not before then. Null: not known. */
  readonly validFrom: string | null;
  /** Sentences: what else to know. */
  readonly notes: readonly string[];
}

export const placeInChain = (chain: readonly SeenCertificate[], index: number): ChainPlace => {
  if (index === 0) return 'leaf';
  const certificate = chain[index];
  const isSelfIssued = certificate?.isSelfIssued ?? certificate?.subject === certificate?.issuer;
  return index === chain.length - 1 && isSelfIssued ? 'root' : 'intermediate';
};

export const endsInRoot = (chain: readonly SeenCertificate[]): boolean => {
  const top = chain.at(-1);
  return top !== undefined && (top.isSelfIssued ?? top.subject === top.issuer);
};

export const memberOf = (
  chain: readonly SeenCertificate[],
  index: number,
  provided: string | null,
): NextMember | null => {
  const certificate = chain[index];
  if (certificate === undefined) return null;
  return {
    place: placeInChain(chain, index),
    name: commonNameOf(certificate.subject),
    spkiSha256: certificate.spkiSha256,
    spkiSha1: certificate.spkiSha1 ?? null,
    certSha256: certificate.certSha256,
    provided,
  };
};

export const goneOf = (
  chain: readonly SeenCertificate[],
  index: number,
  isKeyGone: boolean,
): GoneMember | null => {
  const member = memberOf(chain, index, null);
  const certificate = chain[index];
  return member === null || certificate === undefined
    ? null
    : { ...member, certSha256: certificate.certSha256, isKeyGone };
};
