/** What ends within a span of time: a certificate on the path that was judged, or the pins themselves. */
import type { PinRules } from '../../../common/pinning/pin-rules.ts';
import type { Evaluation } from '../../../common/pinning/verdict.ts';
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
  const askAt = (at: number): Evaluation => rules.evaluate(result.host, validatedChain, at);
  const [now, later] = [askAt(startedAt), askAt(until)] as const;
  // Whatever has ended was in force at the beginning of time; what is off was not.
  if (isWeaker(now, askAt(0)))
    findings.push({ kind: 'pins ended', sentence: `Its pins have ended: ${wordEnds(now)}.` });
  else if (isWeaker(later, now) || (result.verdict === 'pinned' && later.verdict !== 'pinned'))
    findings.push({
      kind: 'pins end soon',
      sentence: `Its pins end within ${span}: from then on it would be ${later.mode === 'report-only' ? 'only reported' : later.verdict}.`,
    });
  return findings;
};

/** Enforced, only reported, or not at all: sets on trial may be left where the live ones have ended. */
const strength = { enforce: 2, 'report-only': 1, off: 0 } as const;

const isWeaker = (one: Evaluation, other: Evaluation): boolean => strength[one.mode] < strength[other.mode];

const wordEnds = ({ notInForce }: Evaluation): string =>
  notInForce.map(({ pattern, why }) => `${pattern} ${why}`).join(', ');
