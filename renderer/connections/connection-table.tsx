import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
} from 'react';
import { gridTemplate } from './column-layout.ts';
import classes from './connection-table.module.css';
import { indexOfNumber, isFromTheEnd, numberAtIndex } from './list-model.ts';
import { idOfRow, ListRow, lookOfEntry, numberOfRow } from './list-row.tsx';
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
import { createRowSlots } from './row-slots.ts';
import { TableHead } from './table-head.tsx';
import type { TableProps } from './table-props.ts';

const headPx = 30;
const drawnBeyond = 2;
/** Asked for before they come into view, so that a row is not drawn twice: once as missing, once as it is. */
const readBeyond = 40;
/** Rows stand relative to a number that divides by this: all are placed anew only when the list has moved this far. */
const anchorRows = 512;

/**
 * Draws only the rows in view. The grid holds the focus; the active row is its `aria-activedescendant`.
 *
 * Elements are used again (`RowSlots`), so that their order in the document is not that of the screen: `aria-owns` says
 * which that is.
 */
export const ConnectionTable = (props: TableProps): ReactElement => {
  const { gridRef, model, state, columns, selection } = props;
  const { ref: sizeRef, width, height } = useElementSize();
  const scroller = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(sizeRef, scroller);
  const total = state.view?.total ?? 0;
  const extent = { total, viewportPx: Math.max(0, height - headPx) };
  const [top, setTop] = useState(0);
  const [slots] = useState(createRowSlots);
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

  const read = rowsInView(top, extent, readBeyond);
  useEffect(() => {
    const [one, other] = [
      numberAtIndex(state, read.from),
      numberAtIndex(state, Math.max(read.from, read.to - 1)),
    ];
    model.want(Math.min(one, other), Math.max(one, other) + 1);
  }, [model, state, read.from, read.to]);

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

  const onClick = (event: MouseEvent): void => {
    const number = numberOfRow(event.target);
    const entry = number === null ? null : model.entryAt(number);
    if (number === null || entry === undefined || entry === null) return;
    if (entry.kind === 'connection' && event.shiftKey) props.onReach(number, 'range');
    else if (entry.kind === 'connection' && (event.ctrlKey || event.metaKey)) props.onReach(number, 'toggle');
    else props.onOpen(number, 'pointer');
  };

  const { from, to } = rowsInView(top, extent, drawnBeyond);
  const anchor = numberAtIndex(state, from) - (numberAtIndex(state, from) % anchorRows);
  const anchorIndex = indexOfNumber(state, anchor);
  const numbers = Array.from({ length: Math.max(0, to - from) }, (_, place) =>
    numberAtIndex(state, from + place),
  );
  const drawn = slots.assign(numbers, (number) => lookOfEntry(model.entryAt(number)));
  const rows = drawn.map((number, slot) => {
    if (number === undefined) return null;
    const index = indexOfNumber(state, number);
    const entry = model.entryAt(number);
    return (
      <ListRow
        key={slot}
        entry={entry}
        number={number}
        index={index}
        topPx={(index - anchorIndex) * rowHeight}
        columns={columns}
        isActive={selection.active?.number === number}
        isSelected={entry?.kind === 'connection' && selection.ids.has(entry.row.id)}
      />
    );
  });
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
        aria-activedescendant={isActiveDrawn ? idOfRow(numberAtIndex(state, activeIndex)) : undefined}
        style={{ '--columns': gridTemplate(columns) } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        <div ref={merged} role="presentation" className={classes.scroller} onScroll={onScroll}>
          <TableHead columns={columns} order={state.order} onOrder={model.setOrder} />
          <div role="presentation" className={classes.canvas} style={{ height: canvasPx(extent) }}>
            <div
              role="presentation"
              className={classes.layer}
              style={{ height: Math.min(extent.viewportPx, canvasPx(extent)) }}
            >
              <div
                role="rowgroup"
                aria-owns={numbers.map(idOfRow).join(' ')}
                className={classes.rows}
                style={{ transform: `translateY(${Math.round(anchorIndex * rowHeight - top)}px)` }}
                onClick={onClick}
              >
                {rows}
              </div>
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
