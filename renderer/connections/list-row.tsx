import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import type { HostGroup, ListEntry } from '../../common/connection-list.ts';
import { interceptorReach } from '../../common/interceptor-reach.ts';
import { formatClock } from '../ui/format-date.ts';
import { verdicts, verdictWords } from '../ui/verdict-words.ts';
import { isCut, type PlacedColumn } from './column-layout.ts';
import classes from './connection-table.module.css';

interface ListRowProps {
  /** undefined: on its way; null: gone. */
  readonly entry: ListEntry | null | undefined;
  readonly number: number;
  /** From the top. */
  readonly index: number;
  /** Among the rows drawn. */
  readonly topPx: number;
  readonly columns: readonly PlacedColumn[];
  readonly isActive: boolean;
  readonly isSelected: boolean;
}

const idPrefix = 'entry-';

export const idOfRow = (number: number): string => `${idPrefix}${number}`;

/** What an entry's row is made of beside its texts: rows of one look differ in nothing else. */
export const lookOfEntry = (entry: ListEntry | null | undefined): string =>
  entry?.kind === 'connection'
    ? `${entry.row.verdict} ${entry.row.action} ${interceptorReach(entry.row, null)}`
    : (entry?.kind ?? 'missing');

/** The number of the entry whose row an event hit; null: none. */
export const numberOfRow = (target: EventTarget): number | null => {
  const row = target instanceof Element ? target.closest(`[id^='${idPrefix}']`) : null;
  return row === null ? null : Number(row.id.slice(idPrefix.length));
};

export const ListRow = memo((props: ListRowProps): ReactElement => {
  const { entry, number, index, topPx, columns, isActive, isSelected } = props;
  const common = {
    id: idOfRow(number),
    role: 'row',
    'aria-rowindex': index + 2,
    'data-active': isActive || undefined,
    style: { transform: `translateY(${topPx}px)` },
  };
  if (entry?.kind === 'host') {
    return (
      <div
        {...common}
        className={`${classes.row ?? ''} ${classes.group ?? ''}`}
        aria-level={1}
        aria-expanded={entry.group.isExpanded}
        aria-selected={isActive}
      >
        <GroupCell group={entry.group} span={columns.length} />
      </div>
    );
  }
  if (entry === undefined || entry === null) {
    return (
      <div {...common} className={classes.row} aria-busy={entry === undefined} data-missing>
        <div role="gridcell" className={classes.missing} aria-colspan={columns.length}>
          {entry === null ? 'No longer in the journal' : ''}
        </div>
      </div>
    );
  }
  const { row } = entry;
  return (
    <div
      {...common}
      className={classes.row}
      aria-selected={isSelected}
      data-connection={row.id}
      data-verdict={row.verdict}
      data-action={row.action}
    >
      {columns.map((placed) => (
        <div
          key={placed.column.name}
          role="gridcell"
          data-column={placed.column.name}
          className={isCut(placed) ? classes.cut : undefined}
        >
          {placed.column.cell(row)}
        </div>
      ))}
    </div>
  );
});
ListRow.displayName = 'ListRow';

const GroupCell = ({ group, span }: { readonly group: HostGroup; readonly span: number }): ReactElement => {
  const Chevron = group.isExpanded ? IconChevronDown : IconChevronRight;
  return (
    <div role="gridcell" aria-colspan={span} className={classes.groupCell}>
      <Chevron size={14} aria-hidden />
      <strong className={classes.ellipsis}>{group.host}</strong>
      <span className={classes.faint}>
        {group.count.toLocaleString('en')} {group.count === 1 ? 'connection' : 'connections'}
      </span>
      <span className={classes.groupVerdicts}>
        {verdicts
          .filter((verdict) => (group.verdicts[verdict] ?? 0) > 0)
          .map((verdict) => {
            const { word, tone, icon: VerdictIcon } = verdictWords[verdict];
            return (
              <span key={verdict} className={classes.groupVerdict} data-tone={tone}>
                <VerdictIcon size={13} aria-hidden />
                {(group.verdicts[verdict] ?? 0).toLocaleString('en')} {word.toLowerCase()}
              </span>
            );
          })}
      </span>
      <span className={classes.faint}>{formatClock(group.latestAt)}</span>
    </div>
  );
};
