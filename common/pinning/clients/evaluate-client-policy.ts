/**
 * What a client's own rules say about a connection: which of its rules are for the host (all of them, or the most
 * specific one), whether they are in force at that time, and whether their pins are on the validated chain where that
 * client looks for them. As in `evaluate`, enforced rules decide, report-only ones are judged beside them, and a name
 * that cannot be read is undecided. The answer names the client's rule that decided.
 */
import type { CertificateHashes } from '../evaluate.ts';
import { type Evaluation, nothingInForce } from '../verdict.ts';
import type { ClientPolicy } from './client-policy.ts';
import {
  compileClientPolicy,
  readHost,
  type CompiledGroup,
  type CompiledRule,
} from './compile-client-policy.ts';
import { rulesInForce } from './rules-in-force.ts';
import { wordRule } from './word-rule.ts';

export interface ClientEvaluation extends Evaluation {
  /** A sentence: the client's rule that decided. */
  readonly rule: string;
}

interface Match {
  readonly pin: string;
  readonly index: number;
}

type JudgeRules = (rules: readonly CompiledRule[]) => {
  readonly verdict: 'pinned' | 'mismatch' | 'cleartext';
  readonly match: Match | null;
};

const placesOf = (
  position: CompiledGroup['position'],
  chain: readonly CertificateHashes[],
): readonly (readonly [number, CertificateHashes])[] =>
  [...chain.entries()].filter(([index]) => position === 'any' || (index === 0) === (position === 'leaf'));

const matchGroup = (group: CompiledGroup, chain: readonly CertificateHashes[]): Match | null => {
  for (const [index, certificate] of placesOf(group.position, chain)) {
    const hashes = [certificate.spkiSha256, certificate.spkiSha1, certificate.certSha256];
    const pin = group.pins.find(({ hash }) => hashes.includes(hash));
    if (pin !== undefined) return { pin: pin.text, index };
  }
  return null;
};

/** Of several the one nearest the leaf, then the first. */
const nearest = (matches: readonly Match[]): Match | null =>
  matches.reduce<Match | null>(
    (best, match) => (best === null || match.index < best.index ? match : best),
    null,
  );

/** Null unless every group matches. */
const matchRule = ({ groups }: CompiledRule, chain: readonly CertificateHashes[]): Match | null => {
  const matches = groups.map((group) => matchGroup(group, chain));
  return matches.includes(null) ? null : nearest(matches.filter((match) => match !== null));
};

const pinsOf = (rules: readonly CompiledRule[]): readonly string[] => [
  ...new Set(rules.flatMap(({ groups }) => groups.flatMap(({ pins }) => pins.map(({ text }) => text)))),
];

const evaluateWith = (
  policy: ClientPolicy,
  host: string,
  at: number,
  judge: JudgeRules,
): ClientEvaluation => {
  const compiled = compileClientPolicy(policy);
  const read = readHost(host);
  if (read === null) {
    return { verdict: 'undecided', ...nothingInForce, rule: 'This is not a host name, so no rule decided.' };
  }
  const { enforced, reported, inForce, notInForce } = rulesInForce(compiled, read, at);
  const deciding = enforced.length > 0 ? enforced : reported;
  const rule = wordRule({ policy, traits: compiled.traits, host: read, deciding, notInForce });
  if (deciding.length === 0) return { verdict: 'unpinned', ...nothingInForce, notInForce, rule };
  const { verdict, match } = judge(deciding);
  return {
    verdict,
    mode: enforced.length > 0 ? 'enforce' : 'report-only',
    matchedPatterns: [...new Set(inForce.map((other) => other.scopeText))],
    expectedPins: pinsOf(deciding),
    matchedPin: match?.pin ?? null,
    matchedIndex: match?.index ?? null,
    reportOnly:
      reported.length === 0 ? null : { verdict: judge(reported).verdict, expectedPins: pinsOf(reported) },
    notInForce,
    rule,
  };
};

/** For a TLS connection whose path was validated: `chain` is that path, leaf first. `at` in epoch milliseconds. */
export const evaluateClientPolicy = (
  policy: ClientPolicy,
  host: string,
  chain: readonly CertificateHashes[],
  at: number,
): ClientEvaluation =>
  evaluateWith(policy, host, at, (rules) => {
    const match = nearest(rules.map((rule) => matchRule(rule, chain)).filter((found) => found !== null));
    return { verdict: match === null ? 'mismatch' : 'pinned', match };
  });

/** For plain `http://` and `ws://`: there is no chain a pin could be on. `at` in epoch milliseconds. */
export const evaluateClientCleartext = (policy: ClientPolicy, host: string, at: number): ClientEvaluation =>
  evaluateWith(policy, host, at, () => ({ verdict: 'cleartext', match: null }));
