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

/** How many sets are in which mode at this moment, the strictest first: `2 enforced, 1 report-only, 1 not in force`. */
export const describeModes = ({ pinSets }: Policy, at: number): string => {
  const counts = { enforce: 0, 'report-only': 0, off: 0 };
  for (const pinSet of pinSets) {
    const expiry = expiryOf(pinSet);
    counts[expiry !== null && at >= expiry ? 'off' : pinSet.mode] += 1;
  }
  const parts = [
    [counts.enforce, 'enforced'],
    [counts['report-only'], 'report-only'],
    [counts.off, 'not in force'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return words.length === 0 ? 'none' : words.join(', ');
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
