/**
 * Judges one chain offline. With anchors, a path is built and validated first (server authentication, the whole profile of
 * RFC 5280 and the CA/Browser Forum), and pins count on that path only; a chain that does not validate never reaches its
 * pins. Without, the chain is taken as the validated one, and the result says that trust was not checked.
 */
import {
  type EvaluationResult,
  toCertificateResults,
  type CertificateResult,
} from '../../common/evaluation-result.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import type { ClientPolicy } from '../../common/pinning/clients/client-policy.ts';
import {
  type ClientEvaluation,
  evaluateClientPolicy,
} from '../../common/pinning/clients/evaluate-client-policy.ts';
import { decide } from '../../common/pinning/decide.ts';
import { canonicalHost } from '../../common/pinning/host-pattern.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { toCertificateFacts } from '../certificates/certificate-facts.ts';
import { validatePath } from '../certificates/path-validator.ts';

export interface ChainQuestion {
  readonly id: unknown;
  readonly host: string;
  /** DER, the server's certificate first. */
  readonly chain: readonly Buffer[];
  /** Null: only trust is asked for. */
  readonly policy: ClientPolicy | null;
  /** DER; null: trust is not asked for. */
  readonly anchors: readonly Buffer[] | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

const noPolicy: ClientPolicy = { format: 'pinspect', selection: 'union', rules: [], notes: [] };

export interface JudgedChain {
  readonly result: EvaluationResult;
  readonly evaluation: ClientEvaluation;
}

/** The error is a sentence: what of the question cannot be read. */
export const evaluateChain = (question: ChainQuestion): Result<JudgedChain, string> => {
  const { host, policy, anchors, at } = question;
  const canonical = canonicalHost(host);
  if (!canonical.ok) return failure(`“${host.slice(0, 100)}” is no host. ${canonical.error}`);
  const presented: CertificateFacts[] = [];
  for (const [index, der] of question.chain.entries()) {
    const facts = toCertificateFacts(der);
    if (!facts.ok) return failure(`Certificate ${index + 1} of the chain cannot be read: ${facts.error}`);
    presented.push(facts.value);
  }
  const judge = (chain: readonly CertificateFacts[]): ClientEvaluation =>
    evaluateClientPolicy(policy ?? noPolicy, host, chain, at);
  if (anchors === null)
    return success(
      toResult(question, judge(presented), { trust: 'not-checked', chain: presented }, presented),
    );
  const path = validatePath({
    presented: question.chain,
    anchors,
    host: canonical.value,
    at,
    profile: 'public',
  });
  if (!path.ok) {
    const untrusted = { ...judge([]), verdict: 'untrusted' as const, reportOnly: null };
    const trust = { trust: 'failed' as const, chain: [], error: path.error.sentence };
    return success(toResult(question, untrusted, trust, presented));
  }
  const validated = path.value.path.map(factsOfValidated);
  return success(toResult(question, judge(validated), { trust: 'validated', chain: validated }, presented));
};

/** A validated certificate was read already, by the same reader. */
const factsOfValidated = (der: Buffer): CertificateFacts => {
  const facts = toCertificateFacts(der);
  if (!facts.ok) throw new Error(`A validated certificate cannot be read: ${facts.error}`);
  return facts.value;
};

const toResult = (
  { id, host, policy }: ChainQuestion,
  evaluation: ClientEvaluation,
  trust: {
    readonly trust: EvaluationResult['trust'];
    readonly chain: readonly CertificateFacts[];
    readonly error?: string;
  },
  presented: readonly CertificateFacts[],
): JudgedChain => {
  const { verdict, mode, matchedPatterns, expectedPins, matchedPin, reportOnly, rule } = evaluation;
  const show = (chain: readonly CertificateFacts[]): readonly CertificateResult[] =>
    toCertificateResults(chain, expectedPins);
  const result: EvaluationResult = {
    id,
    host,
    verdict,
    action: decide(evaluation, { unpinnedHosts: policy?.unpinnedHosts ?? 'allow' }),
    mode,
    matchedPatterns,
    expectedPins,
    matchedPin,
    rule: policy === null ? null : rule,
    reportOnly,
    trust: trust.trust,
    error: trust.error ?? null,
    chain: show(trust.chain),
    presentedChain: show(presented),
  };
  return { result, evaluation };
};
