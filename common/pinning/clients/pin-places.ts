/**
 * Whose key a pin is, as far as that is known: iOS keeps the pins of leaves and of authorities apart, curl compares the leaf
 * only. A pin seen in both places is known of neither.
 */
import type { SeenChain } from '../seen-chain.ts';

export type PinPlace = 'leaf' | 'ca';

export interface PinPlaces {
  readonly seen: ReadonlyMap<string, PinPlace>;
  /** A person's word on the pins that were never seen; null: nobody knows. */
  readonly unseen: PinPlace | null;
}

export const noPlaces: PinPlaces = { seen: new Map(), unseen: null };

export const placesOfChains = (chains: readonly SeenChain[], unseen: PinPlace | null): PinPlaces => {
  const places = new Map<string, Set<PinPlace>>();
  for (const { certificates } of chains) {
    for (const [index, { spkiSha256, spkiSha1 }] of certificates.entries()) {
      for (const pin of spkiSha1 === undefined ? [spkiSha256] : [spkiSha256, spkiSha1])
        places.set(pin, (places.get(pin) ?? new Set()).add(index === 0 ? 'leaf' : 'ca'));
    }
  }
  const seen = [...places].flatMap(([pin, [place, other]]) =>
    place === undefined || other !== undefined ? [] : [[pin, place] as const],
  );
  return { seen: new Map(seen), unseen };
};

export const placeOf = ({ seen, unseen }: PinPlaces, pin: string): PinPlace | null => seen.get(pin) ?? unseen;
