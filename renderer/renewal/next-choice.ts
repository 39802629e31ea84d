/** What is to be looked at: a plan, or a file of what is about to be deployed. */
import type { Supposition, PlanName } from '../../common/pinning/suppose-renewal.ts';
import { plans } from '../../common/pinning/suppose-renewal.ts';
import type { NextMaterial } from '../../common/pinning/read-next-chain.ts';
import { commonNameOf } from '../../common/pinning/common-name.ts';

export interface Deployable {
  /** Where it came from: a file's name, or `pasted text`. */
  readonly source: string;
  readonly material: NextMaterial;
}

export type NextChoice =
  | { readonly kind: 'plan'; readonly plan: PlanName; readonly keepsKey: boolean }
  /** Null: nothing given yet. */
  | { readonly kind: 'file'; readonly given: Deployable | null };

/** Only a change of issuer leaves it open whether the key is kept. */
export const asksAboutKey = (plan: PlanName): boolean => plans[plan].supposition.issuer !== 'same';

export const suppositionOf = (plan: PlanName, keepsKey: boolean): Supposition => {
  const { supposition } = plans[plan];
  return asksAboutKey(plan) && keepsKey ? { ...supposition, key: 'same' } : supposition;
};

/** Names the certificate or request gives; null: it gives none, and may be for any host. */
export const namesOf = (material: NextMaterial): readonly string[] | null => {
  switch (material.kind) {
    case 'chain':
      return material.certificates[0]?.subjectAltNames ?? [];
    case 'request':
      return material.subjectAltNames.length > 0 ? material.subjectAltNames : null;
    case 'public-key':
      return null;
  }
};

/** What was read, in a sentence. */
export const describeMaterial = (material: NextMaterial): string => {
  switch (material.kind) {
    case 'chain': {
      const [leaf, ...above] = material.certificates;
      if (leaf === undefined) return 'No certificate.';
      const chain =
        above.length === 0
          ? 'alone'
          : `with ${above.map(({ subject }) => commonNameOf(subject)).join(', ')} above it`;
      return `A certificate for ${commonNameOf(leaf.subject)}, from ${leaf.notBefore.slice(0, 10)} to ${leaf.notAfter.slice(0, 10)}, issued by ${commonNameOf(leaf.issuer)}, ${chain}.`;
    }
    case 'request':
      return `A certificate request${material.subject === '' ? '' : ` for ${commonNameOf(material.subject)}`}.`;
    case 'public-key':
      return 'A public key.';
  }
};
