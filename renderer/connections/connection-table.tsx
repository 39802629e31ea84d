import { Loader } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconArrowUp } from '@tabler/icons-react';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import type { Column } from './connection-columns.tsx';
import type { FeedState } from './connection-feed.ts';
import classes from './connection-table.module.css';
import { indexAfterKey, rowsAbove } from './row-navigation.ts';

const rowHeight = 30;

interface ConnectionTableProps {
  readonly gridRef: RefObject<HTMLDivElement | null>;
  readonly columns: readonly Column[];
  readonly state: FeedState;
  /** The row the keyboard is on; the detail need not be open. */
  readonly activeId: number | null;
  readonly onActivate: (id: number) => void;
  readonly onOpen: (id: number, how: 'pointer' | 'keyboard') => void;
  readonly onClose: () => void;
  readonly onLoadOlder: () => void;
  readonly onFollowingChange: (isFollowing: boolean) => void;
  readonly empty: ReactNode;
}

/** Draws only the rows in view. The grid holds the focus; the active row is its `aria-activedescendant`. */
export const ConnectionTable = (props: ConnectionTableProps): ReactElement => {
  const { gridRef, columns, state, activeId, onActivate, onOpen, onClose, onLoadOlder, onFollowingChange } =
    props;
  const { rows, hasMore, load } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtTop, setAtTop] = useState(true);
  const [unseen, setUnseen] = useState(0);
  const anchor = useRef<number | null>(null);

  // Its functions change without new identities, so the React compiler leaves this component alone; nothing here is memoised by hand either.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && load === 'none' && lastIndex >= rows.length - 40) onLoadOlder();
  }, [hasMore, load, lastIndex, rows.length, onLoadOlder]);

  // Another filter is another list: from its top, with nothing new above.
  useLayoutEffect(() => {
    anchor.current = null;
    scroller.current?.scrollTo({ top: 0 });
  }, [state.filter]);

  // Away from the top, rows that come in above must not push what is being read.
  useLayoutEffect(() => {
    const element = scroller.current;
    const above = rowsAbove(rows, anchor.current);
    anchor.current = rows[0]?.id ?? null;
    if (element === null || above === 0 || element.scrollTop === 0) return;
    element.scrollTop += above * rowHeight;
    setUnseen((count) => count + above);
  }, [rows]);

  const onScroll = (): void => {
    const atTop = (scroller.current?.scrollTop ?? 0) < rowHeight / 2;
    if (atTop) setUnseen(0);
    if (atTop === isAtTop) return;
    setAtTop(atTop);
    onFollowingChange(atTop);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      onClose();
      return;
    }
    const current = rows.findIndex((row) => row.id === activeId);
    const active = rows[current];
    if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault();
      onOpen(active.id, 'keyboard');
      return;
    }
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const next = indexAfterKey(event.key, current, rows.length, pageRows);
    const row = next === null ? undefined : rows[next];
    if (next === null || row === undefined) return;
    event.preventDefault();
    onActivate(row.id);
    virtualizer.scrollToIndex(next);
  };

  const isActiveDrawn = items.some((item) => rows[item.index]?.id === activeId);

  return (
    <div className={classes.frame}>
      <div
        ref={gridRef}
        className={classes.grid}
        role="grid"
        aria-label="Connections"
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={load !== 'none'}
        tabIndex={0}
        aria-activedescendant={isActiveDrawn ? `connection-${activeId}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={classes.header} data-columns={columns.length}>
            {columns.map((column) => (
              <div key={column.name} role="columnheader" title={column.hint} data-column={column.name}>
                {column.heading}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" ref={scroller} className={classes.scroller} onScroll={onScroll} tabIndex={-1}>
          <div role="presentation" className={classes.canvas} style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              return row === undefined ? null : (
                <Row
                  key={row.id}
                  row={row}
                  columns={columns}
                  index={item.index}
                  offset={item.start}
                  isActive={row.id === activeId}
                  onOpen={onOpen}
                />
              );
            })}
          </div>
          {load === 'none' && rows.length === 0 && <div className={classes.empty}>{props.empty}</div>}
          {load === 'older' && (
            <p className={classes.more}>
              <Loader size={12} /> Older connections…
            </p>
          )}
        </div>
      </div>
      {unseen > 0 && (
        <button
          type="button"
          className={classes.unseen}
          onClick={() => {
            virtualizer.scrollToOffset(0);
          }}
        >
          <IconArrowUp size={13} aria-hidden /> {unseen.toLocaleString('en')} new
        </button>
      )}
    </div>
  );
};

const Row = ({
  row,
  columns,
  index,
  offset,
  isActive,
  onOpen,
}: {
  readonly row: ConnectionRow;
  readonly columns: readonly Column[];
  readonly index: number;
  readonly offset: number;
  readonly isActive: boolean;
  readonly onOpen: ConnectionTableProps['onOpen'];
}): ReactElement => (
  <div
    id={`connection-${row.id}`}
    role="row"
    aria-rowindex={index + 2}
    aria-selected={isActive}
    className={classes.row}
    data-columns={columns.length}
    data-verdict={row.verdict}
    data-action={row.action}
    style={{ transform: `translateY(${offset}px)` }}
    onClick={() => {
      onOpen(row.id, 'pointer');
    }}
  >
    {columns.map((column) => (
      <div key={column.name} role="gridcell" data-column={column.name}>
        {column.cell(row)}
      </div>
    ))}
  </div>
);
