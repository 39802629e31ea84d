/**
 * Which hosts a renewal is to be asked about: those the policy names exactly, and those seen that some set is for; with
 * a certificate or request at hand, only those it names. A wildcard pattern stands for hosts nobody can list: the seen
 * ones are asked about, the pattern itself is named.
 */
import type { CompiledPolicy } from './compile-policy.ts';
import { isNamedBy } from './read-next-chain.ts';

export interface RenewalHosts {
  /** Canonical; the policy's own first. */
  readonly hosts: readonly string[];
  /** Patterns that also stand for hosts not asked about. */
  readonly wildcards: readonly string[];
}

/** `names`: subjectAltNames of what is to be deployed; null: every host. */
export const renewalHosts = (
  { sets, setsFor }: CompiledPolicy,
  seenHosts: readonly string[],
  names: readonly string[] | null,
): RenewalHosts => {
  const exact = sets.filter(({ pattern }) => pattern.kind === 'exact').map(({ pattern }) => pattern.host);
  const covered = seenHosts.filter((host) => setsFor(host).length > 0);
  return {
    hosts: [...new Set([...exact, ...covered])].filter((host) => names === null || isNamedBy(names, host)),
    wildcards: sets.filter(({ pattern }) => pattern.kind !== 'exact').map(({ pinSet }) => pinSet.pattern),
  };
};
