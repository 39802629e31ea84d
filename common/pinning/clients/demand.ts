/**
 * What a client's policy demands of a host at a time, in a form that can be compared across clients: alternatives, of
 * which one must hold, each a list of groups that must all match. Pins that no certificate can have are left out. The
 * comparison never calls two demands equal that differ; of demands with several groups it may call equal ones changed.
 */
import { isDummyPin, parsePin } from '../pin.ts';
import type { ClientPolicy, PinGroup } from './client-policy.ts';
import { compileClientPolicy, readHost, type CompiledRule } from './compile-client-policy.ts';
import { noPlaces, placeOf, type PinPlaces } from './pin-places.ts';
import { rulesInForce } from './rules-in-force.ts';

/** Null: nothing is asked. No alternative: nothing can satisfy it. */
export type Demand = readonly (readonly PinGroup[])[] | null;

export interface Demands {
  readonly enforced: Demand;
  readonly reported: Demand;
}

/** False of a malformed pin and of a dummy: no key has them. */
export const canMatch = (pin: string): boolean => parsePin(pin).ok && !isDummyPin(pin);

/** The pins that can match there: an authority's key is no leaf's. */
const matchable = ({ position, pins }: PinGroup, { seen }: PinPlaces): PinGroup => ({
  position,
  pins: pins.filter((pin) => {
    const place = seen.get(pin);
    return canMatch(pin) && (position === 'any' || place === undefined || place === position);
  }),
});

/** A pin of which it is known whose key it is stands there alone, wherever it is looked for. */
const splitByPlace = (groups: readonly PinGroup[], places: PinPlaces): readonly (readonly PinGroup[])[] => {
  const [group, ...others] = groups;
  if (group?.position !== 'any' || others.length > 0) return [groups];
  const at = (position: PinGroup['position']): PinGroup => ({
    position,
    pins: group.pins.filter((pin) => (placeOf(places, pin) ?? 'any') === position),
  });
  return [at('leaf'), at('ca'), at('any')].filter(({ pins }) => pins.length > 0).map((alone) => [alone]);
};

/** Groups alone in their alternative are joined by position: one pin of either is enough. */
const demandOf = (rules: readonly CompiledRule[], places: PinPlaces): Demand => {
  if (rules.length === 0) return null;
  const alternatives = rules
    .map(({ rule }) => rule.groups.map((group) => matchable(group, places)))
    .filter((groups) => groups.every(({ pins }) => pins.length > 0))
    .flatMap((groups) => splitByPlace(groups, places));
  const alone = new Map<PinGroup['position'], Set<string>>();
  for (const [group, ...others] of alternatives) {
    if (group === undefined || others.length > 0) continue;
    const joined = alone.get(group.position) ?? new Set();
    for (const pin of group.pins) joined.add(pin);
    alone.set(group.position, joined);
  }
  return [
    ...[...alone].map(([position, pins]) => [{ position, pins: [...pins] }]),
    ...alternatives.filter(({ length }) => length > 1),
  ];
};

/** `host` as a URL has it; `at` in epoch milliseconds. */
export const demandsOf = (
  policy: ClientPolicy,
  host: string,
  at: number,
  places: PinPlaces = noPlaces,
): Demands => {
  const read = readHost(host);
  if (read === null) return { enforced: null, reported: null };
  const { enforced, reported } = rulesInForce(compileClientPolicy(policy), read, at);
  return { enforced: demandOf(enforced, places), reported: demandOf(reported, places) };
};

const isWithin = (inner: PinGroup, outer: PinGroup): boolean =>
  (outer.position === 'any' || outer.position === inner.position) &&
  inner.pins.every((pin) => outer.pins.includes(pin));

/** A single group asks for any one of its pins: each is an alternative of its own. */
const spread = (alternative: readonly PinGroup[]): readonly (readonly PinGroup[])[] => {
  const [group, ...others] = alternative;
  if (group === undefined || others.length > 0) return [alternative];
  return group.pins.map((pin) => [{ ...group, pins: [pin] }]);
};

/** The alternatives of `one` that `other` does not take: none, when whatever satisfies `one` satisfies `other`. */
export const notTaken = (
  one: NonNullable<Demand>,
  other: NonNullable<Demand>,
): readonly (readonly PinGroup[])[] =>
  one
    .flatMap(spread)
    .filter(
      (groups) =>
        !other.some((wanted) => wanted.every((outer) => groups.some((inner) => isWithin(inner, outer)))),
    );
