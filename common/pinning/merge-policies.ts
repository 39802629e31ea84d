/**
 * Two policies as one: sets with the same pattern, mode and end are joined, in the place of the first; the others are
 * added behind. Joined sets accept more, as everywhere that sets for one host count together: `describePolicyChange`
 * names what is let through that was blocked before.
 */
import { parseHostPattern } from './host-pattern.ts';
import type { PinSet, Policy } from './policy.ts';

const keyOf = ({ pattern, mode, expires }: PinSet): string => {
  const parsed = parseHostPattern(pattern);
  const name = parsed.ok ? `${parsed.value.kind} ${parsed.value.host}` : pattern;
  return `${name} ${mode} ${expires ?? ''}`;
};

/** What happens to hosts without pins stays as it is in `present`. */
export const mergePolicies = (present: Policy, added: Policy): Policy => {
  const pinSets = [...present.pinSets];
  const places = new Map<string, number>();
  for (const [index, set] of pinSets.entries()) if (!places.has(keyOf(set))) places.set(keyOf(set), index);
  for (const set of added.pinSets) {
    const place = places.get(keyOf(set));
    const earlier = place === undefined ? undefined : pinSets[place];
    if (place === undefined || earlier === undefined) {
      places.set(keyOf(set), pinSets.length);
      pinSets.push(set);
    } else {
      pinSets[place] = { ...earlier, pins: [...new Set([...earlier.pins, ...set.pins])] };
    }
  }
  return { ...present, pinSets };
};
