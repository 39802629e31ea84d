import { type Result, failure, success } from '../../../common/result.ts';

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `30d`, `12h`, `6w` as milliseconds; the error is the end of a sentence. */
export const parseDuration = (text: string): Result<number, string> => {
  const [, count = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (unitMs[unit] ?? Number.NaN);
  return Number.isFinite(milliseconds) && count !== '' && milliseconds > 0
    ? success(milliseconds)
    : failure(
        `“${text}” is no span of time. Write a number and a unit: 30d (days), 12h (hours) or 6w (weeks).`,
      );
};

/** `30 days`, `12 hours`. */
export const wordDuration = (milliseconds: number): string => {
  const isDays = milliseconds % 86_400_000 === 0;
  const count = milliseconds / (isDays ? 86_400_000 : 3_600_000);
  const unit = isDays ? 'day' : 'hour';
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};
