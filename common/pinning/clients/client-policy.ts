/**
 * What one client's configuration says, as data, so that one evaluator serves all clients. How a client reads it (which
 * rule of a host decides, when a day ends, whether an address can be pinned) follows from its format: `client-traits`.
 */
import type { Mode } from '../verdict.ts';

export const clientFormats = [
  'pinspect',
  'okhttp-kotlin',
  'okhttp-java',
  'android-nsc',
  'ios-nspinneddomains',
  'trustkit-ios',
  'trustkit-android',
  'curl',
  'rfc7469',
] as const;

export type ClientFormat = (typeof clientFormats)[number];

export type RuleScope =
  /** OkHttp's and Pinspect's patterns. */
  | { readonly kind: 'pattern'; readonly pattern: string }
  /** Android, iOS, TrustKit, RFC 7469. As written. */
  | { readonly kind: 'domain'; readonly domain: string; readonly includeSubdomains: boolean }
  /** curl: whatever host is asked for. */
  | { readonly kind: 'every-host' };

/** Pins of which one must be on the chain, at that position: anywhere, the leaf, or any other certificate than the leaf. */
export interface PinGroup {
  readonly position: 'any' | 'leaf' | 'ca';
  /**
   * Canonical texts; `sha256/…` text that no key can have (a wrong length, say) where the client takes it: it stands for
   * a host that is pinned and never matches.
   */
  readonly pins: readonly string[];
}

export interface ClientRule {
  readonly scope: RuleScope;
  readonly mode: Mode;
  /** `2027-06-30`, as written; null: never ends. The moment is the client's own. */
  readonly expires: string | null;
  /**
   * Every group must match (iOS: the CA list and the leaf list). No group: the rule pins nothing, yet where the most
   * specific rule decides it stands before shorter ones. A group without pins never matches.
   */
  readonly groups: readonly PinGroup[];
  /** What a person wrote beside it; only Pinspect's own file has a place for it. */
  readonly note?: string | null;
}

export interface ClientPolicy {
  readonly format: ClientFormat;
  /** Which rules of a host apply: all together, or only the most specific one (the longest name). */
  readonly selection: 'union' | 'most-specific';
  /** Only Pinspect can refuse hosts without pins; absent: `allow`. */
  readonly unpinnedHosts?: 'allow' | 'refuse';
  readonly rules: readonly ClientRule[];
  /** Sentences: what was normalised, what that client ignores, what was not understood. */
  readonly notes: readonly string[];
}
