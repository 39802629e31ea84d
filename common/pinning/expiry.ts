/**
 * When a pin set ends: `expires` is a calendar day, and from its 00:00 UTC on the set is not enforced. A day that does
 * not exist is refused, because `Date` would move it to another.
 */
import type { PinSet, Policy } from './policy.ts';

/** Epoch milliseconds of 00:00 UTC; null when the text is not a day of the calendar, written `2027-06-30`. */
export const startOfDay = (text: string): number | null => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : null;
};

/** Epoch milliseconds from which on the set is not enforced; null: it never ends. */
export const expiryOf = (pinSet: PinSet): number | null =>
  pinSet.expires === null ? null : startOfDay(pinSet.expires);

/** Neither off nor ended; a report-only set is. */
export const isInForce = (pinSet: PinSet, at: number): boolean => {
  const expiry = expiryOf(pinSet);
  return pinSet.mode !== 'off' && (expiry === null || at < expiry);
};

/** Epoch milliseconds at which the next set in force ends: an epoch of the network begins then. Null: none does. */
export const nextExpiry = (policy: Policy, at: number): number | null => {
  let next: number | null = null;
  for (const pinSet of policy.pinSets) {
    const expiry = pinSet.mode === 'off' ? null : expiryOf(pinSet);
    if (expiry !== null && expiry > at && (next === null || expiry < next)) next = expiry;
  }
  return next;
};
