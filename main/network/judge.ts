/**
 * From what Chromium found about a certificate to a decision: trust first, then the pins, on the validated path only.
 *
 * Chromium's own acceptance is kept (-3 keeps Certificate Transparency and every other check). Its refusal for an
 * unknown authority, and only that one, may be mended by a CA trusted for this run, after this app has validated the
 * whole path itself (0: Chromium has nothing to keep). Everything else is -150. Sources: electron docs/api/session.md,
 * setCertificateVerifyProc; chromium net/base/net_error_list.h. Nothing here waits: a decision that comes later than the
 * call leaves the certificate in Chromium's inner cache, and the next connection would pass unasked.
 */
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { decide } from '../../common/pinning/decide.ts';
import { explain } from '../../common/pinning/explain.ts';
import { failureMessage } from '../../common/pinning/failure-message.ts';
import { type HostPattern, matchesHost } from '../../common/pinning/host-pattern.ts';
import type { PinRules } from '../../common/pinning/pin-rules.ts';
import type { Action, Evaluation } from '../../common/pinning/verdict.ts';
import type { Verification } from '../../common/records.ts';
import { toCertificateFacts } from '../certificates/certificate-facts.ts';
import { validatePath } from '../certificates/path-validator.ts';
import { type Pins, toPins } from '../certificates/pins.ts';
import { describeNetError } from './net-errors.ts';
import type { CleartextJudgement } from './tunnel-surroundings.ts';

/** A CA that the person trusts for a while, for these hosts only (none: every host). */
export interface TrustAnchor {
  readonly certificate: Buffer;
  readonly subject: string;
  readonly hostPatterns: readonly HostPattern[];
  /** Epoch milliseconds: from then on it counts no more, whatever timers say. Null: until the app quits. */
  readonly until: number | null;
}

/** Whether an anchor may vouch for a host at a time. */
export const countsFor = ({ hostPatterns, until }: TrustAnchor, host: string, at: number): boolean =>
  (until === null || at < until) &&
  (hostPatterns.length === 0 || hostPatterns.some((pattern) => matchesHost(pattern, host)));

/** What decides, for the life of one epoch. */
export interface Rules {
  readonly pins: PinRules;
  readonly anchors: readonly TrustAnchor[];
  /** curl's `--cacert`: a chain counts only when this app builds its path to one of the anchors, whatever the system trusts. */
  readonly trustsAnchorsOnly: boolean;
}

/** What Chromium asks; chains as DER, leaf first. */
export interface VerifyQuestion {
  readonly host: string;
  readonly presented: readonly Buffer[];
  /** Empty when Chromium built no path. */
  readonly validated: readonly Buffer[];
  readonly errorCode: number;
  readonly result: string;
  readonly isIssuedByKnownRoot: boolean;
}

export const answers = { keepChromiumResult: -3, accept: 0, pinMismatch: -150 } as const;
export type Answer = (typeof answers)[keyof typeof answers];

/** ERR_CERT_AUTHORITY_INVALID: the one finding that a CA trusted for this run can mend. */
const authorityInvalid = -202;

export interface Judgement {
  readonly answer: Answer;
  readonly evaluation: Evaluation;
  readonly action: Action;
  readonly reason: string;
  readonly trustedBy: Verification['trustedBy'];
  /** DER, leaf first: the path the pins were judged on. */
  readonly path: readonly Buffer[];
}

interface Trusted {
  readonly path: readonly Buffer[];
  readonly by: Verification['trustedBy'];
}

/** Decides about one certificate chain; never throws for what the network sent. `at` in epoch milliseconds. */
export const judge = (question: VerifyQuestion, rules: Rules, at: number): Judgement => {
  const trusted = establishTrust(question, rules, at);
  if (typeof trusted === 'string') return block('untrusted', trusted, question.host, rules, at);
  const hashes: Pins[] = [];
  for (const certificate of trusted.path) {
    const pins = toPins(certificate);
    if (!pins.ok)
      return block(
        'undecided',
        `A certificate of the validated chain cannot be read: ${pins.error}`,
        question.host,
        rules,
        at,
      );
    hashes.push(pins.value);
  }
  const evaluation = rules.pins.evaluate(question.host, hashes, at);
  const action = decide(evaluation, rules.pins);
  const accepted = trusted.by.kind === 'chromium' ? answers.keepChromiumResult : answers.accept;
  return {
    answer: action === 'allowed' ? accepted : answers.pinMismatch,
    evaluation,
    action,
    reason: explain(question.host, evaluation, action),
    trustedBy: trusted.by,
    path: trusted.path,
  };
};

