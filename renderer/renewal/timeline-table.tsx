import type { ReactElement } from 'react';
import { endingInWords } from '../../common/pinning/days.ts';
import { groupRows } from './timeline-groups.ts';
import classes from './timeline.module.css';
import type { TimelineRow } from './timeline-rows.ts';

const dayOf = (at: number | null): string => (at === null ? '–' : new Date(at).toISOString().slice(0, 10));

/** The same as the picture, to be read. */
export const TimelineTable = ({
  rows,
  now,
}: {
  readonly rows: readonly TimelineRow[];
  readonly now: number;
}): ReactElement => (
  <table className={classes.table} aria-label="Certificates and pin sets by when they end">
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Shown by</th>
        <th scope="col">From</th>
        <th scope="col">Until</th>
        <th scope="col">Pinned by</th>
      </tr>
    </thead>
    {groupRows(rows).map(({ title, rows: members }) => (
      <tbody key={title}>
        <tr>
          <th scope="rowgroup" colSpan={5} className={classes.tableGroup}>
            {title}
          </th>
        </tr>
        {members.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              {row.place !== null && <span className={classes.place}>{row.place} </span>}
              {row.name}
            </th>
            <td>{row.hosts.join(', ') || '–'}</td>
            <td className={classes.when}>{dayOf(row.startAt)}</td>
            <td className={classes.when}>
              {row.endAt === null ? '–' : endingInWords(new Date(row.endAt).toISOString(), now)}
            </td>
            <td>{row.hanging.map(({ pattern }) => pattern).join(', ') || '–'}</td>
          </tr>
        ))}
      </tbody>
    ))}
  </table>
);
