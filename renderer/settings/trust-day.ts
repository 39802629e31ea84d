/** The last day that a CA is trusted, as it is typed: ISO 8601, the same on every computer; today or one of the six days after it. */
import { startOfDay } from '../../common/pinning/expiry.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { formatDay, startOfToday } from '../ui/format-date.ts';

/** The end of today, and of the six days after it: never more than 7 days ahead. */
const mostDaysAhead = 6;

/** The day so many days after `now` (epoch milliseconds): `2026-12-03`. */
export const dayAfter = (now: number, days: number): string => {
  const date = new Date(startOfToday(now));
  date.setDate(date.getDate() + days);
  return formatDay(date.getTime());
};

/** Those that can be chosen, today first. */
export const trustDays = (now: number): readonly string[] =>
  Array.from({ length: mostDaysAhead + 1 }, (_, days) => dayAfter(now, days));

/** The midnight that follows the day, in epoch milliseconds. The error is a sentence. */
export const readTrustDay = (typed: string, now: number): Result<number, string> => {
  const text = typed.trim();
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return failure(`Write it as ${dayAfter(now, 1)}.`);
  if (startOfDay(text) === null) return failure(`There is no ${text}.`);
  const last = dayAfter(now, mostDaysAhead);
  if (text < dayAfter(now, 0) || text > last) return failure(`From today to ${last}: a week at most.`);
  const midnight = new Date(`${text}T00:00`);
  midnight.setDate(midnight.getDate() + 1);
  return success(midnight.getTime());
};

/** `today`, `tomorrow`, `Thursday` */
export const wordDay = (day: string, now: number): string => {
  if (day === dayAfter(now, 0)) return 'today';
  if (day === dayAfter(now, 1)) return 'tomorrow';
  return new Date(`${day}T12:00`).toLocaleDateString('en', { weekday: 'long' });
};
