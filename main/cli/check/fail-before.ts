/** What ends within a span of time: a certificate on the path that was judged, or the pins themselves. */
import type { PinRules } from '../../../common/pinning/pin-rules.ts';
import type { CheckFinding } from './check-result.ts';
import { wordDuration } from './duration.ts';
import type { CheckedRequest } from './run-check.ts';

/** None: nothing ends. `spanMs` from the moment of the request. */
export const endsWithin = (
  { result, startedAt, validatedChain }: CheckedRequest,
  rules: PinRules,
  spanMs: number,
): readonly CheckFinding[] => {
  const until = startedAt + spanMs;
  const span = wordDuration(spanMs);
  const findings: CheckFinding[] = [];
  for (const [index, { subject, notAfter }] of validatedChain.entries())
    if (Date.parse(notAfter) < until)
      findings.push({
        kind: 'certificate ends soon',
        sentence: `${index === 0 ? 'The leaf' : `Certificate ${index + 1} of the chain`} (${subject}) ends on ${notAfter.slice(0, 10)}, within ${span}.`,
      });
  // Asked of the client itself, whose own moment of expiry counts.
  const verdictAt = (at: number): string => rules.evaluate(result.host, validatedChain, at).verdict;
  // Whatever has ended was in force at the beginning of time; what is off was not.
  const haveEnded = verdictAt(startedAt) === 'unpinned' && verdictAt(0) !== 'unpinned';
  const later = verdictAt(until);
  if (haveEnded) findings.push({ kind: 'pins ended', sentence: `Its pins have ended: ${wordEnds(result)}.` });
  else if (result.verdict === 'pinned' && later !== 'pinned')
    findings.push({
      kind: 'pins end soon',
      sentence: `Its pins end within ${span}: from then on it would be ${later}.`,
    });
  return findings;
};

const wordEnds = ({ notInForce }: CheckedRequest['result']): string =>
  notInForce.map(({ pattern, why }) => `${pattern} ${why}`).join(', ');
