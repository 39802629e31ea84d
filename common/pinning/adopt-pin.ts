/** What "Pin this" does to a policy: it puts the pin where the host is pinned already, in place of dummies, and drops no real pin. */
import { canonicalHost, matchesHost, parseHostPattern } from './host-pattern.ts';
import { isDummyPin } from './pin.ts';
import type { PinSet, Policy } from './policy.ts';

const specificity = { exact: 2, 'one-label': 1, 'any-depth': 0 } as const;

/** The set that speaks for the host most closely, among those that are enforced or reported; -1: none. */
const closestSet = (policy: Policy, host: string): number => {
  let best = -1;
  let bestRank = -1;
  for (const [index, set] of policy.pinSets.entries()) {
    const pattern = parseHostPattern(set.pattern);
    if (!pattern.ok || set.mode === 'off' || !matchesHost(pattern.value, host)) continue;
    const rank = specificity[pattern.value.kind] * 1_000 + pattern.value.host.length;
    if (rank > bestRank) [best, bestRank] = [index, rank];
  }
  return best;
};

const newSet = (host: string, pin: string): PinSet => ({
  pattern: host,
  mode: 'enforce',
  expires: null,
  pins: [pin],
  note: null,
});

/** `pin` is canonical text; `host` as a connection names it. */
export const adoptPin = (policy: Policy, host: string, pin: string): Policy => {
  const canonical = canonicalHost(host);
  const name = canonical.ok ? canonical.value : host;
  const index = closestSet(policy, name);
  const set = policy.pinSets[index];
  if (set === undefined) return { ...policy, pinSets: [...policy.pinSets, newSet(name, pin)] };
  const pins = [...set.pins.filter((other) => !isDummyPin(other) && other !== pin), pin];
  return { ...policy, pinSets: policy.pinSets.with(index, { ...set, pins }) };
};

/** A pin that no key has: the request fails, and the failure shows the real ones. */
export const dummyPin = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

/** The first step of the classic walk. */
export const addDummyPin = (policy: Policy, host: string): Policy => adoptPin(policy, host, dummyPin);
