import type { Action, Verdict } from '../pinning/verdict.ts';
import type { WeaknessKind } from '../weakness.ts';

/** A number, or from one to another, both included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/**
 * One condition of a filter. Several values are alternatives; `isNegated` turns the whole condition round. Texts are
 * as they were typed, without their quotes; `*` stands for any run of characters where a key says so.
 */
export type FilterCondition =
  | { readonly key: TextKey; readonly isNegated: boolean; readonly values: readonly string[] }
  | { readonly key: 'verdict'; readonly isNegated: boolean; readonly values: readonly Verdict[] }
  | { readonly key: 'action'; readonly isNegated: boolean; readonly values: readonly Action[] }
  | { readonly key: 'mode'; readonly isNegated: boolean; readonly values: readonly FilterMode[] }
  | { readonly key: 'trial'; readonly isNegated: boolean; readonly values: readonly TrialVerdict[] }
  | {
      readonly key: 'protocol';
      readonly isNegated: boolean;
      readonly values: readonly ('tls' | 'cleartext')[];
    }
  | { readonly key: 'weakened'; readonly isNegated: boolean; readonly values: readonly WeaknessKind[] }
  | { readonly key: 'has'; readonly isNegated: boolean; readonly values: readonly FilterHas[] }
  | { readonly key: 'sent'; readonly isNegated: boolean; readonly values: readonly ('none' | 'some')[] }
  | { readonly key: 'port' | 'epoch'; readonly isNegated: boolean; readonly values: readonly NumberRange[] }
  | { readonly key: 'since' | 'until'; readonly isNegated: boolean; readonly values: readonly FilterTime[] };

/** `word` is a word without a key: looked for in several columns. */
export type TextKey =
  | 'word'
  | 'host'
  | 'address'
  | 'route'
  | 'tls'
  | 'cipher'
  | 'alpn'
  | 'error'
  | 'sni'
  | 'page'
  | 'pin'
  | 'cert'
  | 'subject'
  | 'issuer';

export type FilterMode = 'enforce' | 'report-only' | 'off' | 'none';
export type TrialVerdict = 'pinned' | 'mismatch' | 'cleartext';
export type FilterHas = 'interceptor' | 'error' | 'chain' | 'trial' | 'remembered';

export type FilterTime =
  /** So many milliseconds before the filter is applied. */
  | { readonly kind: 'ago'; readonly ms: number }
  /** Epoch milliseconds. */
  | { readonly kind: 'at'; readonly ms: number };

/** All conditions hold. */
export type Filter = readonly FilterCondition[];

/** What is wrong with a filter's text, and where: to be shown under the caret. */
export interface FilterProblem {
  /** Of the first character that is wrong. */
  readonly at: number;
  readonly length: number;
  /** One sentence. */
  readonly message: string;
}
