import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, type MouseEvent, type ReactElement } from 'react';
import type { HostGroup, ListEntry } from '../../common/connection-list.ts';
import { formatClock } from '../ui/format-date.ts';
import { verdicts, verdictWords } from '../ui/verdict-words.ts';
import type { PlacedColumn } from './column-layout.ts';
import type { TableProps } from './table-props.ts';
import classes from './connection-table.module.css';

interface ListRowProps {
  /** undefined: on its way; null: gone. */
  readonly entry: ListEntry | null | undefined;
  readonly number: number;
  /** From the top. */
  readonly index: number;
  readonly offsetPx: number;
  readonly columns: readonly PlacedColumn[];
  readonly template: string;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onReach: TableProps['onReach'];
  readonly onOpen: TableProps['onOpen'];
}

export const ListRow = memo((props: ListRowProps): ReactElement => {
  const { entry, number, index, offsetPx, columns, template, isActive, isSelected } = props;
  const common = {
    id: `entry-${number}`,
    role: 'row',
    'aria-rowindex': index + 2,
    'data-active': isActive || undefined,
    style: { transform: `translateY(${offsetPx}px)`, gridTemplateColumns: template },
  };
  if (entry?.kind === 'host') {
    return (
      <div
        {...common}
        className={`${classes.row ?? ''} ${classes.group ?? ''}`}
        aria-level={1}
        aria-expanded={entry.group.isExpanded}
        aria-selected={isActive}
        onClick={() => {
          props.onOpen(number, 'pointer');
        }}
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
  const onClick = (event: MouseEvent): void => {
    if (event.shiftKey) props.onReach(number, 'range');
    else if (event.ctrlKey || event.metaKey) props.onReach(number, 'toggle');
    else props.onOpen(number, 'pointer');
  };
  return (
    <div
      {...common}
      className={classes.row}
      aria-selected={isSelected}
      data-connection={row.id}
      data-verdict={row.verdict}
      data-action={row.action}
      onClick={onClick}
    >
      {columns.map(({ column }) => (
        <div key={column.name} role="gridcell" data-column={column.name}>
          {column.cell(row)}
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
