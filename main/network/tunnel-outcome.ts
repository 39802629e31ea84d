/** How a tunnel's decision reads in its row. */
import type { Action, Verdict } from '../../common/pinning/verdict.ts';

export interface Outcome {
  readonly verdict: Verdict;
  readonly action: Action;
  readonly reason: string;
  readonly errorCode: string | null;
  readonly remembered?: boolean;
}

/** The error code of a tunnel whose host was rejected. */
export const rejectionCode = (verdict: Verdict): string => {
  switch (verdict) {
    case 'mismatch':
      return 'pin-mismatch';
    case 'unpinned':
      return 'unpinned-refused';
    case 'untrusted':
      return 'untrusted';
    case 'cleartext':
    case 'pinned':
    case 'undecided':
      return verdict;
  }
};
