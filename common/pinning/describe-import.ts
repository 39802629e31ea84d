/** What came of an import, or would: that it stands in the policy does not mean that it protects. */
import { expiryOf, isInForce } from './expiry.ts';
import type { PinSet } from './policy.ts';

const setsOf = (count: number): string => `${count.toLocaleString('en')} pin ${count === 1 ? 'set' : 'sets'}`;

/** Null: all are in force. */
export const describeIdleSets = (pinSets: readonly PinSet[], at: number): string | null => {
  const idle = pinSets.filter((set) => !isInForce(set, at));
  const [first] = idle;
  if (first === undefined) return null;
  const ended = idle.filter((set) => {
    const expiry = expiryOf(set);
    return expiry !== null && at >= expiry;
  });
  const days = [...new Set(ended.map(({ expires }) => expires ?? ''))].sort();
  const why =
    ended.length < idle.length
      ? 'off or ended'
      : `ended on ${days.length === 1 ? (days[0] ?? '') : `${days[0] ?? ''} to ${days.at(-1) ?? ''}`}`;
  const which = idle.length === 1 ? `The pin set for ${first.pattern} is` : `${setsOf(idle.length)} are`;
  return `${which} not in force (${why}): the hosts are not pinned by ${idle.length === 1 ? 'it' : 'them'}.`;
};

/** `Imported 1 pin set: in force now.` */
export const describeImport = (pinSets: readonly PinSet[], at: number): string => {
  const idle = describeIdleSets(pinSets, at);
  const imported = `Imported ${setsOf(pinSets.length)}`;
  return idle === null ? `${imported}: in force now.` : `${imported}. ${idle}`;
};
