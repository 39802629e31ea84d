/**
 * One piece of advice on a policy: what is so, how bad it is, what to do, and where. An *error* means that the policy
 * does not do what it says (a host is refused or open); a *warning*, that it will stop doing so or is weaker than it
 * looks; an *info*, that it can be said more simply or is easily misread.
 */
import type { HostPattern } from './host-pattern.ts';
import type { LintFix } from './lint-fix.ts';
import type { PinSet } from './policy.ts';

export type LintLevel = 'error' | 'warning' | 'info';

export type LintRule =
  | 'malformed-pin'
  | 'interceptor-pin'
  | 'only-dummy-pins'
  | 'dummy-pin'
  | 'duplicate-pin'
  | 'sha1-pin'
  | 'whole-certificate-pin'
  | 'single-pin'
  | 'no-backup-pin'
  | 'no-pin-matches'
  | 'leaf-ends-soon'
  | 'unpinned-host'
  | 'expired-set'
  | 'set-ends-soon'
  | 'report-only'
  | 'set-off'
  | 'public-suffix'
  | 'uncanonical-pattern'
  | 'duplicate-pattern'
  | 'shadowed-pattern'
  | 'joined-pattern';

export interface LintFinding {
  readonly rule: LintRule;
  readonly level: LintLevel;
  /** What is so: one or two sentences. */
  readonly sentence: string;
  /** What to do: one sentence. */
  readonly advice: string;
  readonly place: {
    /** Place of the set in the policy, and its pattern as written; null: the policy has no set for it. */
    readonly setIndex: number | null;
    readonly pattern: string | null;
    /** As written. */
    readonly pin: string | null;
    readonly host: string | null;
  };
  /** A change that is safe to make unasked: it lets nothing more through. Null: it takes a person. */
  readonly fix: LintFix | null;
}

/** A pin set as the rules look at it. */
export interface LintedSet {
  readonly pinSet: PinSet;
  readonly index: number;
  readonly pattern: HostPattern;
  /** Neither off nor expired. */
  readonly isInForce: boolean;
}

/** Who knows the list of public suffixes (https://publicsuffix.org): handed in, because the rules load no package. */
export interface PublicSuffixes {
  /** What the canonical name itself is: `icann` for `co.uk`, `private` for `github.io`, null for no listed suffix. */
  readonly kindOf: (name: string) => 'icann' | 'private' | null;
  /** `example.co.uk` of `a.b.example.co.uk`; null for addresses and for suffixes themselves. */
  readonly registrableDomain: (host: string) => string | null;
}

/** Place of a finding about a whole set. */
export const placeOf = ({ index, pinSet }: LintedSet, pin: string | null = null): LintFinding['place'] => ({
  setIndex: index,
  pattern: pinSet.pattern,
  pin,
  host: null,
});
