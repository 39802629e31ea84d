const dayMs = 86_400_000;

/** Whole days until an ISO time; negative once it has passed. */
export const daysUntil = (time: string, at: number): number => Math.floor((Date.parse(time) - at) / dayMs);

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;

/** `ends 2027-06-30, in 219 days`, `ended 2026-01-01, 327 days ago`, `begins 2027-01-01, in 38 days`. */
export const validityWords = (
  { notBefore, notAfter }: { readonly notBefore: string; readonly notAfter: string },
  at: number,
): string => {
  const end = notAfter.slice(0, 10);
  if (Date.parse(notAfter) < at) {
    const ago = Math.floor((at - Date.parse(notAfter)) / dayMs);
    return `ended ${end}, ${ago === 0 ? 'less than a day' : days(ago)} ago`;
  }
  if (Date.parse(notBefore) > at) {
    const begin = notBefore.slice(0, 10);
    return `begins ${begin}, in ${days(Math.ceil((Date.parse(notBefore) - at) / dayMs))}`;
  }
  const left = daysUntil(notAfter, at);
  return `ends ${end}, ${left > 0 ? `in ${days(left)}` : 'within a day'}`;
};
