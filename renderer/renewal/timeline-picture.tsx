import { useElementSize } from '@mantine/hooks';
import {
  useEffect,
  useRef,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type WheelEvent,
} from 'react';
import { daysUntil, soonDays } from '../../common/pinning/days.ts';
import { moved, ticksOf, zoomed, type TimeWindow } from './time-axis.ts';
import { areRelated, groupRows, placeGroups } from './timeline-groups.ts';
import classes from './timeline.module.css';
import { rowSentence, type TimelineRow } from './timeline-rows.ts';

const rowHeight = 26;
const axisHeight = 26;
const tickWidth = 56;

const labelWidthOf = (width: number): number => Math.min(280, Math.max(120, Math.round(width * 0.26)));

type Standing = 'ended' | 'soon' | 'valid' | 'future';

const standingOf = ({ startAt, endAt }: TimelineRow, now: number): Standing => {
  if (endAt === null) return 'valid';
  if (endAt <= now) return 'ended';
  if (startAt !== null && startAt > now) return 'future';
  return daysUntil(new Date(endAt).toISOString(), now) < soonDays ? 'soon' : 'valid';
};

export interface TimelinePictureProps {
  readonly rows: readonly TimelineRow[];
  readonly shown: TimeWindow;
  readonly onShown: (shown: TimeWindow) => void;
  readonly now: number;
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

/** Time runs to the right, a certificate a line. Arrow keys choose a line and move in time, + and − zoom. */
export const TimelinePicture = (props: TimelinePictureProps): ReactElement => {
  const { rows, shown, onShown, now, selectedId, onSelect } = props;
  const { ref, width } = useElementSize();
  const svgRef = useRef<SVGSVGElement>(null);
  const dragRef = useRef<{ readonly x: number; readonly shown: TimeWindow } | null>(null);
  const wantsFocus = useRef(false);
  const labelWidth = labelWidthOf(width);
  const barsWidth = Math.max(1, width - labelWidth);
  const xOf = (at: number): number => labelWidth + ((at - shown.from) / (shown.to - shown.from)) * barsWidth;
  const groups = groupRows(rows);
  const ordered = groups.flatMap((group) => group.rows);
  const selected = ordered.find(({ id }) => id === selectedId) ?? null;
  const focusable = selected ?? ordered[0] ?? null;

  useEffect(() => {
    if (!wantsFocus.current || selectedId === null) return;
    wantsFocus.current = false;
    svgRef.current?.querySelector<SVGGElement>(`[data-id="${CSS.escape(selectedId)}"]`)?.focus();
  }, [selectedId]);

  const selectAt = (index: number): void => {
    const row = ordered[Math.max(0, Math.min(ordered.length - 1, index))];
    if (row === undefined) return;
    wantsFocus.current = true;
    onSelect(row.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = focusable === null ? -1 : ordered.indexOf(focusable);
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => {
        selectAt(selected === null ? 0 : index + 1);
      },
      ArrowUp: () => {
        selectAt(index - 1);
      },
      Home: () => {
        selectAt(0);
      },
      End: () => {
        selectAt(ordered.length - 1);
      },
      ArrowRight: () => {
        onShown(moved(shown, 0.15));
      },
      ArrowLeft: () => {
        onShown(moved(shown, -0.15));
      },
      '+': () => {
        onShown(zoomed(shown, 0.7, now));
      },
      '=': () => {
        onShown(zoomed(shown, 0.7, now));
      },
      '-': () => {
        onShown(zoomed(shown, 1 / 0.7, now));
      },
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  const onWheel = (event: WheelEvent<SVGSVGElement>): void => {
    if (!event.ctrlKey) return;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - labelWidth;
    const centre = shown.from + (x / barsWidth) * (shown.to - shown.from);
    onShown(zoomed(shown, event.deltaY > 0 ? 1.25 : 0.8, centre));
  };
  const onPointerDown = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.button !== 0) return;
    dragRef.current = { x: event.clientX, shown };
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>): void => {
    const drag = dragRef.current;
    if (drag === null || Math.abs(event.clientX - drag.x) < 4) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    onShown(moved(drag.shown, -(event.clientX - drag.x) / barsWidth));
  };
  const stopDragging = (): void => {
    dragRef.current = null;
  };

  const { placed, height } = placeGroups(groups, axisHeight, rowHeight);
  return (
    <div ref={ref} className={classes.frame}>
      {width > 0 && (
        <svg
          ref={svgRef}
          className={classes.picture}
          width={width}
          height={height}
          role="group"
          aria-label="Timeline of certificates and pin sets"
          onKeyDown={onKeyDown}
          onWheel={onWheel}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={stopDragging}
          onPointerCancel={stopDragging}
        >
          <defs>
            <clipPath id="timeline-labels">
              <rect x={0} y={0} width={labelWidth - 8} height={height} />
            </clipPath>
            <clipPath id="timeline-bars">
              <rect x={labelWidth} y={0} width={barsWidth} height={height} />
            </clipPath>
          </defs>
          {ticksOf(shown, Math.max(2, Math.floor(barsWidth / tickWidth))).map(({ at, label }) => (
            <g key={at} aria-hidden>
              <line className={classes.grid} x1={xOf(at)} x2={xOf(at)} y1={axisHeight - 6} y2={height} />
              <text className={classes.tick} x={xOf(at) + 3} y={14}>
                {label}
              </text>
            </g>
          ))}
          {placed.map(({ title, rows: members, top }) => (
            <g key={title}>
              <text className={classes.group} x={4} y={top + 18} aria-hidden>
                {title}
              </text>
              {members.map((row, index) => (
                <RowShape
                  key={row.id}
                  row={row}
                  top={top + rowHeight * (index + 1)}
                  width={width}
                  labelWidth={labelWidth}
                  xOf={xOf}
                  now={now}
                  isSelected={row.id === selectedId}
                  isRelated={selected !== null && selected !== row && areRelated(selected, row)}
                  isFocusable={row === focusable}
                  onSelect={() => {
                    onSelect(row.id);
                  }}
                />
              ))}
            </g>
          ))}
          <g aria-hidden clipPath="url(#timeline-bars)">
            <line className={classes.today} x1={xOf(now)} x2={xOf(now)} y1={16} y2={height} />
            <text className={classes.todayText} x={xOf(now) + 3} y={height - 4}>
              today
            </text>
          </g>
        </svg>
      )}
    </div>
  );
};

interface RowShapeProps {
  readonly row: TimelineRow;
  readonly top: number;
  readonly width: number;
  readonly labelWidth: number;
  readonly xOf: (at: number) => number;
  readonly now: number;
  readonly isSelected: boolean;
  readonly isRelated: boolean;
  readonly isFocusable: boolean;
  readonly onSelect: () => void;
}

const RowShape = (props: RowShapeProps): ReactElement => {
  const { row, top, width, labelWidth, xOf, now, isSelected, isRelated, isFocusable, onSelect } = props;
  const middle = top + rowHeight / 2;
  const isPinned = row.hanging.length > 0 && row.kind !== 'pin-set';
  return (
    <g
      role="button"
      tabIndex={isFocusable ? 0 : -1}
      aria-pressed={isSelected}
      aria-label={rowSentence(row, now)}
      className={classes.line}
      data-id={row.id}
      data-selected={isSelected || undefined}
      data-related={isRelated || undefined}
      onClick={onSelect}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onSelect();
      }}
    >
      <title>{rowSentence(row, now)}</title>
      <rect className={classes.back} x={0} y={top} width={width} height={rowHeight} rx={4} />
      <g clipPath="url(#timeline-labels)">
        <text className={classes.name} x={isPinned ? 22 : 8} y={middle + 4}>
          {row.place !== null && <tspan className={classes.place}>{row.place} </tspan>}
          {row.name}
        </text>
        {isPinned && <PinMark x={12} y={middle} />}
      </g>
      <g clipPath="url(#timeline-bars)">
        <Bar
          row={row}
          middle={middle}
          from={labelWidth}
          to={width}
          xOf={xOf}
          standing={standingOf(row, now)}
          isPinned={isPinned}
        />
      </g>
    </g>
  );
};

