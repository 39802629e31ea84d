/**
 * What "Pin this" does to a policy: the pin goes to the set that decides about the host, so that the next request
 * passes: an enforced one before a reported one, the exact pattern before a wildcard, the longer name before the
 * shorter. It takes the place of dummy pins there and of no real one. A host without a set in force gets a new one:
 * a pin added to a set that is off or expired would change nothing.
 */
import { expiryOf } from './expiry.ts';
import { canonicalHost, matchesHost, parseHostPattern } from './host-pattern.ts';
import { isDummyPin } from './pin.ts';
import type { PinSet, Policy } from './policy.ts';
import type { Mode } from './verdict.ts';

const specificity = { exact: 2, 'one-label': 1, 'any-depth': 0 } as const;
const strictness = { enforce: 1, 'report-only': 0 } as const;

/** Longer than any host, so that a longer name never outweighs the kind of the pattern. */
const longerThanAnyHost = 1_000;

const rankOf = (pinSet: PinSet, host: string, modes: readonly Mode[], at: number): number | null => {
  const expiry = expiryOf(pinSet);
  if (pinSet.mode === 'off' || !modes.includes(pinSet.mode) || (expiry !== null && at >= expiry)) return null;
  const pattern = parseHostPattern(pinSet.pattern);
  if (!pattern.ok || !matchesHost(pattern.value, host)) return null;
  const { kind, host: name } = pattern.value;
  return (strictness[pinSet.mode] * 3 + specificity[kind]) * longerThanAnyHost + name.length;
};

/** Index of the set; -1: none. Of equals the first. */
const decidingSet = (policy: Policy, host: string, modes: readonly Mode[], at: number): number => {
  let best = -1;
  let bestRank = -1;
  for (const [index, pinSet] of policy.pinSets.entries()) {
    const rank = rankOf(pinSet, host, modes, at);
    if (rank !== null && rank > bestRank) [best, bestRank] = [index, rank];
  }
  return best;
};

const withPin = (pins: readonly string[], pin: string): readonly string[] => {
  const real = pins.filter((other) => !isDummyPin(other));
  return real.includes(pin) ? real : [...real, pin];
};

const addPin = (policy: Policy, host: string, pin: string, modes: readonly Mode[], at: number): Policy => {
  const canonical = canonicalHost(host);
  const name = canonical.ok ? canonical.value : host;
  const index = decidingSet(policy, name, modes, at);
  const pinSet = policy.pinSets[index];
  if (pinSet === undefined) {
    const added: PinSet = { pattern: name, mode: 'enforce', expires: null, pins: [pin], note: null };
    return { ...policy, pinSets: [...policy.pinSets, added] };
  }
  const changed = { ...pinSet, pins: withPin(pinSet.pins, pin) };
  return { ...policy, pinSets: policy.pinSets.with(index, changed) };
};

/** `pin` is canonical text; `host` as a connection names it; `at` in epoch milliseconds. */
export const adoptPin = (policy: Policy, host: string, pin: string, at: number): Policy =>
  addPin(policy, host, pin, ['enforce', 'report-only'], at);

/** A pin that no key has: the request fails, and the failure shows the real ones. */
export const dummyPin = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

/** The first step of the classic walk. Enforced, also where the host is only reported; `at` in epoch milliseconds. */
export const addDummyPin = (policy: Policy, host: string, at: number): Policy =>
  addPin(policy, host, dummyPin, ['enforce'], at);
