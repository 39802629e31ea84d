/** Which of a client's rules apply to a host at a time, and which are for it and do not, with the reason. */
import type { ClientRule } from './client-policy.ts';
import type { CompiledClientPolicy, CompiledRule, ReadHost } from './compile-client-policy.ts';
import type { ClientTraits } from './client-traits.ts';

export interface RulesInForce {
  readonly enforced: readonly CompiledRule[];
  readonly reported: readonly CompiledRule[];
  readonly inForce: readonly CompiledRule[];
  readonly notInForce: readonly { readonly pattern: string; readonly why: string }[];
}

/** `at` and `expiresAt` in epoch milliseconds. */
export const isExpired = (expiresAt: number | null, at: number, { standsAtExpiry }: ClientTraits): boolean =>
  expiresAt !== null && (standsAtExpiry ? at > expiresAt : at >= expiresAt);

const whyNot = (
  { rule, expiresAt }: { readonly rule: ClientRule; readonly expiresAt: number | null },
  at: number,
  traits: ClientTraits,
): string | null => {
  if (rule.mode === 'off') return 'off';
  if (isExpired(expiresAt, at, traits)) return `expired on ${rule.expires ?? ''}`;
  return rule.groups.length === 0 ? 'it has no pins' : null;
};

/** `at` in epoch milliseconds. */
export const rulesInForce = (
  { traits, rulesFor }: CompiledClientPolicy,
  host: ReadHost,
  at: number,
): RulesInForce => {
  const judged = rulesFor(host).map((rule) => ({ rule, why: whyNot(rule, at, traits) }));
  const inForce = judged.flatMap(({ rule, why }) => (why === null ? [rule] : []));
  return {
    enforced: inForce.filter(({ rule }) => rule.mode === 'enforce'),
    reported: inForce.filter(({ rule }) => rule.mode === 'report-only'),
    inForce,
    notInForce: judged.flatMap(({ rule, why }) => (why === null ? [] : [{ pattern: rule.scopeText, why }])),
  };
};
