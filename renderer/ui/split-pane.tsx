import { useElementSize } from '@mantine/hooks';
import { useState, type KeyboardEvent, type PointerEvent, type ReactElement, type ReactNode } from 'react';
import classes from './split-pane.module.css';
import { minimumSideWidth, sideWidthWithin, usualSideWidth, widthStep } from './split-width.ts';

/** Main content, and a side pane whose border can be moved by pointer or arrow keys. Narrow windows show the side alone. */
export const SplitPane = ({
  main,
  side,
  savedWidth,
  onWidth,
}: {
  readonly main: ReactNode;
  /** Null: the main content has all the room. */
  readonly side: ReactNode;
  /** Of the side pane, in CSS pixels, as it was left; null: as wide as usual. */
  readonly savedWidth: number | null;
  readonly onWidth: (widthPx: number | null) => void;
}): ReactElement => {
  const { ref, width: total } = useElementSize();
  const [wished, setWished] = useState(savedWidth);
  const width = wished === null ? usualSideWidth(total) : sideWidthWithin(wished, total);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: widthStep, ArrowRight: -widthStep }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = sideWidthWithin(width + step, total);
    setWished(next);
    onWidth(next);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const right = event.currentTarget.parentElement?.getBoundingClientRect().right ?? 0;
    setWished(right - event.clientX);
  };

  return (
    <div ref={ref} className={classes.split}>
      <div className={classes.panes}>
        <div className={classes.main}>{main}</div>
        {side !== null && (
          <>
            <div
              className={classes.border}
              role="separator"
              aria-orientation="vertical"
              aria-label="Width of the detail"
              aria-valuenow={width}
              aria-valuemin={minimumSideWidth}
              aria-valuemax={Math.max(minimumSideWidth, total)}
              tabIndex={0}
              onKeyDown={onKeyDown}
              onPointerDown={onPointerDown}
              onPointerMove={onPointerMove}
              onPointerUp={() => {
                if (wished !== null) onWidth(width);
              }}
              onDoubleClick={() => {
                setWished(null);
                onWidth(null);
              }}
            />
            <div className={classes.side} style={{ width }}>
              {side}
            </div>
          </>
        )}
      </div>
    </div>
  );
};