const PinMark = ({ x, y }: { readonly x: number; readonly y: number }): ReactElement => (
  <g className={classes.pinMark}>
    <circle cx={x} cy={y - 2.5} r={4} />
    <line x1={x} x2={x} y1={y} y2={y + 6} />
  </g>
);

const barHeight = 10;

const Bar = ({
  row,
  middle,
  from,
  to,
  xOf,
  standing,
  isPinned,
}: {
  readonly row: TimelineRow;
  readonly middle: number;
  readonly from: number;
  readonly to: number;
  readonly xOf: (at: number) => number;
  readonly standing: Standing;
  readonly isPinned: boolean;
}): ReactElement => {
  const { startAt, endAt, kind } = row;
  if (endAt === null)
    return <line className={classes.unknown} x1={from + 6} x2={to - 6} y1={middle} y2={middle} />;
  const end = xOf(endAt);
  if (kind === 'pin-set' || startAt === null)
    return (
      <>
        <line className={classes.setLine} x1={from} x2={end} y1={middle} y2={middle} />
        <path
          className={classes.setEnd}
          data-standing={standing}
          d={`M ${end - 6} ${middle} l 6 -6 l 6 6 l -6 6 z`}
        />
      </>
    );
  // Off to one side of what is shown: an arrow says where it is.
  if (end < from) return <path className={classes.away} d={`M ${from + 10} ${middle - 4} l -7 4 l 7 4`} />;
  const start = xOf(startAt);
  if (start > to) return <path className={classes.away} d={`M ${to - 10} ${middle - 4} l 7 4 l -7 4`} />;
  const x = Math.max(start, from - 10);
  return (
    <rect
      className={classes.bar}
      data-standing={standing}
      data-pinned={isPinned || undefined}
      data-unused={(!row.isInUse && kind !== 'next') || undefined}
      data-next={kind === 'next' || undefined}
      x={x}
      y={middle - barHeight / 2}
      width={Math.max(3, Math.min(end, to + 10) - x)}
      height={barHeight}
      rx={3}
    />
  );
};
