import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleX, IconInfoCircle, IconWand, type Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { LintFinding, LintLevel } from '../../common/pinning/lint-finding.ts';
import type { LintFix } from '../../common/pinning/lint-fix.ts';
import classes from './finding-list.module.css';

export const levelWords: Readonly<Record<LintLevel, { readonly word: string; readonly icon: Icon }>> = {
  error: { word: 'Error', icon: IconCircleX },
  warning: { word: 'Warning', icon: IconAlertTriangle },
  info: { word: 'Note', icon: IconInfoCircle },
};

/** Enough to find it among its neighbours. */
const shortPin = (pin: string): string => (pin.length > 24 ? `${pin.slice(0, 20)}…` : pin);

/** What is so, what to do, and a button where that is safe to do unasked. */
export const FindingList = ({
  findings,
  label,
  namesPins = true,
  onFix,
}: {
  readonly findings: readonly LintFinding[];
  readonly label: string;
  /** False where there is one pin only, which stands above. */
  readonly namesPins?: boolean;
  /** Null: nothing can be fixed from here. */
  readonly onFix: ((fix: LintFix) => void) | null;
}): ReactElement | null =>
  findings.length === 0 ? null : (
    <ul className={classes.list} aria-label={label}>
      {findings.map((finding) => {
        const { level, rule, sentence, advice, place, fix } = finding;
        const { word, icon: LevelIcon } = levelWords[level];
        return (
          <li key={`${rule} ${place.pin ?? place.host ?? ''}`} className={classes.finding} data-level={level}>
            <LevelIcon size={15} aria-hidden className={classes.icon ?? ''} />
            <div>
              <p>
                <span className={classes.level}>{word}</span> {sentence}
              </p>
              <p className={classes.advice}>{advice}</p>
              {namesPins && place.pin !== null && <code className={classes.pin}>{shortPin(place.pin)}</code>}
            </div>
            {fix !== null && onFix !== null && (
              <Button
                variant="default"
                size="compact-sm"
                className={classes.fix ?? ''}
                leftSection={<IconWand size={14} aria-hidden />}
                onClick={() => {
                  onFix(fix);
                }}
              >
                {fix.label}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
