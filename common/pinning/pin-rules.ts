/** What judges the pins of a connection: the policy's own rules, or those of another client whose configuration was read. */
import type { CompiledPolicy } from './compile-policy.ts';
import { type CertificateHashes, evaluate, evaluateCleartext, evaluationOf } from './evaluate.ts';
import type { Policy } from './policy.ts';
import type { Evaluation } from './verdict.ts';

export interface PinRules {
  readonly unpinnedHosts: Policy['unpinnedHosts'];
  /** For a validated path, leaf first; `at` in epoch milliseconds. */
  readonly evaluate: (host: string, chain: readonly CertificateHashes[], at: number) => Evaluation;
  /** For plain `http://` and `ws://`. */
  readonly evaluateCleartext: (host: string, at: number) => Evaluation;
  /** For a connection that never came to its pins: they are named, not judged. */
  readonly evaluationOf: (verdict: 'untrusted' | 'undecided', host: string, at: number) => Evaluation;
}

/** Pinspect's own rules (OkHttp's union of all sets that match). */
export const rulesOfPolicy = (policy: CompiledPolicy): PinRules => ({
  unpinnedHosts: policy.policy.unpinnedHosts,
  evaluate: (host, chain, at) => evaluate(policy, host, chain, at),
  evaluateCleartext: (host, at) => evaluateCleartext(policy, host, at),
  evaluationOf: (verdict, host, at) => evaluationOf(verdict, policy, host, at),
});
