import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { call } from '../bridge.ts';
import classes from './browser-view.module.css';
import { useCovered } from './use-covered.ts';

/** The room that the page is drawn in, by the system, above whatever stands here; `instead` takes its place. */
export const PageStage = ({
  isShown,
  title,
  instead,
}: {
  readonly isShown: boolean;
  readonly title: string;
  readonly instead: ReactNode;
}): ReactElement => {
  const stageRef = useRef<HTMLDivElement>(null);
  const placeRef = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState<string | null>(null);
  const hasPage = instead === null;
  const { isCovered, bottomInset } = useCovered(stageRef, isShown && hasPage);
  const isPlaced = isShown && hasPage && !isCovered;

  useEffect(() => {
    if (!isPlaced) return;
    const place = placeRef.current;
    if (place === null) return;
    const report = (): void => {
      const { x, y, width, height } = place.getBoundingClientRect();
      void call('browser.place', { bounds: { x, y, width, height } });
    };
    const observer = new ResizeObserver(report);
    observer.observe(place);
    window.addEventListener('resize', report);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', report);
    };
  }, [isPlaced]);

  useEffect(() => {
    if (isPlaced) return;
    let isCurrent = true;
    const leave = async (): Promise<void> => {
      const taken = isCovered ? await call('browser.picture', {}) : null;
      if (!isCurrent) return;
      setPicture(taken);
      await call('browser.place', { bounds: null });
    };
    void leave();
    return () => {
      isCurrent = false;
    };
  }, [isPlaced, isCovered]);

  return (
    <div
      ref={stageRef}
      className={classes.stage}
      style={{ paddingBottom: bottomInset }}
      role="region"
      aria-label={title === '' ? 'Page' : `Page: ${title}`}
    >
      {instead ?? (
        <div ref={placeRef} className={classes.place}>
          {!isPlaced && picture !== null && <img className={classes.picture} src={picture} alt="" />}
        </div>
      )}
    </div>
  );
};
