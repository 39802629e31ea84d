import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconHelpCircle,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { HostRenewal } from '../../common/pinning/renewal.ts';
import classes from './renewal-view.module.css';

const words: Readonly<Record<HostRenewal['outcome'], { readonly word: string; readonly icon: Icon }>> = {
  holds: { word: 'Holds', icon: IconCircleCheck },
  breaks: { word: 'Breaks', icon: IconCircleX },
  'cannot-tell': { word: 'Cannot tell', icon: IconHelpCircle },
  unpinned: { word: 'Not pinned', icon: IconCircleDashed },
};

/** Icon and word, never colour alone. */
export const OutcomeBadge = ({ outcome }: { readonly outcome: HostRenewal['outcome'] }): ReactElement => {
  const { word, icon: OutcomeIcon } = words[outcome];
  return (
    <span className={classes.outcome} data-outcome={outcome}>
      <OutcomeIcon size={16} aria-hidden />
      {word}
    </span>
  );
};

const counted: Readonly<Record<HostRenewal['outcome'], readonly [one: string, many: string]>> = {
  holds: ['holds', 'hold'],
  breaks: ['breaks', 'break'],
  'cannot-tell': ['cannot be told', 'cannot be told'],
  unpinned: ['is not pinned', 'are not pinned'],
};

/** `2 hosts: 1 breaks, 1 holds` */
export const countOutcomes = (answers: readonly HostRenewal[]): string => {
  const parts = (['breaks', 'cannot-tell', 'holds', 'unpinned'] as const).flatMap((outcome) => {
    const count = answers.filter((answer) => answer.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${counted[outcome][count === 1 ? 0 : 1]}`];
  });
  return `${answers.length.toLocaleString('en')} ${answers.length === 1 ? 'host' : 'hosts'}: ${parts.join(', ')}`;
};
