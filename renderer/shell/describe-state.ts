/** The status bar's words: short, and never better than the truth. */
import type { AppState } from '../../common/ipc/state.ts';
import { expiryOf } from '../../common/pinning/expiry.ts';
import { describeTrustEnd } from '../ui/trust-words.ts';
import type { Policy } from '../../common/pinning/policy.ts';

export const describeRoute = (route: AppState['route']): string => {
  switch (route.kind) {
    case 'system':
      return 'system proxy';
    case 'direct':
      return 'direct';
    case 'pac':
      return 'PAC script';
    case 'proxy':
      return route.url.replace(/\/\/[^@/]*@/, '//…@');
  }
};

export interface ModeWords {
  readonly text: string;
  /** Some set stops nothing: it has ended, or only reports. */
  readonly isWeakened: boolean;
}

/** How many sets are in which mode at this moment, the strictest first: `2 enforced, 1 report-only, 1 ended`. */
export const describeModes = ({ pinSets, unpinnedHosts }: Policy, at: number): ModeWords => {
  const counts = { enforce: 0, 'report-only': 0, ended: 0, off: 0 };
  for (const pinSet of pinSets) {
    const expiry = expiryOf(pinSet);
    const hasEnded = pinSet.mode !== 'off' && expiry !== null && at >= expiry;
    counts[hasEnded ? 'ended' : pinSet.mode] += 1;
  }
  const parts = [
    [counts.enforce, 'enforced'],
    [counts['report-only'], 'report-only'],
    [counts.ended, 'ended'],
    [counts.off, 'off'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const sets = words.length === 0 ? 'none' : words.join(', ');
  return {
    text: unpinnedHosts === 'refuse' ? `${sets}, others refused` : sets,
    isWeakened: counts.ended + counts['report-only'] > 0,
  };
};

/** Null: no authority beyond the computer's own is trusted. */
export const describeTrust = (trusted: AppState['trustedAuthorities']): string | null => {
  const [first] = trusted;
  if (first === undefined) return null;
  if (trusted.length > 1) return `${trusted.length} CAs are trusted for a while`;
  return first.until === null
    ? 'A CA is trusted until quit'
    : `A CA is trusted ${describeTrustEnd(first.until)}`;
};
