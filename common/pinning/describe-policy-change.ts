/**
 * What a change of policy does, in sentences, and which of them let a connection through that was blocked before. More
 * than less pins can do that: one more key is accepted, sets for the same host are joined, and where unpinned hosts are
 * refused, a set opens its hosts. A set is the same one before and after when its pattern is; of several with one
 * pattern, the first is the first. In doubt a change counts as weaker. The clock counts only in the sentences.
 */
import { isInForce } from './expiry.ts';
import { parseHostPattern, type HostPattern } from './host-pattern.ts';
import { OverlapIndex } from './patterns-overlap.ts';
import type { PinSet, Policy } from './policy.ts';
import type { Mode } from './verdict.ts';

export interface PolicyChange {
  /** Lets more through than before, for some host. */
  readonly isWeaker: boolean;
  readonly text: string;
}

interface PlacedSet {
  readonly pinSet: PinSet;
  readonly pattern: HostPattern;
}

interface Side {
  readonly isRefusing: boolean;
  /** Each set under its pattern and its number among those with the same one. */
  readonly sets: ReadonlyMap<string, PlacedSet>;
  readonly byMode: (mode: Mode) => OverlapIndex<PlacedSet>;
}

const sideOf = ({ unpinnedHosts, pinSets }: Policy): Side => {
  const sets = new Map<string, PlacedSet>();
  const counts = new Map<string, number>();
  for (const pinSet of pinSets) {
    const pattern = parseHostPattern(pinSet.pattern);
    if (!pattern.ok) throw new Error(`A policy that was not parsed: ${pinSet.pattern}: ${pattern.error}`);
    const name = `${pattern.value.kind} ${pattern.value.host}`;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    sets.set(`${name} ${count}`, { pinSet, pattern: pattern.value });
  }
  const indexes = new Map<Mode, OverlapIndex<PlacedSet>>();
  const byMode = (mode: Mode): OverlapIndex<PlacedSet> => {
    const index =
      indexes.get(mode) ?? new OverlapIndex([...sets.values()].filter((set) => set.pinSet.mode === mode));
    indexes.set(mode, index);
    return index;
  };
  return { isRefusing: unpinnedHosts === 'refuse', sets, byMode };
};

/** Has a pin that the other has not. */
const differs = ({ pins }: PinSet, other: PinSet): boolean => pins.some((pin) => !other.pins.includes(pin));

/** Joins its pins to those of another set, for the hosts of both. */
const widens = ({ pinSet, pattern }: PlacedSet, before: Side): boolean =>
  pinSet.mode === 'enforce' &&
  before.byMode('enforce').some(pattern, (other) => differs(pinSet, other.pinSet));

/** Coming into force lets something through. */
const opensByComing = (set: PlacedSet, before: Side): boolean =>
  set.pinSet.mode !== 'off' && (before.isRefusing || widens(set, before));

/** Going out of force lets something through: its hosts become unpinned, or only reported. */
const opensByGoing = ({ pinSet, pattern }: PlacedSet, after: Side): boolean =>
  pinSet.mode === 'enforce' && (!after.isRefusing || after.byMode('report-only').some(pattern, () => true));

/** What stands of the other sets that it widens: they apply with it, or it takes their place. */
const besideOthers = (set: PlacedSet, before: Side, after: Side): string => {
  if (!widens(set, before)) return '';
  const isJoined = after
    .byMode('enforce')
    .some(set.pattern, ({ pinSet }) => pinSet !== set.pinSet && differs(set.pinSet, pinSet));
  return isJoined
    ? ', joined to those of another set for some of its hosts'
    : ', in place of those of another set for some of its hosts';
};

/** ` and is not in force: …`, of a set that has ended by then. */
const afterItsEnd = (after: Side): string =>
  ` and is not in force: its hosts are ${
    after.isRefusing ? 'refused' : 'let through unpinned'
  }, unless another set is for them`;

