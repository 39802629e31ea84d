/**
 * Which pin set the form edits, so that it can be found again after a restart or a change from elsewhere: its place with its
 * pattern, in one text. A set that is no longer there is added anew.
 */
import type { DraftName } from '../../common/ipc/drafts.ts';
import type { Policy } from '../../common/pinning/policy.ts';

/** The fields of the form. */
export const pinSetFields = [
  'pin-set.pattern',
  'pin-set.mode',
  'pin-set.expires',
  'pin-set.pins',
  'pin-set.note',
] as const satisfies readonly DraftName[];

export const newSet = '';

export const nameEdited = (policy: Policy, index: number): string =>
  `${index} ${policy.pinSets[index]?.pattern ?? ''}`;

/** -1: a new set. Where the place is another one by now, the pattern has to be the only one of its kind. */
export const findEdited = ({ pinSets }: Policy, edited: string): number => {
  if (edited === newSet) return -1;
  const [, place, pattern] = /^(\d+) (.*)$/s.exec(edited) ?? [];
  const index = Number(place);
  if (pinSets[index]?.pattern === pattern) return index;
  const first = pinSets.findIndex((set) => set.pattern === pattern);
  return first === pinSets.findLastIndex((set) => set.pattern === pattern) ? first : -1;
};
