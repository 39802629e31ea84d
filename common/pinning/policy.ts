import type { Mode } from './verdict.ts';

/** One host pattern, its pins, and how they are applied. A malformed one cannot exist: `parsePolicy` is the only maker. */
export interface PinSet {
  /** As written: `api.example.com`, `*.example.com`, `**.example.com`, an IP literal. */
  readonly pattern: string;
  readonly mode: Mode;
  /** `2027-06-30`: from 00:00 UTC of that day on the set is not enforced; null: never ends. */
  readonly expires: string | null;
  /** Canonical texts: `sha256/…=`, `sha1/…=`, `cert-sha256/…=`. */
  readonly pins: readonly string[];
  readonly note: string | null;
  /** Unknown keys that begin with `x-`, kept on save. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** All pin sets, and what happens to a host without any. */
export interface Policy {
  readonly unpinnedHosts: 'allow' | 'refuse';
  readonly pinSets: readonly PinSet[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** One bad value in a policy. */
export interface PolicyProblem {
  /** `pinSets[0].pins[1]`; `line 3, column 7` where the text is not JSON at all. */
  readonly path: string;
  /** The value as JSON, cut when long. */
  readonly found: string;
  readonly expected: string;
}

/** What one pin set and one policy may hold: more is a mistake, and would make every handshake slow. */
export const maximumPinSets = 10_000;
export const maximumPinsInSet = 500;
export const maximumPatternLength = 512;
export const maximumNoteLength = 2_000;
export const maximumExtraKeyLength = 128;

export const emptyPolicy: Policy = { unpinnedHosts: 'allow', pinSets: [] };
