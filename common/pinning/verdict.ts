/** What was found. Evaluation and decision are separate values: a verdict alone says nothing about what was done. */
export type Verdict = 'pinned' | 'mismatch' | 'unpinned' | 'cleartext' | 'untrusted' | 'undecided';

/** What was done. */
export type Action = 'allowed' | 'blocked';

/** How a pin set is applied. */
export type Mode = 'enforce' | 'report-only' | 'off';

/** The findings about a host, before anyone decides what to do. */
export interface Evaluation {
  readonly verdict: Verdict;
  /** The strictest mode that applied: `enforce`, else `report-only`, else `off`; `off` when no set is in force. */
  readonly mode: Mode;
  /** Patterns of the sets in force for the host, as written in the policy. */
  readonly matchedPatterns: readonly string[];
  /** The union of the pins that decided, in policy order, canonical text. */
  readonly expectedPins: readonly string[];
  /** The pin that matched, canonical text, and its place in the validated chain (0 is the leaf). */
  readonly matchedPin: string | null;
  readonly matchedIndex: number | null;
  /** The union of report-only sets, judged separately beside live ones. */
  readonly reportOnly: {
    readonly verdict: 'pinned' | 'mismatch' | 'cleartext';
    readonly expectedPins: readonly string[];
  } | null;
  /** Sets that match the host and do not apply, with the sentence why (`off`, `expired on 2026-06-30`). */
  readonly notInForce: readonly { readonly pattern: string; readonly why: string }[];
}

/** Of a host for which no pin counts, whatever the verdict is for that. */
export const nothingInForce = {
  mode: 'off',
  matchedPatterns: [],
  expectedPins: [],
  matchedPin: null,
  matchedIndex: null,
  reportOnly: null,
  notInForce: [],
} as const satisfies Omit<Evaluation, 'verdict'>;
