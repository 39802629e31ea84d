/**
 * Advice from the hosts seen: those whose last chain the policy would refuse, and those that no set is for. An unpinned
 * host is worth a warning where another host of the same owner is pinned, which looks forgotten; else it is only told.
 */
import type { CompiledPolicy } from './compile-policy.ts';
import { isInForce } from './expiry.ts';
import type { CertificateHashes } from './evaluate.ts';
import { parseHostPattern } from './host-pattern.ts';
import type { LintFinding, PublicSuffixes } from './lint-finding.ts';
import { isDummyPin } from './pin.ts';
import type { SeenCertificate, SeenChain } from './seen-chain.ts';
import type { Evaluation } from './verdict.ts';

const hashesOf = ({ spkiSha256, spkiSha1 = '', certSha256 }: SeenCertificate): CertificateHashes => ({
  spkiSha256,
  spkiSha1,
  certSha256,
});

/** The chains of each exact host: the newest where times are known, else all that a file held. */
const chainsByHost = (seen: readonly SeenChain[]): ReadonlyMap<string, readonly SeenChain[]> => {
  const byHost = new Map<string, SeenChain[]>();
  for (const chain of seen) {
    for (const host of chain.hosts) {
      if (host.startsWith('*')) continue;
      const known = byHost.get(host);
      const [first] = known ?? [];
      if (known === undefined || first === undefined) byHost.set(host, [chain]);
      else if (chain.lastSeenAt === null || first.lastSeenAt === null) known.push(chain);
      else if (chain.lastSeenAt > first.lastSeenAt) byHost.set(host, [chain]);
    }
  }
  return byHost;
};

const unpinned = (host: string, isForgotten: boolean, isRefused: boolean): LintFinding => ({
  rule: 'unpinned-host',
  level: isForgotten ? 'warning' : 'info',
  sentence:
    `${host} was seen, and no set in force is for it` +
    (isForgotten ? ', although other hosts of the same domain are pinned' : '') +
    (isRefused ? '; the policy refuses it.' : '.'),
  advice: 'Add a set for it, or widen the pattern of the one that was meant to cover it.',
  place: { setIndex: null, pattern: null, pin: null, host },
  fix: null,
});

/** The verdict on a host that shows this chain. */
export type JudgeHost = (host: string, chain: readonly CertificateHashes[]) => Evaluation;

interface Surroundings {
  readonly policy: CompiledPolicy;
  readonly suffixes: PublicSuffixes;
  readonly judge: JudgeHost;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Domains of which some host is pinned at this moment, as one registers them. */
const pinnedDomains = ({ policy, suffixes, at }: Surroundings): ReadonlySet<string> => {
  const domains = new Set<string>();
  for (const pinSet of policy.policy.pinSets) {
    const parsed = parseHostPattern(pinSet.pattern);
    const domain = parsed.ok && isInForce(pinSet, at) ? suffixes.registrableDomain(parsed.value.host) : null;
    if (domain !== null) domains.add(domain);
  }
  return domains;
};

/** One finding a host at most, in the order the hosts were seen. */
export const lintHosts = (surroundings: Surroundings, seen: readonly SeenChain[]): readonly LintFinding[] => {
  const { policy, suffixes, judge } = surroundings;
  const domains = pinnedDomains(surroundings);
  const findings: LintFinding[] = [];
  for (const [host, chains] of chainsByHost(seen)) {
    const judged = chains.map(({ certificates }) => judge(host, certificates.map(hashesOf)));
    const [first] = judged;
    if (first === undefined) continue;
    if (first.verdict === 'unpinned') {
      const domain = suffixes.registrableDomain(host);
      const isForgotten = domain !== null && domains.has(domain);
      findings.push(unpinned(host, isForgotten, policy.policy.unpinnedHosts === 'refuse'));
    } else if (
      judged.every(({ verdict }) => verdict === 'mismatch') &&
      !first.expectedPins.every((pin) => isDummyPin(pin))
    ) {
      const sets = policy.setsFor(host);
      const set = sets.find(({ pinSet }) => first.matchedPatterns.includes(pinSet.pattern)) ?? sets[0];
      const isEnforced = first.mode === 'enforce';
      findings.push({
        rule: 'no-pin-matches',
        level: isEnforced ? 'error' : 'warning',
        sentence: `${first.expectedPins.length === 1 ? `The only pin for ${host} is not` : `None of the ${first.expectedPins.length} pins for ${host} is`} on the chain it showed: ${isEnforced ? 'it is refused' : 'it is reported'}.`,
        advice: 'Look at the host: pin a certificate of its chain, or find out who changed it.',
        place: { setIndex: set?.index ?? null, pattern: set?.pinSet.pattern ?? null, pin: null, host },
        fix: null,
      });
    }
  }
  return findings;
};
