const dayMs = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:03:59` in the person's own time zone. */
export const formatClock = (at: number): string => {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

/** The day as `2026-10-02`, in the person's own time zone. */
export const formatDay = (at: number): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Epoch milliseconds of the last midnight, in the person's own time zone. */
export const startOfToday = (now: number): number => new Date(now).setHours(0, 0, 0, 0);

/** `2026-10-02 12:00 UTC` from ISO 8601. */
export const formatUtc = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

export type ValidityTone = 'good' | 'warn' | 'bad';

/** Whole days are rounded down: `0 days left` is the last day. Warns from 30 days on, as `--fail-before 30d` would. */
export const describeValidity = (
  notBefore: string,
  notAfter: string,
  now: number,
): { readonly text: string; readonly tone: ValidityTone } => {
  const start = Date.parse(notBefore);
  const end = Date.parse(notAfter);
  if (now < start) {
    const days = Math.ceil((start - now) / dayMs);
    return { text: `not valid for another ${days === 1 ? '1 day' : `${days} days`}`, tone: 'bad' };
  }
  if (now > end) {
    const days = Math.floor((now - end) / dayMs);
    if (days === 0) return { text: 'expired today', tone: 'bad' };
    return { text: `expired ${days === 1 ? '1 day' : `${days} days`} ago`, tone: 'bad' };
  }
  const days = Math.floor((end - now) / dayMs);
  return {
    text: days === 1 ? '1 day left' : `${days.toLocaleString('en')} days left`,
    tone: days < 30 ? 'warn' : 'good',
  };
};
