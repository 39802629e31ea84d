/** The answer for every host that a choice is about, the worst first. */
import type { CompiledPolicy } from '../../common/pinning/compile-policy.ts';
import { readNextChain } from '../../common/pinning/read-next-chain.ts';
import { judgeRenewal, type HostRenewal } from '../../common/pinning/renewal.ts';
import { renewalHosts } from '../../common/pinning/renewal-hosts.ts';
import type { SeenCertificate, SeenChain } from '../../common/pinning/seen-chain.ts';
import { supposeRenewal } from '../../common/pinning/suppose-renewal.ts';
import { namesOf, suppositionOf, type NextChoice } from './next-choice.ts';

export interface Renewals {
  readonly answers: readonly HostRenewal[];
  /** Patterns that stand for more hosts than were asked about. */
  readonly wildcards: readonly string[];
}

export const outcomeOrder: readonly HostRenewal['outcome'][] = ['breaks', 'cannot-tell', 'holds', 'unpinned'];

/** `chains` the latest first; `at` in epoch milliseconds. */
export const judgeRenewals = (
  policy: CompiledPolicy,
  chains: readonly SeenChain[],
  choice: NextChoice,
  at: number,
): Renewals => {
  if (choice.kind === 'file' && choice.given === null) return { answers: [], wildcards: [] };
  const today = new Map<string, readonly SeenCertificate[]>();
  for (const { hosts, certificates } of chains)
    for (const host of hosts) if (!today.has(host)) today.set(host, certificates);
  const material = choice.kind === 'file' ? (choice.given?.material ?? null) : null;
  const { hosts, wildcards } = renewalHosts(
    policy,
    [...today.keys()],
    material === null ? null : namesOf(material),
  );
  const answers = hosts.map((host) => {
    const chain = today.get(host) ?? [];
    const planned =
      choice.kind === 'plan' && chain.length > 0
        ? supposeRenewal(suppositionOf(choice.plan, choice.keepsKey), chain)
        : null;
    const next = material === null ? planned : readNextChain(material, host, chain, at);
    return judgeRenewal({ policy, host, today: chain, next, at });
  });
  return {
    answers: answers.sort(
      (one, other) =>
        outcomeOrder.indexOf(one.outcome) - outcomeOrder.indexOf(other.outcome) ||
        one.host.localeCompare(other.host),
    ),
    wildcards,
  };
};
