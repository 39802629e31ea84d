/**
 * What makes a connection less well protected than its verdict sounds. One list for the window, the ticket and every
 * report: whoever reads one of them elsewhere knows neither the settings of that day nor who stood in between.
 */
import { authorityOf } from './bracketed.ts';
import { describeInterceptorSaw } from './interceptor-words.ts';
import type { Evaluation } from './pinning/verdict.ts';
import type { Connection, InterceptorSaw, Verification } from './records.ts';
import type { Weakness } from './weakness.ts';

/** Of the verification that the connection rests on. */
export interface WeakenedVerification {
  readonly trustedBy: Verification['trustedBy'];
  readonly chromiumErrorCode: number;
  /** The end of the validated path; null: there is none. */
  readonly anchorSha256: string | null;
  readonly notInForce: Evaluation['notInForce'];
}

/** Whether a reason of `notInForce` is that the set ended. */
export const hasEnded = (why: string): boolean => why.startsWith('expired');

export const hasEndedPins = (notInForce: Evaluation['notInForce']): boolean =>
  notInForce.some(({ why }) => hasEnded(why));

export const toWeakenedVerification = ({
  trustedBy,
  chromiumErrorCode,
  validatedChain,
  evaluation,
}: Verification): WeakenedVerification => ({
  trustedBy,
  chromiumErrorCode,
  anchorSha256: validatedChain.at(-1)?.certSha256 ?? null,
  notInForce: evaluation.notInForce,
});

/** The gravest first. `saw`: of the interceptor, where there was one. */
export const whatWeakened = (
  connection: Pick<Connection, 'host' | 'port' | 'address' | 'route' | 'verdict' | 'action'>,
  saw: InterceptorSaw | null,
  verification: WeakenedVerification | null,
): readonly Weakness[] => {
  const { address, route, verdict, action } = connection;
  const isAllowed = action === 'allowed';
  const found: (Weakness | null)[] = [
    route.interceptor === null || (address === null && saw === null)
      ? null
      : {
          kind: 'interceptor',
          sentence: `It went through ${route.interceptor}: ${describeInterceptorSaw(saw, route.interceptor).inFull}.`,
        },
    verification === null ? null : byTrustedCa(verification),
    route.ledTo === null
      ? null
      : {
          kind: 'override',
          sentence: `A name override led it elsewhere: ${authorityOf(connection)} → ${route.ledTo}.`,
        },
    isAllowed && (verdict === 'mismatch' || verdict === 'cleartext')
      ? {
          kind: 'report-only',
          sentence: 'Its pins did not hold. It was allowed all the same, because they are only reported.',
        }
      : null,
    ...(verification?.notInForce ?? [])
      .filter(({ why }) => hasEnded(why))
      .map(({ pattern, why }): Weakness => ({
        kind: 'pins-ended',
        sentence: `The pin set ${pattern} ${why}.`,
      })),
    isAllowed && verdict === 'unpinned'
      ? { kind: 'unpinned', sentence: 'No pin was in force for it, and the policy lets such hosts through.' }
      : null,
  ];
  return found.filter((one) => one !== null);
};

/** Where Chromium trusts the chain as well, a CA trusted by hand adds nothing. */
export const isTrustedByHand = ({
  trustedBy,
  chromiumErrorCode,
}: Pick<WeakenedVerification, 'trustedBy' | 'chromiumErrorCode'>): boolean =>
  trustedBy.kind === 'this-run' && chromiumErrorCode !== 0;

const byTrustedCa = (verification: WeakenedVerification): Weakness | null => {
  if (!isTrustedByHand(verification)) return null;
  const { trustedBy, anchorSha256 } = verification;
  const which = [trustedBy.subject, anchorSha256 === null ? null : `SHA-256 ${anchorSha256}`]
    .filter((fact) => fact !== null)
    .join(', ');
  return {
    kind: 'trusted-ca',
    sentence: `Its chain holds only because of a CA that was trusted by hand${which === '' ? '' : `: ${which}`}.`,
  };
};
