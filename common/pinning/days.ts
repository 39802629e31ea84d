/** Spans of days in words. Whole days are rounded down: `0 days` is the last day. */
const dayMs = 86_400_000;

/** From this many days on an end is soon: as `--fail-before 30d` and the window's own mark. */
export const soonDays = 30;

export const countDays = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

/** Whole days from `at` (epoch ms) to an ISO 8601 moment; negative when it is past. */
export const daysUntil = (iso: string, at: number): number => Math.floor((Date.parse(iso) - at) / dayMs);

/** From two years on in years: nobody counts 3,649 days. */
const spanInWords = (days: number): string =>
  days < 731 ? countDays(days) : `${Math.floor(days / 365.25)} years`;

/** `ends in 30 days (2026-12-24)`, `ends in 9 years (2036-11-21)`, `ended 2 days ago (2026-11-23)`. */
export const endingInWords = (iso: string, at: number): string => {
  const days = daysUntil(iso, at);
  const date = iso.slice(0, 10);
  return days < 0 ? `ended ${spanInWords(-days)} ago (${date})` : `ends in ${spanInWords(days)} (${date})`;
};
