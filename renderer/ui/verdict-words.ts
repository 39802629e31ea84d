import {
  IconCircleCheck,
  IconForbid2,
  IconHelpHexagon,
  IconLockOpen,
  IconShield,
  IconShieldCheck,
  IconShieldExclamation,
  IconShieldX,
  type Icon,
} from '@tabler/icons-react';
import type { Action, Verdict } from '../../common/pinning/verdict.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'odd' | 'calm';

export interface VerdictWords {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: Icon;
  /** For a tooltip: what was found. */
  readonly meaning: string;
}

export const verdictWords: Readonly<Record<Verdict, VerdictWords>> = {
  pinned: {
    word: 'Pinned',
    tone: 'good',
    icon: IconShieldCheck,
    meaning: 'A pin of this host is on the validated chain.',
  },
  mismatch: {
    word: 'Mismatch',
    tone: 'bad',
    icon: IconShieldX,
    meaning: 'This host has pins, and none of them is on the validated chain.',
  },
  unpinned: {
    word: 'Unpinned',
    tone: 'calm',
    icon: IconShield,
    meaning: 'No pin set is in force for this host.',
  },
  cleartext: {
    word: 'Cleartext',
    tone: 'warn',
    icon: IconLockOpen,
    meaning: 'Plain HTTP or WebSocket to a host with pins: no certificate to judge.',
  },
  untrusted: {
    word: 'Untrusted',
    tone: 'odd',
    icon: IconShieldExclamation,
    meaning: 'The certificate chain did not validate, so the pins were not reached.',
  },
  undecided: {
    word: 'Undecided',
    tone: 'warn',
    icon: IconHelpHexagon,
    meaning: 'No decision was reached, so nothing was let through.',
  },
};

export const verdicts = Object.keys(verdictWords) as readonly Verdict[];

export const actionWords: Readonly<Record<Action, { readonly word: string; readonly icon: Icon }>> = {
  allowed: { word: 'allowed', icon: IconCircleCheck },
  blocked: { word: 'blocked', icon: IconForbid2 },
};
