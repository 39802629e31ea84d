/** What ends within a span of time: a certificate on the path that was judged, or the pins themselves. */
import type { PinRules } from '../../../common/pinning/pin-rules.ts';
import { wordDuration } from './duration.ts';
import type { CheckedRequest } from './run-check.ts';

/** Sentences; none: nothing ends. `spanMs` from the moment of the request. */
export const endsWithin = (
  { result, startedAt, validatedChain }: CheckedRequest,
  rules: PinRules,
  spanMs: number,
): readonly string[] => {
  const until = startedAt + spanMs;
  const span = wordDuration(spanMs);
  const ending = validatedChain.flatMap(({ subject, notAfter }, index) =>
    Date.parse(notAfter) < until
      ? [
          `${index === 0 ? 'The leaf' : `Certificate ${index + 1} of the chain`} (${subject}) ends on ${notAfter.slice(0, 10)}, within ${span}.`,
        ]
      : [],
  );
  // Asked of the client itself, whose own moment of expiry counts.
  const verdictAt = (at: number): string => rules.evaluate(result.host, validatedChain, at).verdict;
  // Whatever has ended was in force at the beginning of time; what is off was not.
  const haveEnded = verdictAt(startedAt) === 'unpinned' && verdictAt(0) !== 'unpinned';
  if (haveEnded) return [...ending, `Its pins have ended: ${wordEnds(result)}.`];
  const later = verdictAt(until);
  const pinsEnd = result.verdict === 'pinned' && later !== 'pinned';
  return pinsEnd ? [...ending, `Its pins end within ${span}: from then on it would be ${later}.`] : ending;
};

const wordEnds = ({ notInForce }: CheckedRequest['result']): string =>
  notInForce.map(({ pattern, why }) => `${pattern} ${why}`).join(', ');
