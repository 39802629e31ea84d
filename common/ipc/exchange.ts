/** What import and export of a policy answer. */
import type { ClientFormat } from '../pinning/clients/client-policy.ts';
import type { Loss } from '../pinning/clients/compare-client-policies.ts';
import type { Policy } from '../pinning/policy.ts';

export interface ImportedPolicy {
  /** As it was found to be. */
  readonly format: ClientFormat;
  /** Null: it was pasted. */
  readonly fileName: string | null;
  /** In Pinspect's own form; nothing is in force yet. */
  readonly policy: Policy;
  readonly notes: readonly string[];
  /** What Pinspect would do otherwise than that client. */
  readonly losses: readonly Loss[];
}

export interface ExportedPolicy {
  readonly text: string;
  /** What that client would do otherwise than Pinspect. */
  readonly losses: readonly Loss[];
  readonly notes: readonly string[];
  /** Null: not saved. */
  readonly savedTo: string | null;
}
