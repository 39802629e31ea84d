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

export const emptyPolicy: Policy = { unpinnedHosts: 'allow', pinSets: [] };
