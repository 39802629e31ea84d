/** What `check` says about one request: evaluate's object, and what the connection and the answer were. */
import { countedBytes } from '../../../common/counted-bytes.ts';
import { type EvaluationResult, toCertificateResults } from '../../../common/evaluation-result.ts';
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import type { PinRules } from '../../../common/pinning/pin-rules.ts';
import type { Action, Evaluation } from '../../../common/pinning/verdict.ts';
import type { Connection, InterceptorSaw, Verification } from '../../../common/records.ts';
import { toWeakenedVerification, whatWeakened } from '../../../common/weakened.ts';
import type { Weakness } from '../../../common/weakness.ts';

/** What a finding is about, for the heading of its result. */
export type FindingKind = 'pins ended' | 'pins end soon' | 'certificate ends soon' | 'changed';

export interface CheckFinding {
  readonly kind: FindingKind;
  readonly sentence: string;
}

/** One request: which, and under what circumstances. */
export interface CheckTarget {
  readonly url: string;
  /** From 1. */
  readonly round: number;
  /** The address it was sent to on purpose (`--every-address`); null: the way the name leads. */
  readonly wantedAddress: string | null;
  /** The URL that sent it here; null: asked for itself. */
  readonly redirectedFrom: string | null;
}

/** Stable: the objects of the JSON report. */
export interface CheckResult extends EvaluationResult {
  readonly url: string;
  readonly port: number;
  /** Address and port of the next hop: the server, or the proxy; null: nothing was connected. */
  readonly address: string | null;
  readonly route: string;
  readonly tlsVersion: string | null;
  readonly cipherSuite: string | null;
  /** What the client offered. */
  readonly alpn: string | null;
  /** null: the connection is still open, and its bytes are counted when it closes. */
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  readonly durationMs: number;
  readonly httpStatus: number | null;
  /** `pin-mismatch`, `untrusted`, `connect-refused`, …; null: answered. */
  readonly errorCode: string | null;
  readonly round: number;
  readonly redirectedFrom: string | null;
  /** Refused because of an earlier rejection in the round. */
  readonly remembered: boolean;
  /** OkHttp's text, for a mismatch. */
  readonly failureMessage: string | null;
  /** Pin sets for the host that do not apply, and why (`off`, `expired on 2026-06-30`). */
  readonly notInForce: Evaluation['notInForce'];
  /** What made it less well protected than its verdict sounds. */
  readonly weakened: readonly Weakness[];
  /** Sentences: what `--fail-before` and `--baseline` found. */
  readonly findings: readonly string[];
  /** What each finding is about. */
  readonly findingKinds: readonly FindingKind[];
}

/** How the exchange ended, besides what the connection says. */
export interface Ending {
  readonly httpStatus: number | null;
  readonly durationMs: number;
  /** Of a request that got no answer, in words and as a code; null: it was answered. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

export interface CheckMaterial {
  readonly target: CheckTarget;
  readonly host: string;
  readonly port: number;
  readonly startedAt: number;
  readonly connection: Connection | null;
  readonly verification: Verification | null;
  readonly ending: Ending;
  readonly rules: PinRules;
  /** Absent: there was none, or it did not say. */
  readonly interceptorSaw?: InterceptorSaw | null;
}

export const toCheckResult = (material: CheckMaterial): CheckResult => {
  const { target, host, port, connection, verification, ending } = material;
  const evaluation = evaluationOf(material);
  const show = (chain: readonly CertificateFacts[]): EvaluationResult['chain'] =>
    toCertificateResults(chain, evaluation.expectedPins);
  const { bytesSent, bytesReceived } =
    connection === null ? { bytesSent: 0, bytesReceived: 0 } : countedBytes(connection);
  const action: Action = connection?.action ?? 'blocked';
  const isBlock = action === 'blocked';
  const errorCode = (isBlock ? connection?.errorCode : null) ?? ending.failure?.code ?? null;
  const error = (isBlock ? connection?.reason : null) ?? ending.failure?.message ?? null;
  return {
    id: null,
    host,
    url: target.url,
    port,
    verdict: evaluation.verdict,
    action,
    mode: evaluation.mode,
    matchedPatterns: evaluation.matchedPatterns,
    expectedPins: evaluation.expectedPins,
    matchedPin: evaluation.matchedPin,
    rule: 'rule' in evaluation && typeof evaluation.rule === 'string' ? evaluation.rule : null,
    reportOnly: evaluation.reportOnly,
    trust:
      verification === null ? 'not-checked' : evaluation.verdict === 'untrusted' ? 'failed' : 'validated',
    error: error === '' ? null : error,
    errorCode,
    address: connection?.address ?? null,
    route: connection?.route.text ?? '',
    tlsVersion: connection?.tlsVersion ?? null,
    cipherSuite: connection?.cipherSuite ?? null,
    alpn: connection?.alpn ?? null,
    bytesSent,
    bytesReceived,
    durationMs: ending.durationMs,
    httpStatus: ending.httpStatus,
    round: target.round,
    redirectedFrom: target.redirectedFrom,
    remembered: connection?.remembered ?? false,
    failureMessage: verification?.failureMessage ?? null,
    notInForce: evaluation.notInForce,
    weakened:
      connection === null
        ? []
        : whatWeakened(
            connection,
            material.interceptorSaw ?? null,
            verification === null ? null : toWeakenedVerification(verification),
          ),
    findings: [],
    findingKinds: [],
    chain: show(verification?.validatedChain ?? []),
    presentedChain: show(verification?.presentedChain ?? []),
  };
};

/**
 * Of the certificate's verification; of cleartext, which has none; or of a host nobody could judge, as where the certificate
 * was accepted and its handshake never finished.
 */
const evaluationOf = ({ verification, connection, host, startedAt, rules }: CheckMaterial): Evaluation => {
  const isUndecided = connection?.verdict === 'undecided';
  if (verification !== null && !isUndecided) return verification.evaluation;
  if (connection?.protocol === 'cleartext' && !isUndecided) return rules.evaluateCleartext(host, startedAt);
  return rules.evaluationOf('undecided', host, startedAt);
};