const added = (set: PlacedSet, before: Side, after: Side, at: number): PolicyChange => {
  const { pattern, mode, pins, expires } = set.pinSet;
  const text = `${pattern} was added with ${pins.length} ${pins.length === 1 ? 'pin' : 'pins'}`;
  const isWeaker = opensByComing(set, before);
  if (mode !== 'off' && !isInForce(set.pinSet, at))
    return { isWeaker, text: `${text}, but it ended on ${expires ?? ''}${afterItsEnd(after)}.` };
  const inMode = mode === 'enforce' ? '' : ` (${mode})`;
  const opened = mode !== 'off' && before.isRefusing ? '; its hosts were refused' : '';
  return { isWeaker, text: `${text}${inMode}${besideOthers(set, before, after)}${opened}.` };
};

const removed = (set: PlacedSet, after: Side): PolicyChange => ({
  isWeaker: opensByGoing(set, after),
  text: `${set.pinSet.pattern} was removed.`,
});

const modeChange = (from: PlacedSet, to: PlacedSet, before: Side, after: Side): PolicyChange | null => {
  const [was, is] = [from.pinSet.mode, to.pinSet.mode];
  if (was === is) return null;
  const text = `${to.pinSet.pattern} went from ${was} to ${is}.`;
  if (was === 'off') return { isWeaker: opensByComing(to, before), text };
  if (is === 'enforce') return { isWeaker: widens(to, before), text };
  return { isWeaker: opensByGoing(from, after), text };
};

/** Expiry days compare as text; a set that never ends stands after all. */
const endOf = ({ pinSet }: PlacedSet): string => pinSet.expires ?? '9999-99-99';

const expiryChange = (
  from: PlacedSet,
  to: PlacedSet,
  { before, after, at }: { readonly before: Side; readonly after: Side; readonly at: number },
): PolicyChange | null => {
  if (endOf(from) === endOf(to)) return null;
  const { pattern, expires } = to.pinSet;
  const hasEnded = to.pinSet.mode !== 'off' && !isInForce(to.pinSet, at);
  const text =
    expires === null
      ? `${pattern} no longer ends.`
      : hasEnded
        ? `${pattern} ended on ${expires}${afterItsEnd(after)}.`
        : `${pattern} ends on ${expires}.`;
  const isSooner = endOf(to) < endOf(from);
  return { isWeaker: isSooner ? opensByGoing(from, after) : opensByComing(to, before), text };
};

const pinChanges = ({ pinSet: from }: PlacedSet, { pinSet: to }: PlacedSet): readonly PolicyChange[] => {
  const came = to.pins.filter((pin) => !from.pins.includes(pin));
  const went = from.pins.filter((pin) => !to.pins.includes(pin));
  return [
    ...came.map((pin) => ({ isWeaker: to.mode === 'enforce', text: `${to.pattern} also takes ${pin}.` })),
    ...went.map((pin) => ({ isWeaker: false, text: `${to.pattern} no longer takes ${pin}.` })),
  ];
};

/**
 * Empty when nothing that decides was changed: notes, order and `x-…` keys do not. Throws on an unparsed policy. `at` in
 * epoch milliseconds.
 */
export const describePolicyChange = (before: Policy, after: Policy, at: number): readonly PolicyChange[] => {
  const [was, is] = [sideOf(before), sideOf(after)];
  const changes: (PolicyChange | null)[] = [];
  if (was.isRefusing !== is.isRefusing) {
    const text = `Hosts without pins are ${is.isRefusing ? 'refused' : 'allowed'}.`;
    changes.push({ isWeaker: was.isRefusing, text });
  }
  for (const [key, set] of was.sets) if (!is.sets.has(key)) changes.push(removed(set, is));
  for (const [key, to] of is.sets) {
    const from = was.sets.get(key);
    if (from === undefined) changes.push(added(to, was, is, at));
    else
      changes.push(
        modeChange(from, to, was, is),
        expiryChange(from, to, { before: was, after: is, at }),
        ...pinChanges(from, to),
      );
  }
  return changes.filter((change) => change !== null);
};
