/**
 * Advice on a policy: the rules of lint-pins, lint-interceptor, lint-standing, lint-patterns, lint-backup and lint-hosts over every set,
 * and over the chains seen. Advice changes nothing and decides nothing; a policy without any can still be wrong.
 */
import { compilePolicy, type CompiledPinSet } from './compile-policy.ts';
import { evaluate } from './evaluate.ts';
import { isInForce } from './expiry.ts';
import { parseHostPattern } from './host-pattern.ts';
import { lintBackup } from './lint-backup.ts';
import type { LintedSet, LintFinding, LintLevel, PublicSuffixes } from './lint-finding.ts';
import { lintHosts, type JudgeHost } from './lint-hosts.ts';
import { lintInterceptor, type InterceptorKeys } from './lint-interceptor.ts';
import { lintPattern } from './lint-patterns.ts';
import { lintPins } from './lint-pins.ts';
import { lintStanding } from './lint-standing.ts';
import { CoverIndex } from './pattern-covers.ts';
import { OverlapIndex } from './patterns-overlap.ts';
import type { Policy } from './policy.ts';
import type { SeenChain } from './seen-chain.ts';

export interface LintInput {
  /** From `parsePolicy` or `parsePolicyForLint`. */
  readonly policy: Policy;
  readonly seen: readonly SeenChain[];
  /** Absent: none is known. */
  readonly interceptorKeys?: InterceptorKeys;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly publicSuffixes: PublicSuffixes;
  /** Another client's rules. Absent: Pinspect's own, by which all sets of a host apply together. */
  readonly client?: {
    /** False where only the most specific set of a host decides: none is joined to, or shadowed by, a wider one. */
    readonly joinsSets: boolean;
    readonly judge: JudgeHost;
  };
}

const severity: Readonly<Record<LintLevel, number>> = { error: 0, warning: 1, info: 2 };

/** At least as bad as `level`. */
export const isAtLeast = (finding: LintFinding, level: LintLevel): boolean =>
  severity[finding.level] <= severity[level];

export type LintCounts = Readonly<Record<LintLevel, number>>;

export const countByLevel = (findings: readonly LintFinding[]): LintCounts => {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { level } of findings) counts[level] += 1;
  return counts;
};

const lintedSets = (policy: Policy, at: number): readonly LintedSet[] =>
  policy.pinSets.map((pinSet, index) => {
    const pattern = parseHostPattern(pinSet.pattern);
    if (!pattern.ok) throw new Error(`A policy that was not parsed: ${pinSet.pattern}: ${pattern.error}`);
    return { pinSet, index, pattern: pattern.value, isInForce: isInForce(pinSet, at) };
  });

/** The chains that some host of each set showed. */
const chainsBySet = (
  sets: readonly LintedSet[],
  seen: readonly SeenChain[],
): ReadonlyMap<number, readonly SeenChain[]> => {
  const overlaps = new OverlapIndex(sets);
  const found = new Map<number, Set<SeenChain>>();
  for (const chain of seen) {
    for (const host of chain.hosts) {
      const pattern = parseHostPattern(host);
      if (!pattern.ok) continue;
      overlaps.some(pattern.value, ({ index }) => {
        const chains = found.get(index);
        if (chains === undefined) found.set(index, new Set([chain]));
        else chains.add(chain);
        return false;
      });
    }
  }
  return new Map([...found].map(([index, chains]) => [index, [...chains]]));
};

/** Every pin that passes for all hosts of a set, its own first. */
const pinsInForce = (
  set: LintedSet,
  index: CoverIndex<LintedSet>,
  compiled: readonly CompiledPinSet[],
): CompiledPinSet['pins'] => {
  const wider = index
    .covering(set.pattern)
    .filter((other) => other.index !== set.index && other.isInForce && other.pinSet.mode === set.pinSet.mode);
  const pins = [set, ...wider].flatMap((one) => compiled[one.index]?.pins ?? []);
  return [...new Map(pins.map((pin) => [pin.text, pin])).values()];
};

/** In the order of the sets, each set's worst first; what is about no set comes last. */
export const lintPolicy = ({
  policy,
  seen,
  interceptorKeys = new Map(),
  at,
  publicSuffixes,
  client,
}: LintInput): readonly LintFinding[] => {
  const sets = lintedSets(policy, at);
  const index = new CoverIndex(client?.joinsSets === false ? [] : sets);
  const compiled = compilePolicy(policy);
  const chains = chainsBySet(sets, seen);
  const findings = [
    ...sets.flatMap((set) => [
      ...lintStanding(set, at),
      ...lintInterceptor(set, interceptorKeys),
      ...lintPins(set),
      ...lintPattern(set, index, publicSuffixes),
      ...lintBackup(
        { set, pins: pinsInForce(set, index, compiled.sets), chains: chains.get(set.index) ?? [] },
        at,
      ),
    ]),
    ...lintHosts(
      {
        policy: compiled,
        suffixes: publicSuffixes,
        at,
        judge: client?.judge ?? ((host, chain) => evaluate(compiled, host, chain, at)),
      },
      seen,
    ),
  ];
  const place = ({ place: { setIndex } }: LintFinding): number => setIndex ?? policy.pinSets.length;
  return findings.sort(
    (one, other) => place(one) - place(other) || severity[one.level] - severity[other.level],
  );
};
