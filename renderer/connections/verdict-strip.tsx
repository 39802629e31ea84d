import { useElementSize } from '@mantine/hooks';
import type { ReactElement } from 'react';
import type { HostHistory } from '../../common/host-history.ts';
import type { Verdict } from '../../common/pinning/verdict.ts';
import { formatClock, formatDay } from '../ui/format-date.ts';
import { countOf } from '../ui/format-quantity.ts';
import { verdicts, verdictWords } from '../ui/verdict-words.ts';
import classes from './verdict-strip.module.css';

const laneHeight = 18;
const labelWidth = 92;
const axisHeight = 18;
const widestBucket = 26;
const dayMs = 86_400_000;

/** `2026-10-02 14:03` for short buckets, the day alone for long ones. */
const whenOf = (at: number, bucketMs: number): string =>
  bucketMs >= dayMs
    ? formatDay(at)
    : `${formatDay(at)} ${formatClock(at).slice(0, bucketMs < 60_000 ? 8 : 5)}`;

/** `pinned 12 times, 2026-10-01 to 2026-10-02`, a verdict a sentence. */
export const stripSentence = (
  { buckets, from, bucketMs }: Pick<HostHistory, 'buckets' | 'from' | 'bucketMs'>,
  verdict: Verdict,
): string => {
  const places = buckets.flatMap((bucket, place) => (bucket[verdict] === undefined ? [] : [place]));
  const count = buckets.reduce((sum, bucket) => sum + (bucket[verdict] ?? 0), 0);
  const first = whenOf(from + (places[0] ?? 0) * bucketMs, bucketMs);
  const last = whenOf(from + (places.at(-1) ?? 0) * bucketMs, bucketMs);
  return `${verdictWords[verdict].word} ${countOf(count, 'time')}, ${first === last ? first : `${first} to ${last}`}`;
};

/** Time runs to the right; each verdict has a lane of its own, so that its place says what it is and not its colour. */
export const VerdictStrip = ({ history }: { readonly history: HostHistory }): ReactElement => {
  const { buckets, from, bucketMs } = history;
  const { ref, width } = useElementSize();
  const lanes = verdicts.filter((verdict) => buckets.some((bucket) => bucket[verdict] !== undefined));
  const step = Math.min(widestBucket, Math.max(1, (width - labelWidth) / Math.max(1, buckets.length)));
  const end = labelWidth + step * buckets.length;
  const most = Math.max(1, ...buckets.flatMap((bucket) => Object.values(bucket)));
  const [start, last] = [whenOf(from, bucketMs), whenOf(from + (buckets.length - 1) * bucketMs, bucketMs)];
  return (
    <div ref={ref} className={classes.frame}>
      {width > 0 && (
        <svg
          width={width}
          height={lanes.length * laneHeight + axisHeight}
          role="img"
          aria-label={`Verdicts over time: ${lanes.map((verdict) => stripSentence(history, verdict)).join('; ')}`}
        >
          {lanes.map((verdict, lane) => (
            <g key={verdict} className={classes.lane} data-tone={verdictWords[verdict].tone}>
              <text x={0} y={lane * laneHeight + 13}>
                {verdictWords[verdict].word}
              </text>
              <line x1={labelWidth} x2={end} y1={lane * laneHeight + 9} y2={lane * laneHeight + 9} />
              {buckets.map((bucket, place) => {
                const count = bucket[verdict];
                if (count === undefined) return null;
                // At least a third, so that a single one is seen beside thousands.
                const height = 5 + 9 * Math.sqrt(count / most);
                return (
                  <rect
                    key={place}
                    x={labelWidth + place * step + 0.5}
                    y={lane * laneHeight + 9 - height / 2}
                    width={Math.max(2, step - 1)}
                    height={height}
                    rx={1.5}
                  >
                    <title>{`${whenOf(from + place * bucketMs, bucketMs)}: ${countOf(count, 'connection')} ${verdictWords[verdict].word.toLowerCase()}`}</title>
                  </rect>
                );
              })}
            </g>
          ))}
          <text x={labelWidth} y={lanes.length * laneHeight + 13} className={classes.axis}>
            {start}
          </text>
          {start !== last && width - labelWidth > 260 && (
            <text
              x={Math.max(end, labelWidth + 250)}
              y={lanes.length * laneHeight + 13}
              textAnchor="end"
              className={classes.axis}
            >
              {last}
            </text>
          )}
        </svg>
      )}
    </div>
  );
};
