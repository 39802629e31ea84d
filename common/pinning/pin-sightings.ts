/** Where a pin was seen: on which certificates, of which hosts. A pin seen nowhere may be a backup, or a mistake. */
import { commonNameOf } from './common-name.ts';
import { endingInWords } from './days.ts';
import { placeInChain, type ChainPlace } from './next-chain.ts';
import { comparedHash } from './match-pin.ts';
import type { SeenChain } from './seen-chain.ts';

export interface PinSighting {
  readonly place: ChainPlace;
  readonly name: string;
  /** Of the certificates with that key, the latest end; ISO 8601. */
  readonly notAfter: string;
  readonly hosts: readonly string[];
}

/** Looks pins up by their canonical text; null: seen nowhere. */
export type FindSighting = (pin: string) => PinSighting | null;

/** Reads every chain once; each question after it is a look-up. */
export const pinSightings = (chains: readonly SeenChain[]): FindSighting => {
  const byHash = new Map<string, PinSighting & { readonly hosts: string[] }>();
  for (const { hosts, certificates } of chains)
    for (const [index, certificate] of certificates.entries())
      for (const hash of [certificate.spkiSha256, certificate.spkiSha1, certificate.certSha256]) {
        if (hash === undefined || hash === '') continue;
        const known = byHash.get(hash);
        const newHosts = hosts.filter((host) => known?.hosts.includes(host) !== true);
        if (known !== undefined && known.notAfter >= certificate.notAfter) known.hosts.push(...newHosts);
        else
          byHash.set(hash, {
            place: placeInChain(certificates, index),
            name: commonNameOf(certificate.subject),
            notAfter: certificate.notAfter,
            hosts: [...(known?.hosts ?? []), ...newHosts],
          });
      }
  return (pin) => byHash.get(comparedHash(pin)) ?? null;
};

/** `leaf api.example.com of 2 hosts, ends in 61 days (2027-01-24)`. `at` in epoch milliseconds. */
export const sightingInWords = (sighting: PinSighting | null, at: number): string => {
  if (sighting === null) return 'on no certificate seen';
  const { place, name, hosts, notAfter } = sighting;
  const [first = ''] = hosts;
  const whose =
    hosts.length > 1
      ? `, of ${hosts.length} hosts`
      : place === 'leaf' && first === name
        ? ''
        : `, of ${first}`;
  return `${place} ${name}${whose}, ${endingInWords(notAfter, at)}`;
};
