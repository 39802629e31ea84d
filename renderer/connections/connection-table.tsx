import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { gridTemplate } from './column-layout.ts';
import classes from './connection-table.module.css';
import { indexOfNumber, isFromTheEnd, numberAtIndex } from './list-model.ts';
import { ListRow } from './list-row.tsx';
import {
  canvasPx,
  clampTop,
  furthestTop,
  isScaled,
  rowHeight,
  rowsInView,
  scrollOfTop,
  topOfScroll,
  topShowing,
} from './list-window.ts';
import { indexAfterKey } from './row-navigation.ts';
import { TableHead } from './table-head.tsx';
import type { TableProps } from './table-props.ts';

const headPx = 30;
const drawnBeyond = 6;

/** Draws only the rows in view. The grid holds the focus; the active row is its `aria-activedescendant`. */
export const ConnectionTable = (props: TableProps): ReactElement => {
  const { gridRef, model, state, columns, selection } = props;
  const { ref: sizeRef, width, height } = useElementSize();
  const scroller = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(sizeRef, scroller);
  const total = state.view?.total ?? 0;
  const extent = { total, viewportPx: Math.max(0, height - headPx) };
  const [top, setTop] = useState(0);
  const [unseen, setUnseen] = useState(0);
  const isNewestFirst = isFromTheEnd(state) && state.order.by === 'time';
  const isNewestLast = state.expandedHosts === null && state.order.by === 'time' && !isNewestFirst;
  const { onWidth } = props;
  useEffect(() => {
    onWidth(width);
  }, [width, onWidth]);

  /** Moves the list and its scroll bar together. */
  const moveTo = (wished: number, within = extent): void => {
    const next = clampTop(wished, within);
    setTop(next);
    const element = scroller.current;
    if (element !== null) element.scrollTop = scrollOfTop(next, within);
    const isAtNewest = isNewestFirst ? next < rowHeight / 2 : next > furthestTop(within) - rowHeight / 2;
    if (isAtNewest) setUnseen(0);
  };

  // The newest are followed only while they are in view; elsewhere what is being read keeps its place.
  const former = useRef({ view: -1, last: 0, total: 0 });
  useLayoutEffect(() => {
    const { view, first } = state.view ?? { view: -1, first: 0 };
    const before = former.current;
    const last = first + total;
    former.current = { view, last, total };
    if (before.view !== view) {
      // Another list: from where the newest are, with nothing unseen.
      setUnseen(0);
      moveTo(isNewestLast ? Number.MAX_SAFE_INTEGER : 0);
      return;
    }
    const came = last - before.last;
    if (isNewestFirst && top > 0 && came !== 0) {
      moveTo(top + came * rowHeight);
      if (came > 0) setUnseen((count) => count + came);
    } else if (isNewestLast && came > 0) {
      const wasAtEnd = top >= furthestTop({ ...extent, total: before.total }) - rowHeight / 2;
      if (wasAtEnd) moveTo(Number.MAX_SAFE_INTEGER);
      else setUnseen((count) => count + came);
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- follows the list, not the scrolling
  }, [state.view]);

  const { from, to } = rowsInView(top, extent, drawnBeyond);
  useEffect(() => {
    const [one, other] = [numberAtIndex(state, from), numberAtIndex(state, Math.max(from, to - 1))];
    model.want(Math.min(one, other), Math.max(one, other) + 1);
  }, [model, state, from, to]);

  // A page's worth of the scroll bar's pixels is many pages of a very long list: the wheel moves the list itself.
  const wheel = useRef<(event: WheelEvent) => void>(() => undefined);
  useLayoutEffect(() => {
    wheel.current = (event) => {
      if (!isScaled(extent) || event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      moveTo(top + event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight : 1));
    };
  });
  useEffect(() => {
    const element = scroller.current;
    const onWheel = (event: WheelEvent): void => {
      wheel.current(event);
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, []);

  const onScroll = (): void => {
    const scroll = scroller.current?.scrollTop ?? 0;
    if (Math.abs(scroll - scrollOfTop(top, extent)) < 1) return;
    const next = topOfScroll(scroll, extent);
    setTop(next);
    if (isNewestFirst ? next < rowHeight / 2 : next > furthestTop(extent) - rowHeight / 2) setUnseen(0);
  };

  const activeIndex = selection.active === null ? -1 : indexOfNumber(state, selection.active.number);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (props.onKey(event)) {
      event.preventDefault();
      return;
    }
    const pageRows = Math.max(1, Math.floor(extent.viewportPx / rowHeight) - 1);
    const next =
      event.ctrlKey || event.metaKey ? null : indexAfterKey(event.key, activeIndex, total, pageRows);
    if (next === null) return;
    event.preventDefault();
    moveTo(topShowing(next, top, extent));
    props.onReach(numberAtIndex(state, next), event.shiftKey ? 'range' : 'alone');
  };

  const template = gridTemplate(columns);
  const rows: ReactElement[] = [];
  for (let index = from; index < to; index += 1) {
    const number = numberAtIndex(state, index);
    const entry = model.entryAt(number);
    rows.push(
      <ListRow
        key={number}
        entry={entry}
        number={number}
        index={index}
        offsetPx={Math.round(index * rowHeight - top)}
        columns={columns}
        template={template}
        isActive={selection.active?.number === number}
        isSelected={entry?.kind === 'connection' && selection.ids.has(entry.row.id)}
        onReach={props.onReach}
        onOpen={props.onOpen}
      />,
    );
  }
  const isActiveDrawn = activeIndex >= from && activeIndex < to;

  return (
    <div className={classes.frame}>
      <div
        ref={gridRef}
        className={classes.grid}
        role={state.expandedHosts === null ? 'grid' : 'treegrid'}
        aria-label="Connections"
        aria-multiselectable
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-busy={state.view === null}
        tabIndex={0}
        aria-activedescendant={isActiveDrawn ? `entry-${selection.active?.number ?? 0}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div ref={merged} role="presentation" className={classes.scroller} onScroll={onScroll}>
          <TableHead columns={columns} template={template} order={state.order} onOrder={model.setOrder} />
          <div role="presentation" className={classes.canvas} style={{ height: canvasPx(extent) }}>
            <div
              role="rowgroup"
              className={classes.layer}
              style={{ height: Math.min(extent.viewportPx, canvasPx(extent)) }}
            >
              {rows}
            </div>
          </div>
        </div>
      </div>
      {state.view !== null && total === 0 && <div className={classes.empty}>{props.empty}</div>}
      {unseen > 0 && (
        <button
          type="button"
          className={classes.unseen}
          data-at={isNewestFirst ? 'top' : 'bottom'}
          onClick={() => {
            moveTo(isNewestFirst ? 0 : Number.MAX_SAFE_INTEGER);
          }}
        >
          {isNewestFirst ? <IconArrowUp size={13} aria-hidden /> : <IconArrowDown size={13} aria-hidden />}
          {unseen.toLocaleString('en')} new
        </button>
      )}
    </div>
  );
};
