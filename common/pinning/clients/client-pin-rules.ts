/** Another client's rules in the place where the network stack asks for the policy's: what is not rightly pinned by them is blocked. */
import type { PinRules } from '../pin-rules.ts';
import type { ClientPolicy } from './client-policy.ts';
import { evaluateClientCleartext, evaluateClientPolicy } from './evaluate-client-policy.ts';

export const rulesOfClient = (policy: ClientPolicy): PinRules => ({
  unpinnedHosts: policy.unpinnedHosts ?? 'allow',
  evaluate: (host, chain, at) => evaluateClientPolicy(policy, host, chain, at),
  evaluateCleartext: (host, at) => evaluateClientCleartext(policy, host, at),
  // An empty chain matches nothing, which leaves what would have been asked of it.
  evaluationOf: (verdict, host, at) => ({
    ...evaluateClientPolicy(policy, host, [], at),
    verdict,
    reportOnly: null,
  }),
});
