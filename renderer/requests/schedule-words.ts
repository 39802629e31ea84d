/** How often a schedule runs, and when next, in words. */
import type { CollectionRun } from '../../common/requests/collection-run.ts';
import { formatClock, formatDay } from '../ui/format-date.ts';

const hour = 60;

/** What can be chosen; another interval, from a file, is shown as it is. */
export const usualIntervals = [1, 5, 15, 30, hour, 6 * hour, 24 * hour] as const;

export const intervalWords = (minutes: number): string => {
  if (minutes % hour !== 0) return minutes === 1 ? 'minute' : `${minutes} minutes`;
  return minutes === hour ? 'hour' : `${minutes / hour} hours`;
};

/** `14:05:10`, with the day where it is not today's. */
export const momentWords = (at: number, now: number): string =>
  formatDay(at) === formatDay(now) ? formatClock(at) : `${formatDay(at)} ${formatClock(at)}`;

/** `1, next at 14:05:10`; null: nothing is scheduled. */
export const describeSchedules = (runs: readonly CollectionRun[], now: number): string | null => {
  const times = runs.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]));
  if (times.length === 0) return null;
  return `${times.length}, next at ${momentWords(Math.min(...times), now)}`;
};
