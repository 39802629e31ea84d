/** The part of time that is drawn, and where its marks stand: whole months, quarters or years, so that few enough fit. */
export interface TimeWindow {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

const dayMs = 86_400_000;
const yearMs = 365.25 * dayMs;
const shortest = 14 * dayMs;
const longest = 60 * yearMs;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const stepMonths = (span: number, most: number): number =>
  [1, 2, 3, 6, 12, 24, 60, 120].find((step) => span / ((step * yearMs) / 12) <= most) ?? 240;

/** At most `most` marks, each at the first of a month, UTC. */
export const ticksOf = ({ from, to }: TimeWindow, most: number): readonly Tick[] => {
  const step = stepMonths(to - from, most);
  const first = new Date(from);
  let month = first.getUTCFullYear() * 12 + first.getUTCMonth();
  month = Math.ceil(month / step) * step;
  const ticks: Tick[] = [];
  for (; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > to) return ticks;
    const year = String(Math.floor(month / 12));
    const name = months[month % 12] ?? '';
    if (at >= from)
      ticks.push({ at, label: step >= 12 ? year : month % 12 === 0 ? `${name} ${year}` : name });
  }
};

/** Nearer or farther around `centre`, which keeps its place. */
export const zoomed = ({ from, to }: TimeWindow, factor: number, centre: number): TimeWindow => {
  const span = Math.min(longest, Math.max(shortest, (to - from) * factor));
  const share = (centre - from) / (to - from);
  return { from: centre - span * share, to: centre + span * (1 - share) };
};

/** Earlier (negative) or later by a part of what is shown. */
export const moved = ({ from, to }: TimeWindow, part: number): TimeWindow => {
  const by = (to - from) * part;
  return { from: from + by, to: to + by };
};

export const presets = [
  { label: '3 months', days: 90 },
  { label: '1 year', days: 365 },
  { label: '5 years', days: 1_826 },
] as const;

/** So many days ahead, and a tenth of them back, so that today stands near the left edge. */
export const windowAhead = (days: number, at: number): TimeWindow => ({
  from: at - days * 0.1 * dayMs,
  to: at + days * dayMs,
});

/** All of the given moments, with some room at either side. */
export const windowOf = (moments: readonly number[], at: number): TimeWindow => {
  const all = [...moments, at];
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const room = Math.max((to - from) * 0.03, 7 * dayMs);
  return { from: from - room, to: Math.min(to + room, from + longest) };
};
