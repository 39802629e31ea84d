/**
 * The next chain where there is only a plan: same key or a new one, from the same issuer, another intermediate of the
 * same CA, or another CA. What the plan leaves open stays open: the next key or issuer may be one that is pinned already.
 */
import { goneOf, endsInRoot, memberOf, placeInChain, type NextChain, type OpenPart } from './next-chain.ts';
import type { SeenCertificate } from './seen-chain.ts';

export interface Supposition {
  readonly key: 'same' | 'new';
  readonly issuer: 'same' | 'other-intermediate' | 'other-ca';
}

export type PlanName = 'same-key' | 'new-key' | 'other-intermediate' | 'other-ca';

/** The four usual plans. A change of issuer mostly comes with a new key; to keep it, say so beside it. */
export const plans: Readonly<
  Record<PlanName, { readonly supposition: Supposition; readonly label: string }>
> = {
  'same-key': { supposition: { key: 'same', issuer: 'same' }, label: 'Same key' },
  'new-key': { supposition: { key: 'new', issuer: 'same' }, label: 'New key' },
  'other-intermediate': {
    supposition: { key: 'new', issuer: 'other-intermediate' },
    label: 'Other intermediate',
  },
  'other-ca': { supposition: { key: 'new', issuer: 'other-ca' }, label: 'Other CA' },
};

const staysOn = (supposition: Supposition, chain: readonly SeenCertificate[], index: number): boolean => {
  switch (placeInChain(chain, index)) {
    case 'leaf':
      return supposition.key === 'same';
    case 'intermediate':
      return supposition.issuer === 'same';
    case 'root':
      return supposition.issuer !== 'other-ca';
  }
};

const openParts = (supposition: Supposition, chain: readonly SeenCertificate[]): readonly OpenPart[] => [
  ...(supposition.key === 'new' ? ['next-key' as const] : []),
  ...(supposition.issuer === 'same' ? [] : ['issuer' as const]),
  ...(endsInRoot(chain) || chain.length === 1 ? [] : ['root' as const]),
];

/** `chain` is the host's chain as it is validated today, leaf first, at least one certificate. */
export const supposeRenewal = (supposition: Supposition, chain: readonly SeenCertificate[]): NextChain => {
  const indexes = [...chain.keys()];
  return {
    members: indexes.flatMap((index) => {
      const member = staysOn(supposition, chain, index)
        ? memberOf(chain, index, index === 0 ? null : 'if the CA goes on issuing from it')
        : null;
      if (member === null) return [];
      // The key stays, but the certificate is a new one.
      return [index === 0 ? { ...member, name: 'the kept key', certSha256: null } : member];
    }),
    gone: indexes.flatMap((index) => {
      const isGone = index === 0 || !staysOn(supposition, chain, index);
      return (isGone ? goneOf(chain, index, !staysOn(supposition, chain, index)) : null) ?? [];
    }),
    open: openParts(supposition, chain),
    fault: null,
    validFrom: null,
    notes: [],
  };
};
