import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { LintLevel } from '../../common/pinning/lint-finding.ts';
import type { LintCounts } from '../../common/pinning/lint-policy.ts';
import { countOf } from '../ui/format-quantity.ts';
import classes from './advice-summary.module.css';
import { levelWords } from './finding-list.tsx';

const nouns: Readonly<Record<LintLevel, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** How much there is to say about the policy, and a switch to the sets it is about. */
export const AdviceSummary = ({
  counts,
  isOnlyAdvised,
  onOnlyAdvised,
}: {
  readonly counts: LintCounts;
  readonly isOnlyAdvised: boolean;
  readonly onOnlyAdvised: (isOnly: boolean) => void;
}): ReactElement => {
  const levels = (['error', 'warning', 'info'] as const).filter((level) => counts[level] > 0);
  if (levels.length === 0)
    return (
      <p className={classes.summary} role="status" aria-label="Advice">
        <IconCircleCheck size={15} aria-hidden className={classes.good ?? ''} /> No advice
      </p>
    );
  return (
    <div className={classes.summary} role="group" aria-label="Advice">
      {levels.map((level) => {
        const { icon: LevelIcon } = levelWords[level];
        return (
          <span key={level} className={classes.count} data-level={level}>
            <LevelIcon size={15} aria-hidden />
            {countOf(counts[level], nouns[level])}
          </span>
        );
      })}
      <Button
        variant={isOnlyAdvised ? 'light' : 'subtle'}
        size="compact-sm"
        aria-pressed={isOnlyAdvised}
        onClick={() => {
          onOnlyAdvised(!isOnlyAdvised);
        }}
      >
        {isOnlyAdvised ? 'Show all' : 'Show only these'}
      </Button>
    </div>
  );
};
