import { wordFailure } from '../ui/error-wording.ts';
import { formatBytes, formatDuration } from '../ui/format-quantity.ts';
import type { EndedRequest } from './request-session.ts';

export interface OutcomeWords {
  readonly tone: 'good' | 'bad' | 'plain';
  readonly title: string;
  readonly text: string;
  readonly advice: string;
}

/** How the request ended, for the line below the request bar. */
export const describeOutcome = ({ outcome, failure }: EndedRequest): OutcomeWords => {
  if (outcome?.response != null && outcome.outcome === 'response') {
    const { status, statusText, bodyBytes, durationMs, isTruncated } = outcome.response;
    return {
      tone: 'good',
      title: `${status} ${statusText}`.trim(),
      text: `${formatBytes(bodyBytes)}${isTruncated ? ' (shown in part)' : ''} in ${formatDuration(durationMs)}`,
      advice: '',
    };
  }
  if (outcome?.outcome === 'cancelled') {
    return { tone: 'plain', title: 'Cancelled', text: 'Your request stands as you typed it.', advice: '' };
  }
  const words = wordFailure(failure ?? { code: 'undecided', message: '', advice: '' });
  // A block is explained at length by its connection, which opens beside it.
  const isShownBelow = outcome?.outcome === 'blocked' && outcome.hops.at(-1)?.connectionId != null;
  return { tone: 'bad', ...words, ...(isShownBelow && { text: '', advice: '' }) };
};
