/**
 * What a host's pins say about a connection. All sets whose pattern is for the host apply together, as in OkHttp: one
 * match anywhere on the chain is enough. The union of the enforced sets decides; report-only sets form a second union
 * beside it, and decide only where nothing is enforced. Sets that are off or expired contribute nothing and are named.
 * The chain must be the validated one: judged on what the server sent, anyone could append the pinned certificate
 * (CVE-2016-2402). What to do about a verdict is decided elsewhere (`decide`).
 */
import type { CertificateFacts } from './certificate.ts';
import type { CompiledPin, CompiledPinSet, CompiledPolicy } from './compile-policy.ts';
import { canonicalHost } from './host-pattern.ts';
import { type Evaluation, nothingInForce } from './verdict.ts';

export type CertificateHashes = Pick<CertificateFacts, 'spkiSha256' | 'spkiSha1' | 'certSha256'>;

interface Match {
  readonly pin: string;
  readonly index: number;
}

interface PinsForHost {
  readonly enforced: readonly CompiledPin[] | null;
  readonly reportOnly: readonly CompiledPin[] | null;
  readonly matchedPatterns: readonly string[];
  readonly notInForce: Evaluation['notInForce'];
}

/** Each pin once, in policy order; null when there is no set. */
const unionOf = (sets: readonly CompiledPinSet[]): readonly CompiledPin[] | null =>
  sets.length === 0
    ? null
    : [...new Map(sets.flatMap((set) => set.pins.map((pin) => [pin.text, pin] as const))).values()];

const whyNotInForce = ({ pinSet, expiresAt }: CompiledPinSet, at: number): string | null => {
  if (pinSet.mode === 'off') return 'off';
  return expiresAt !== null && at >= expiresAt ? `expired on ${pinSet.expires ?? ''}` : null;
};

/** Null when the host cannot be read. */
const pinsFor = (policy: CompiledPolicy, host: string, at: number): PinsForHost | null => {
  const canonical = canonicalHost(host);
  if (!canonical.ok) return null;
  const judged = policy.setsFor(canonical.value).map((set) => ({ set, why: whyNotInForce(set, at) }));
  const inForce = judged.flatMap(({ set, why }) => (why === null ? [set] : []));
  return {
    enforced: unionOf(inForce.filter((set) => set.pinSet.mode === 'enforce')),
    reportOnly: unionOf(inForce.filter((set) => set.pinSet.mode === 'report-only')),
    matchedPatterns: [...new Set(inForce.map((set) => set.pinSet.pattern))],
    notInForce: judged.flatMap(({ set, why }) =>
      why === null ? [] : [{ pattern: set.pinSet.pattern, why }],
    ),
  };
};

/** The certificate nearest the leaf wins, then the pin that stands first in the policy. */
const findMatch = (pins: readonly CompiledPin[], chain: readonly CertificateHashes[]): Match | null => {
  for (const [index, certificate] of chain.entries()) {
    const hashes = [certificate.spkiSha256, certificate.spkiSha1, certificate.certSha256];
    const pin = pins.find(({ hash }) => hashes.includes(hash));
    if (pin !== undefined) return { pin: pin.text, index };
  }
  return null;
};

const textsOf = (pins: readonly CompiledPin[]): readonly string[] => pins.map((pin) => pin.text);

type JudgePins = (pins: readonly CompiledPin[]) => {
  readonly verdict: 'pinned' | 'mismatch' | 'cleartext';
  readonly match: Match | null;
};

const evaluateWith = (policy: CompiledPolicy, host: string, at: number, judge: JudgePins): Evaluation => {
  const found = pinsFor(policy, host, at);
  // A name nobody can read cannot be looked up, so nobody can say that it is unpinned.
  if (found === null) return { verdict: 'undecided', ...nothingInForce };
  const { enforced, reportOnly, matchedPatterns, notInForce } = found;
  const pins = enforced ?? reportOnly;
  if (pins === null) return { verdict: 'unpinned', ...nothingInForce, notInForce };
  const { verdict, match } = judge(pins);
  return {
    verdict,
    mode: enforced === null ? 'report-only' : 'enforce',
    matchedPatterns,
    expectedPins: textsOf(pins),
    matchedPin: match?.pin ?? null,
    matchedIndex: match?.index ?? null,
    reportOnly:
      reportOnly === null ? null : { verdict: judge(reportOnly).verdict, expectedPins: textsOf(reportOnly) },
    notInForce,
  };
};

/** For a TLS connection whose path was validated: `chain` is that path, leaf first. `at` in epoch milliseconds. */
export const evaluate = (
  policy: CompiledPolicy,
  host: string,
  chain: readonly CertificateHashes[],
  at: number,
): Evaluation =>
  evaluateWith(policy, host, at, (pins) => {
    const match = findMatch(pins, chain);
    return { verdict: match === null ? 'mismatch' : 'pinned', match };
  });

/** For plain `http://` and `ws://`: there is no chain a pin could be on. `at` in epoch milliseconds. */
export const evaluateCleartext = (policy: CompiledPolicy, host: string, at: number): Evaluation =>
  evaluateWith(policy, host, at, () => ({ verdict: 'cleartext', match: null }));

/** For a connection that never came to its pins: they are named, not judged. `at` in epoch milliseconds. */
export const evaluationOf = (
  verdict: 'untrusted' | 'undecided',
  policy: CompiledPolicy,
  host: string,
  at: number,
): Evaluation => {
  const found = pinsFor(policy, host, at);
  if (found === null) return { verdict, ...nothingInForce };
  const { enforced, reportOnly, matchedPatterns, notInForce } = found;
  const mode = enforced !== null ? 'enforce' : reportOnly !== null ? 'report-only' : 'off';
  const expectedPins = textsOf(enforced ?? reportOnly ?? []);
  return { verdict, ...nothingInForce, mode, matchedPatterns, expectedPins, notInForce };
};
