/** Rows under headings, in their order, and where each is drawn. */
import type { TimelineRow } from './timeline-rows.ts';

export interface TimelineGroup {
  readonly title: string;
  readonly rows: readonly TimelineRow[];
}

const titleOf = ({ kind, interceptor, isInUse, isTrusted }: TimelineRow): string => {
  switch (kind) {
    case 'next':
      return 'To come';
    case 'pin-set':
      return 'Pin sets that end';
    case 'unseen-pin':
      return 'Pins on no certificate seen';
    case 'certificate':
      if (interceptor !== null) return `Made by ${interceptor}`;
      if (!isTrusted) return 'Shown, but nobody vouches for them';
      return isInUse ? 'In use' : 'No longer shown';
  }
};

export const groupRows = (rows: readonly TimelineRow[]): readonly TimelineGroup[] => {
  const groups = new Map<string, TimelineRow[]>();
  for (const row of rows) {
    const title = titleOf(row);
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [row]);
    else group.push(row);
  }
  return [...groups].map(([title, members]) => ({ title, rows: members }));
};

export interface PlacedGroup extends TimelineGroup {
  /** Of its heading, from the top of the picture; its rows follow. Pixels. */
  readonly top: number;
}

const bottomRoom = 6;

/** One under the other, below the axis. */
export const placeGroups = (
  groups: readonly TimelineGroup[],
  axisHeight: number,
  rowHeight: number,
): { readonly placed: readonly PlacedGroup[]; readonly height: number } => {
  let height = axisHeight;
  const placed: PlacedGroup[] = [];
  for (const group of groups) {
    placed.push({ ...group, top: height });
    height += rowHeight * (group.rows.length + 1);
  }
  return { placed, height: height + bottomRoom };
};

/** Do they share a pin set? Then what happens to one matters to the other. */
export const areRelated = (one: TimelineRow, other: TimelineRow): boolean =>
  one.hanging.some(({ setIndex }) => other.hanging.some((set) => set.setIndex === setIndex));
