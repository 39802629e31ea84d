import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { memo, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import type { RowOrder } from '../../common/connection-list.ts';
import { changeWindowSettings } from '../window-settings.ts';
import { narrowest, resizeColumn, type PlacedColumn } from './column-layout.ts';
import classes from './connection-table.module.css';
import type { ListState } from './list-model.ts';

const step = 16;

/** Headings: pressed, they order the list; their right edge, dragged or moved by arrow keys, makes the column wider. */
export const TableHead = memo(
  ({
    columns,
    order,
    onOrder,
  }: {
    readonly columns: readonly PlacedColumn[];
    readonly order: ListState['order'];
    readonly onOrder: (by: RowOrder) => void;
  }): ReactElement => (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.header}>
        {columns.map(({ column }) => {
          const { name, heading, hint, order: by } = column;
          const isOrdered = by !== undefined && order.by === by;
          return (
            <div
              key={name}
              role="columnheader"
              data-column={name}
              aria-label={heading}
              aria-sort={isOrdered ? (order.isDescending ? 'descending' : 'ascending') : undefined}
            >
              {by === undefined ? (
                <span title={hint}>{heading}</span>
              ) : (
                <button
                  type="button"
                  className={classes.heading}
                  title={`${hint}. Press to order by it.`}
                  onClick={() => {
                    onOrder(by);
                  }}
                >
                  <span>{heading}</span>
                  {isOrdered &&
                    (order.isDescending ? (
                      <IconChevronDown size={12} aria-hidden />
                    ) : (
                      <IconChevronUp size={12} aria-hidden />
                    ))}
                </button>
              )}
              <ResizeEdge columns={columns} name={name} heading={heading} />
            </div>
          );
        })}
      </div>
    </div>
  ),
);
TableHead.displayName = 'TableHead';

const ResizeEdge = ({
  columns,
  name,
  heading,
}: {
  readonly columns: readonly PlacedColumn[];
  readonly name: string;
  readonly heading: string;
}): ReactElement => {
  const resize = (width: number): void => {
    changeWindowSettings({ columns: resizeColumn(columns, name, width) });
  };
  const widthOf = (edge: HTMLElement): number =>
    edge.parentElement?.getBoundingClientRect().width ?? narrowest;
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const edge = event.currentTarget;
    if (!edge.hasPointerCapture(event.pointerId)) return;
    resize(event.clientX - (edge.parentElement?.getBoundingClientRect().left ?? 0));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = { ArrowLeft: -step, ArrowRight: step }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    resize(widthOf(event.currentTarget) + by);
  };
  const placed = columns.find(({ column }) => column.name === name);
  return (
    <div
      className={classes.edge}
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${heading}`}
      aria-valuenow={placed?.width ?? placed?.column.width ?? 200}
      aria-valuemin={narrowest}
      aria-valuemax={1_200}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
};
