import { type Result, failure, success } from '../../common/result.ts';
import { startOfDay } from '../../common/pinning/expiry.ts';

const isoTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * ISO 8601 as epoch milliseconds: a day (00:00 UTC), or a time with its zone. A day that does not exist is refused, and a
 * time without a zone, which would mean another moment on every machine. The error is a sentence.
 */
export const parseTime = (text: string): Result<number, string> => {
  const day = startOfDay(text);
  if (day !== null) return success(day);
  const refused = failure(
    `“${text.slice(0, 60)}” is no time. Write a day (2027-06-30) or a time with its zone (2027-06-30T12:00:00Z).`,
  );
  const match = isoTime.exec(text);
  const [, date = '', hours = '', minutes = '', seconds = '00', fraction = '0', zone = ''] = match ?? [];
  if (startOfDay(date) === null) return refused;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const at = Date.parse(`${date}T${hours}:${minutes}:${seconds}.${milliseconds}${offset}`);
  return Number.isNaN(at) ? refused : success(at);
};
