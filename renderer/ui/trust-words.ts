import { formatDay } from './format-date.ts';

/** `until Pinspect quits`, `until the end of 2026-12-03`. `until` in epoch milliseconds. */
export const describeTrustEnd = (until: number | null): string => {
  if (until === null) return 'until Pinspect quits';
  // The first moment of the day after.
  const lastMoment = until - 1;
  const isEndOfDay = formatDay(until) !== formatDay(lastMoment);
  if (isEndOfDay) return `until the end of ${formatDay(lastMoment)}`;
  const date = new Date(until);
  const minutes = String(date.getMinutes()).padStart(2, '0');
  return `until ${formatDay(until)}, ${String(date.getHours()).padStart(2, '0')}:${minutes}`;
};
