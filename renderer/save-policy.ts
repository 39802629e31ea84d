import type { Policy } from '../common/pinning/policy.ts';

/**
 * Saves a whole policy that was made from the one with revision `basedOn`, and gives the new revision. Refused when
 * another was saved in between, so that nobody's change is overwritten; null then, and the person has been told.
 */
export type SavePolicy = (policy: Policy, basedOn: number) => Promise<number | null>;
