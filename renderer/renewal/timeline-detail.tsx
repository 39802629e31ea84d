import type { ReactElement } from 'react';
import { commonNameOf } from '../../common/pinning/common-name.ts';
import { endingInWords } from '../../common/pinning/days.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import classes from './timeline.module.css';
import type { TimelineRow } from './timeline-rows.ts';

const iso = (at: number): string => new Date(at).toISOString();

const titleOf = (row: TimelineRow): string => {
  switch (row.kind) {
    case 'pin-set':
      return `Pin set ${row.name}`;
    case 'unseen-pin':
      return 'A pin on no certificate seen';
    case 'next':
    case 'certificate':
      return `${row.place ?? ''} ${commonNameOf(row.name)}`.trim();
  }
};

const hangs = (row: TimelineRow): string => {
  if (row.kind === 'pin-set') return 'From that day on, 00:00 UTC, its hosts are not pinned by it.';
  if (row.hanging.length === 0) return 'No pin hangs on its key: it can be replaced freely.';
  const sets = row.hanging.map(({ pattern, mode }) =>
    mode === 'enforce' ? pattern : `${pattern} (${mode})`,
  );
  return row.kind === 'unseen-pin'
    ? `Held by ${sets.join(', ')}: a backup, or a mistake.`
    : `Its key is pinned by ${sets.join(', ')}: when the key goes, this pin goes with it.`;
};

/** What there is to know of the line that was chosen. */
export const TimelineDetail = ({
  row,
  now,
}: {
  readonly row: TimelineRow | null;
  readonly now: number;
}): ReactElement =>
  row === null ? (
    <p className={classes.hint}>
      Choose a line for what hangs on it. Arrow keys move, + and − zoom, Ctrl with the wheel too.
    </p>
  ) : (
    <div className={classes.detail} role="status" aria-label="Chosen in the timeline">
      <p className={classes.detailTitle}>{titleOf(row)}</p>
      <p>
        {row.startAt !== null && `From ${iso(row.startAt).slice(0, 10)}; `}
        {row.endAt !== null && `${endingInWords(iso(row.endAt), now)}. `}
        {row.key !== null && `${row.key}. `}
        {row.hosts.length > 0 &&
          `Shown by ${row.hosts.slice(0, 6).join(', ')}${row.hosts.length > 6 ? ` and ${row.hosts.length - 6} more` : ''}.`}
      </p>
      <p>{hangs(row)}</p>
      {row.pin !== null && (
        <p className={classes.detailPin}>
          <code>{row.pin}</code> <CopyButton text={row.pin} what={`pin of ${row.name}`} />
        </p>
      )}
    </div>
  );
