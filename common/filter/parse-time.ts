import type { FilterTime } from './filter.ts';

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `2h`, `30m`, `2026-05-01`, `2026-05-01T12:30`, `14:30` (today, in local time as a date is); null: none of these. */
export function parseTime(text: string, now: number): FilterTime | null {
  const ago = /^(\d{1,6})([smhdw])$/i.exec(text);
  if (ago !== null) return { kind: 'ago', ms: Number(ago[1]) * (unitMs[ago[2]?.toLowerCase() ?? ''] ?? 0) };
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (clock !== null) {
    const today = new Date(now);
    return { kind: 'at', ms: today.setHours(Number(clock[1]), Number(clock[2]), 0, 0) };
  }
  const day = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(Z)?)?$/i.exec(text);
  if (day === null) return null;
  const at = new Date(`${day[1]}-${day[2]}-${day[3]}T${day[4] ?? '00:00'}${day[5] ?? ''}`);
  // A 31st of February would roll over into March.
  const isReal = !Number.isNaN(at.getTime()) && (day[5] !== undefined || at.getDate() === Number(day[3]));
  return isReal ? { kind: 'at', ms: at.getTime() } : null;
}
