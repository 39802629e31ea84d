import {
  IconCircleDashed,
  IconHelpHexagon,
  IconLockOpen,
  IconRepeat,
  IconRouteOff,
  IconShieldCheck,
  IconShieldQuestion,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Conclusion } from '../../common/watch/watch-result.ts';
import { conclusionWords } from '../../common/watch/watch-words.ts';
import classes from './watch.module.css';

const looks: Readonly<Record<Conclusion, { readonly icon: Icon; readonly tone: string }>> = {
  pinned: { icon: IconShieldCheck, tone: 'good' },
  'not-pinned': { icon: IconLockOpen, tone: 'bad' },
  'ca-not-trusted': { icon: IconShieldQuestion, tone: 'odd' },
  'ca-not-proven': { icon: IconShieldQuestion, tone: 'odd' },
  'not-repeated': { icon: IconRepeat, tone: 'warn' },
  'unknown-client': { icon: IconHelpHexagon, tone: 'odd' },
  'not-watched': { icon: IconRouteOff, tone: 'calm' },
  undecided: { icon: IconCircleDashed, tone: 'calm' },
};

/** Icon and word, never colour alone. The control host is meant to be readable: there it is good news. */
export const ConclusionBadge = ({
  conclusion,
  isControl,
}: {
  readonly conclusion: Conclusion;
  readonly isControl: boolean;
}): ReactElement => {
  const isShown = isControl && conclusion === 'not-pinned';
  const { icon: ConclusionIcon, tone } = isShown ? { icon: IconLockOpen, tone: 'good' } : looks[conclusion];
  return (
    <span className={classes.badge} data-tone={tone}>
      <ConclusionIcon size={16} stroke={2} aria-hidden />
      <span>{isShown ? 'readable, as it should be' : conclusionWords[conclusion]}</span>
    </span>
  );
};
