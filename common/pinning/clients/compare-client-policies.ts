/**
 * What two clients' policies demand differently, per host and in sentences, found by asking both about hosts that stand
 * for all (`probeHosts`), now and after every day on which something ends. Not told apart: the millisecond in which a
 * day begins, the time zone a client counts its days in, and a dot at the end of a host name.
 */
import { startOfDay } from '../expiry.ts';
import type { ClientPolicy, PinGroup } from './client-policy.ts';
import { compileClientPolicy, readHost } from './compile-client-policy.ts';
import { demandsOf, notTaken, type Demand } from './demand.ts';
import { noPlaces, type PinPlaces } from './pin-places.ts';
import { probeHosts, type ProbeHost } from './probe-hosts.ts';

export interface Loss {
  /** `example.com`; `<any>.example.com` stands for every host one label below it that no rule names. */
  readonly host: string;
  readonly sentence: string;
  /** Something is let through that was blocked before. */
  readonly isWeaker: boolean;
}

const shownPins = 2;

const pinsOf = (alternatives: readonly (readonly PinGroup[])[]): readonly string[] =>
  [...new Set(alternatives.flatMap((groups) => groups.flatMap((group) => group.pins)))].sort();

const listPins = (alternatives: readonly (readonly PinGroup[])[]): string => {
  const pins = pinsOf(alternatives);
  const shown = pins.slice(0, shownPins).join(', ');
  return pins.length > shownPins ? `${shown} and ${pins.length - shownPins} more` : shown;
};

const places = { any: 'anywhere on the chain', leaf: 'as the leaf', ca: 'as an authority' } as const;

const placesOf = (demand: NonNullable<Demand>): string => {
  const words = demand.map((groups) => groups.map(({ position }) => places[position]).join(' and '));
  return [...new Set(words)].join(' or ');
};

const compareEnforced = (before: Demand, after: Demand): Omit<Loss, 'host'> | null => {
  if (before === null && after === null) return null;
  if (before === null) return { sentence: 'not pinned before, and pinned now', isWeaker: false };
  if (after === null) return { sentence: 'pinned before, and not any more', isWeaker: true };
  const gone = notTaken(before, after);
  const come = notTaken(after, before);
  if (gone.length === 0 && come.length === 0) return null;
  if (after.length === 0) {
    return { sentence: 'nothing is accepted any more: every connection is refused', isWeaker: false };
  }
  if (pinsOf(before).join() === pinsOf(after).join()) {
    const sentence = `takes its pins ${placesOf(after)} instead of ${placesOf(before)}`;
    return { sentence, isWeaker: come.length > 0 };
  }
  const parts = [
    come.length === 0 ? null : `also accepts ${listPins(come)}`,
    gone.length === 0 ? null : `no longer accepts ${listPins(gone)}`,
  ];
  return { sentence: parts.filter((part) => part !== null).join(', and '), isWeaker: come.length > 0 };
};

const compareReported = (before: Demand, after: Demand): Omit<Loss, 'host'> | null => {
  if (before === null && after === null) return null;
  if (before === null) return { sentence: 'mismatches are reported now, and were not', isWeaker: false };
  if (after === null) {
    return { sentence: 'mismatches were reported, and are not any more', isWeaker: false };
  }
  const isSame = notTaken(before, after).length === 0 && notTaken(after, before).length === 0;
  return isSame ? null : { sentence: 'mismatches with other pins are reported now', isWeaker: false };
};

/** Now, and just after each day on which a rule for the host ends. */
const momentsOf = (
  policies: readonly ClientPolicy[],
  host: string,
  at: number,
): readonly { readonly at: number; readonly words: string }[] => {
  const read = readHost(host);
  const days = new Set<string>();
  for (const policy of read === null ? [] : policies) {
    for (const { rule } of read === null ? [] : compileClientPolicy(policy).rulesFor(read)) {
      if (rule.expires !== null && (startOfDay(rule.expires) ?? 0) > at) days.add(rule.expires);
    }
  }
  const later = [...days]
    .sort()
    .map((day) => ({ at: (startOfDay(day) ?? 0) + 1, words: `From ${day} on: ` }));
  return [{ at, words: '' }, ...later];
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const compareAt = (
  before: ClientPolicy,
  after: ClientPolicy,
  { host, text }: ProbeHost,
  { at, places }: { readonly at: number; readonly places: PinPlaces },
): readonly Loss[] => {
  const losses: Loss[] = [];
  let earlier: readonly string[] = [];
  for (const moment of momentsOf([before, after], host, at)) {
    const [was, is] = [before, after].map((policy) => demandsOf(policy, host, moment.at, places));
    if (was === undefined || is === undefined) continue;
    const found = [
      compareEnforced(was.enforced, is.enforced),
      compareReported(was.reported, is.reported),
    ].filter((loss) => loss !== null);
    for (const { sentence, isWeaker } of found) {
      if (earlier.includes(sentence)) continue;
      const worded = moment.words === '' ? capital(sentence) : `${moment.words}${sentence}`;
      losses.push({ host: text, sentence: `${worded}.`, isWeaker });
    }
    earlier = found.map(({ sentence }) => sentence);
  }
  return losses;
};

/** Empty when both protect the same hosts in the same way from `at` (epoch milliseconds) on. */
export const compareClientPolicies = (
  before: ClientPolicy,
  after: ClientPolicy,
  at: number,
  places: PinPlaces = noPlaces,
): readonly Loss[] => {
  const losses = probeHosts([before, after]).flatMap((probe) =>
    compareAt(before, after, probe, { at, places }),
  );
  const [was, is] = [before.unpinnedHosts ?? 'allow', after.unpinnedHosts ?? 'allow'];
  if (was === is) return losses;
  const sentence = was === 'refuse' ? 'Refused before, and allowed now.' : 'Allowed before, and refused now.';
  return [...losses, { host: '<hosts without pins>', sentence, isWeaker: was === 'refuse' }];
};
