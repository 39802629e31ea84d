/** One way of writing pins down: how it is recognised, read and written. Each format's own file makes one of these. */
import type { ClientFormat, ClientPolicy } from '../../../common/pinning/clients/client-policy.ts';
import type { PolicyProblem } from '../../../common/pinning/policy.ts';
import type { Result } from '../../../common/result.ts';

export interface FormatInput {
  readonly bytes: Uint8Array;
  /** UTF-8 (or UTF-16 with its mark), without the byte order mark; null: the bytes are no text. */
  readonly text: string | null;
  /** Its extension helps to tell formats apart; null: pasted or from a pipe. */
  readonly fileName: string | null;
  /** For formats that name no host (RFC 7469's header, curl): the host they are for; null: not given. */
  readonly host: string | null;
}

export type FormatProblems = readonly PolicyProblem[];

export interface PolicyFormat {
  readonly format: ClientFormat;
  /** For people: `Android network security config`. */
  readonly name: string;
  /** Without the dot: `xml`. */
  readonly fileExtension: string;
  /** Whether it is certainly this format, never merely possible. Must be cheap and never throw. */
  readonly recognises: (input: FormatInput) => boolean;
  /** Never throws, whatever the bytes. Problems name the place, what was found and what was expected. */
  readonly read: (input: FormatInput) => Result<ClientPolicy, FormatProblems>;
  /** `policy` is of this format (see `translate`). */
  readonly write: (policy: ClientPolicy) => Result<string, FormatProblems>;
}
