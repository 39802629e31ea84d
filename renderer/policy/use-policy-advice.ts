import { useMemo } from 'react';
import { parseHostPattern } from '../../common/pinning/host-pattern.ts';
import type { LintFinding } from '../../common/pinning/lint-finding.ts';
import { countByLevel, lintPolicy, type LintCounts } from '../../common/pinning/lint-policy.ts';
import { patternCovers } from '../../common/pinning/pattern-covers.ts';
import { pinSightings, type FindSighting } from '../../common/pinning/pin-sightings.ts';
import type { PinSet, Policy } from '../../common/pinning/policy.ts';
import type { SeenChain } from '../../common/pinning/seen-chain.ts';
import { toInterceptorKeys } from '../../common/certificates-seen.ts';
import type { InterceptorKeys } from '../../common/pinning/lint-interceptor.ts';
import { publicSuffixes } from '../../common/public-suffixes.ts';
import { useCertificatesSeen, useSeenChains } from '../ui/use-certificates-seen.ts';

export interface PolicyAdvice {
  readonly counts: LintCounts;
  /** By place of the set in the policy. */
  readonly bySet: ReadonlyMap<number, readonly LintFinding[]>;
  /** About hosts that no set is for. */
  readonly ofHosts: readonly LintFinding[];
  readonly chains: readonly SeenChain[];
  readonly findSighting: FindSighting;
  readonly interceptorKeys: InterceptorKeys;
}

/** What there is to say about the policy in force and the chains seen, kept up to date while the view is on screen. */
export const usePolicyAdvice = (policy: Policy, now: number, isShown: boolean): PolicyAdvice => {
  const seen = useCertificatesSeen(isShown);
  const chains = useSeenChains(seen);
  const interceptorKeys = useMemo(() => toInterceptorKeys(seen), [seen]);
  const findSighting = useMemo(() => pinSightings(chains), [chains]);
  return useMemo(() => {
    const findings = lintPolicy({ policy, seen: chains, interceptorKeys, at: now, publicSuffixes });
    const bySet = new Map<number, LintFinding[]>();
    for (const finding of findings) {
      const { setIndex } = finding.place;
      if (setIndex !== null) bySet.set(setIndex, [...(bySet.get(setIndex) ?? []), finding]);
    }
    const ofHosts = findings.filter(({ place }) => place.setIndex === null);
    return { counts: countByLevel(findings), bySet, ofHosts, chains, findSighting, interceptorKeys };
  }, [policy, chains, now, findSighting, interceptorKeys]);
};

/**
 * Advice on a set that is not saved yet, as if it stood in place of number `index`, or after all others (-1). Asked at
 * every key press, so only the sets that have to do with it are looked at.
 */
export const adviceOnDraft = (
  policy: Policy,
  draft: PinSet,
  index: number,
  { chains, interceptorKeys }: Pick<PolicyAdvice, 'chains' | 'interceptorKeys'>,
  now: number,
): readonly LintFinding[] => {
  const pattern = parseHostPattern(draft.pattern);
  if (!pattern.ok) return [];
  const wider = policy.pinSets.filter((set, other) => {
    const parsed = parseHostPattern(set.pattern);
    return other !== index && parsed.ok && patternCovers(parsed.value, pattern.value);
  });
  const pinSets = [...wider, draft];
  return lintPolicy({
    policy: { ...policy, pinSets },
    seen: chains,
    interceptorKeys,
    at: now,
    publicSuffixes,
  }).filter(({ place }) => place.setIndex === wider.length);
};