/** The path that may be judged by its pins, or the sentence why there is none. */
const establishTrust = (
  question: VerifyQuestion,
  { anchors, trustsAnchorsOnly }: Rules,
  at: number,
): Trusted | string => {
  if (question.errorCode === 0 && !trustsAnchorsOnly) {
    if (question.validated.length === 0) return 'Chromium named no validated chain.';
    return { path: question.validated, by: { kind: 'chromium', subject: null } };
  }
  const chromiumSays =
    question.errorCode === 0 ? '' : `${describeNetError(question.errorCode, question.result)} `;
  const forHost = anchors.filter((anchor) => countsFor(anchor, question.host, at));
  const isMendable = question.errorCode === authorityInvalid || question.errorCode === 0;
  if (!isMendable || (forHost.length === 0 && !trustsAnchorsOnly)) return chromiumSays.trimEnd();
  const validated = validatePath({
    // What Chromium found to complete a chain may serve here as well.
    presented: [...question.presented, ...(question.errorCode === 0 ? question.validated : [])],
    anchors: forHost.map(({ certificate }) => certificate),
    host: question.host,
    at,
    profile: 'private',
  });
  if (!validated.ok) {
    const { code, sentence } = validated.error;
    // A date or a name that is wrong is so whoever vouches for it.
    if (code !== 'no-path') return trustsAnchorsOnly ? sentence : `${chromiumSays}${sentence}`;
    return trustsAnchorsOnly
      ? `Only the given roots count, and none vouches for it: ${sentence}`
      : `${chromiumSays}The CAs trusted in Settings do not vouch for it either: ${sentence}`;
  }
  const anchor = validated.value.path.at(-1);
  const subject = forHost.find(({ certificate }) => anchor?.equals(certificate) === true)?.subject ?? null;
  return { path: validated.value.path, by: { kind: 'this-run', subject } };
};

const block = (
  verdict: 'untrusted' | 'undecided',
  reason: string,
  host: string,
  rules: Rules,
  at: number,
): Judgement => ({
  answer: answers.pinMismatch,
  evaluation: rules.pins.evaluationOf(verdict, host, at),
  action: 'blocked',
  reason,
  trustedBy: { kind: 'nobody', subject: null },
  path: [],
});

/** For whatever went wrong around a decision: blocked, and said so. */
export const blockUndecided = (host: string, reason: string, rules: Rules, at: number): Judgement =>
  block('undecided', reason, host, rules, at);

/** Plain `http://` or `ws://` to a host. */
export const judgeCleartext = (host: string, rules: Rules, at: number): CleartextJudgement => {
  const evaluation = rules.pins.evaluateCleartext(host, at);
  const action = decide(evaluation, rules.pins);
  return {
    verdict: evaluation.verdict,
    action,
    reason: explain(host, evaluation, action),
    errorCode:
      action === 'allowed' ? null : evaluation.verdict === 'unpinned' ? 'unpinned-refused' : 'cleartext',
    evaluation,
  };
};

/** The record of a judgement: everything a person wants to see of it later. Not needed for the decision itself. */
export const toVerification = (
  question: VerifyQuestion,
  judgement: Judgement,
  identity: { readonly id: number; readonly at: number; readonly epoch: number },
): Verification => {
  const validatedChain = readableFacts(judgement.path.length > 0 ? judgement.path : question.validated);
  return {
    ...identity,
    host: question.host,
    evaluation: judgement.evaluation,
    action: judgement.action,
    chromiumErrorCode: question.errorCode,
    chromiumResult: question.result,
    isIssuedByKnownRoot: question.isIssuedByKnownRoot,
    trustedBy: judgement.trustedBy,
    presentedChain: readableFacts(question.presented),
    validatedChain: judgement.path.length > 0 ? validatedChain : [],
    reason: judgement.reason,
    failureMessage:
      judgement.evaluation.verdict === 'mismatch'
        ? failureMessage(question.host, validatedChain, judgement.evaluation.expectedPins)
        : null,
  };
};

/** What cannot be read is left out here; the judgement has refused it already if it mattered. */
const readableFacts = (chain: readonly Buffer[]): readonly CertificateFacts[] =>
  chain.flatMap((certificate) => {
    const facts = toCertificateFacts(certificate);
    return facts.ok ? [facts.value] : [];
  });
