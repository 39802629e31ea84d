/** What is demanded of a watch: hosts that must be pinned, and what follows from a conclusion for each. */
import type { ClientPolicy } from '../pinning/clients/client-policy.ts';
import { evaluateClientPolicy } from '../pinning/clients/evaluate-client-policy.ts';
import { hostsOfClient } from '../pinning/clients/renew-client-policy.ts';
import { canonicalHost, type HostPattern, matchesHost } from '../pinning/host-pattern.ts';
import type { HostResult } from './watch-result.ts';

export type Expectation =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly patterns: readonly HostPattern[] }
  | { readonly kind: 'policy'; readonly policy: ClientPolicy };

/** `noted`: nothing was expected of it. `error`: nobody can tell, which is not enough. */
export type ExpectationOutcome = 'passed' | 'failed' | 'error' | 'noted';

export const mustBePinned = (expectation: Expectation, host: string, at: number): boolean => {
  switch (expectation.kind) {
    case 'nothing':
      return false;
    case 'list':
      return expectation.patterns.some((pattern) => matchesHost(pattern, host));
    case 'policy': {
      const { mode, expectedPins } = evaluateClientPolicy(expectation.policy, host, [], at);
      return mode === 'enforce' && expectedPins.length > 0;
    }
  }
};

/** Hosts named exactly: that they were asked for is expected as well. */
export const hostsNamed = (expectation: Expectation, at: number): readonly string[] => {
  const exact =
    expectation.kind === 'nothing'
      ? []
      : expectation.kind === 'list'
        ? expectation.patterns.flatMap(({ kind, host }) => (kind === 'exact' ? [host] : []))
        : hostsOfClient(expectation.policy).exact.flatMap((name) => {
            const host = canonicalHost(name);
            return host.ok ? [host.value] : [];
          });
  return [...new Set(exact)].filter((host) => mustBePinned(expectation, host, at));
};

export const outcomeOf = (
  expectation: Expectation,
  { host, isControl, conclusion }: HostResult,
  at: number,
): ExpectationOutcome => {
  if (isControl || !mustBePinned(expectation, host, at)) return 'noted';
  if (conclusion === 'pinned') return 'passed';
  return conclusion === 'not-pinned' ? 'failed' : 'error';
};
