/** What commands and reports say about one host and its chain: the stable shape of their JSON. */
import type { CertificateFacts } from './pinning/certificate.ts';
import { fromBase64, toHex } from './pinning/base64.ts';
import type { Action, Evaluation, Mode, Verdict } from './pinning/verdict.ts';

export interface CertificateResult {
  readonly subject: string;
  readonly issuer: string;
  /** `sha256/…` */
  readonly spkiSha256: string;
  /** Lower-case hexadecimal. */
  readonly certSha256: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** One of the expected pins is its. Which of them count where is the client's rule. */
  readonly pinned: boolean;
}

export interface EvaluationResult {
  /** As the question gave it; null: it had none. */
  readonly id: unknown;
  readonly host: string;
  readonly verdict: Verdict;
  readonly action: Action;
  readonly mode: Mode;
  readonly matchedPatterns: readonly string[];
  readonly expectedPins: readonly string[];
  readonly matchedPin: string | null;
  /** A sentence: which client's rule decided. Null: there was no policy. */
  readonly rule: string | null;
  readonly reportOnly: Evaluation['reportOnly'];
  /** Whether the chain was validated to a trusted root. */
  readonly trust: 'validated' | 'not-checked' | 'failed';
  /** A sentence; null: nothing went wrong. */
  readonly error: string | null;
  /** The validated path, leaf first; the chain as given where trust was not checked; empty when validation failed. */
  readonly chain: readonly CertificateResult[];
  readonly presentedChain: readonly CertificateResult[];
}

/** A question that could not be answered at all. */
export interface UnjudgedResult {
  readonly id: unknown;
  readonly verdict: null;
  readonly error: string;
}

const certificatePrefix = 'cert-sha256/';

/** Shows which certificates of a chain carry one of these pins (canonical texts). */
export const toCertificateResults = (
  chain: readonly CertificateFacts[],
  expectedPins: readonly string[],
): readonly CertificateResult[] => {
  const hashes = new Set(
    expectedPins.map((pin) =>
      pin.startsWith(certificatePrefix) ? toHex(fromBase64(pin.slice(certificatePrefix.length)) ?? []) : pin,
    ),
  );
  return chain.map(({ subject, issuer, spkiSha256, spkiSha1, certSha256, notBefore, notAfter }) => ({
    subject,
    issuer,
    spkiSha256,
    certSha256,
    notBefore,
    notAfter,
    pinned: [spkiSha256, spkiSha1, certSha256].some((hash) => hashes.has(hash)),
  }));
};
