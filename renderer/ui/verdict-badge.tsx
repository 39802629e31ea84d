import type { ReactElement } from 'react';
import type { Action, Verdict } from '../../common/pinning/verdict.ts';
import classes from './verdict-badge.module.css';
import { actionWords, verdictWords } from './verdict-words.ts';

/** Icon and word, never colour alone. */
export const VerdictBadge = ({
  verdict,
  size = 15,
  isRead = false,
}: {
  readonly verdict: Verdict;
  /** An interceptor read what was sent: then no verdict is good news. */
  readonly isRead?: boolean;
  readonly size?: number;
}): ReactElement => {
  const { word, tone, icon: VerdictIcon, meaning } = verdictWords[verdict];
  return (
    <span className={classes.badge} data-tone={isRead && tone === 'good' ? 'warn' : tone} title={meaning}>
      <VerdictIcon size={size} stroke={2} aria-hidden />
      <span>{word}</span>
    </span>
  );
};

export const ActionBadge = ({ action }: { readonly action: Action }): ReactElement => {
  const { word, icon: ActionIcon } = actionWords[action];
  return (
    <span className={classes.action} data-action={action}>
      <ActionIcon size={13} stroke={2} aria-hidden />
      <span>{word}</span>
    </span>
  );
};
