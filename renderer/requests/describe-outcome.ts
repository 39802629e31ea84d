import { wordFailure } from '../ui/error-wording.ts';
import { formatBytes, formatDuration } from '../ui/format-quantity.ts';
import type { EndedRequest } from './request-session.ts';

export interface OutcomeWords {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly title: string;
  readonly text: string;
  readonly advice: string;
  /** Its connection opens beside it, explains at length and can send again. */
  readonly isShownBelow: boolean;
}

/** How the request ended, for the line below the request bar. */
export const describeOutcome = ({ outcome, failure }: EndedRequest): OutcomeWords => {
  if (outcome?.response != null && outcome.outcome === 'response') {
    const { status, statusText, bodyBytes, durationMs, isTruncated } = outcome.response;
    // It came through because pins are only reported there: no reason for a green tick.
    const isReported = outcome.hops.some(({ verdict }) => verdict === 'mismatch' || verdict === 'cleartext');
    return {
      tone: isReported ? 'warn' : 'good',
      title: `${status} ${statusText}`.trim(),
      text: `${formatBytes(bodyBytes)}${isTruncated ? ' (shown in part)' : ''} in ${formatDuration(durationMs)}`,
      advice: '',
      isShownBelow: true,
    };
  }
  if (outcome?.outcome === 'cancelled') {
    return {
      tone: 'plain',
      title: 'Cancelled',
      text: 'Your request stands as you typed it.',
      advice: '',
      isShownBelow: false,
    };
  }
  const words = wordFailure(failure ?? { code: 'undecided', message: '', advice: '' });
  const isShownBelow = outcome?.outcome === 'blocked' && outcome.hops.at(-1)?.connectionId != null;
  return { tone: 'bad', ...words, isShownBelow, ...(isShownBelow && { text: '', advice: '' }) };
};
