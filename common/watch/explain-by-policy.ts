/**
 * Holds what was seen of a host against the pins of the app's own policy, by that client's rules: whether they explain a
 * refusal, and whether they are on the real server's chain, today and after the usual renewals.
 */
import type { ClientPolicy } from '../pinning/clients/client-policy.ts';
import { evaluateClientPolicy } from '../pinning/clients/evaluate-client-policy.ts';
import { judgeClientRenewal } from '../pinning/clients/renew-client-policy.ts';
import type { RenewalOutcome } from '../pinning/renewal.ts';
import type { CertificateFacts } from '../pinning/certificate.ts';
import { type PlanName, plans, supposeRenewal } from '../pinning/suppose-renewal.ts';
import type { HostVerdict } from './watch-result.ts';

export interface PolicyExplanation {
  /** The client's rule for the host, in words. */
  readonly rule: string;
  readonly expectedPins: readonly string[];
  /** What the policy says to what was seen. */
  readonly sentence: string;
  /** The policy and what was seen do not go together: pins that did not stop the interceptor, or none that would. */
  readonly isAtOdds: boolean;
  /** Against the real chain; null: it is not known, or there are no pins. */
  readonly holdsToday: boolean | null;
  readonly renewals: readonly {
    readonly plan: PlanName;
    readonly label: string;
    readonly outcome: RenewalOutcome | 'unpinned';
  }[];
}

/** `chain`: the real server's as validated, leaf first; null: not known. */
export const explainByPolicy = (
  policy: ClientPolicy,
  host: string,
  verdict: HostVerdict,
  chain: readonly CertificateFacts[] | null,
  at: number,
): PolicyExplanation => {
  const evaluation = evaluateClientPolicy(policy, host, chain ?? [], at);
  const isPinned = evaluation.mode === 'enforce' && evaluation.expectedPins.length > 0;
  const isRefused =
    verdict === 'refused' || verdict === 'closed-without-alert' || verdict === 'refused-after-handshake';
  const isRead = verdict === 'readable' || verdict === 'cleartext';
  return {
    rule: evaluation.rule,
    expectedPins: evaluation.expectedPins,
    sentence: isPinned
      ? isRefused
        ? 'The policy has pins for this host, and the interceptor’s key is none of them: that explains the refusal.'
        : isRead
          ? 'The policy has pins for this host, and yet it was readable: the app does not enforce them.'
          : 'The policy has pins for this host; nothing was seen that would show whether the app enforces them.'
      : isRefused
        ? 'The policy enforces no pins for this host, so the refusal has another reason: other trusted CAs, or pins in the code.'
        : 'The policy enforces no pins for this host.',
    isAtOdds: isPinned ? isRead : isRefused,
    holdsToday: chain === null || chain.length === 0 || !isPinned ? null : evaluation.verdict === 'pinned',
    renewals:
      chain === null || chain.length === 0 || !isPinned
        ? []
        : (['same-key', 'new-key', 'other-ca'] as const).map((plan) => ({
            plan,
            label: plans[plan].label,
            outcome: judgeClientRenewal(policy, {
              host,
              today: chain,
              next: supposeRenewal(plans[plan].supposition, chain),
              at,
            }).outcome,
          })),
  };
};
