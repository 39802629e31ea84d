/** The channels of the policy: saved, set aside and brought back, imported and exported. */
import { z } from 'zod';
import { clientFormats } from '../pinning/clients/client-policy.ts';
import type { PolicyProblem } from '../pinning/policy.ts';
import type { Result } from '../result.ts';
import type { ExportedPolicy, ImportedPolicy } from './exchange.ts';
import type { PolicyRefusal } from './state.ts';

const text = (maximum: number): z.ZodString => z.string().max(maximum);
const none = z.strictObject({});

const pinSetParameters = z.strictObject({
  pattern: text(512),
  mode: z.enum(['enforce', 'report-only', 'off']),
  expires: text(32).nullable(),
  pins: z.array(text(128)).max(500),
  note: text(2_000).nullable(),
  extra: z.record(text(128), z.unknown()).optional(),
});

const policyParameters = z.strictObject({
  unpinnedHosts: z.enum(['allow', 'refuse']),
  pinSets: z.array(pinSetParameters).max(10_000),
  extra: z.record(text(128), z.unknown()).optional(),
});

export const policyCalls = {
  'policy.save': z.strictObject({ policy: policyParameters, revision: z.int().min(0) }),
  /** The file that cannot be read is moved away, and one that can be read takes its place. */
  'policy.setAside': none,
  /** Undoes it. */
  'policy.bringBack': none,
  'policy.import.read': z.strictObject({
    /** What was pasted; null: a file that the person chooses. */
    text: text(4 * 1024 * 1024).nullable(),
    /** Null: found out. */
    format: z.enum(clientFormats).nullable(),
    /** For formats that name no host; empty: none. */
    host: text(255),
  }),
  /** The file that was opened from the file manager. */
  'policy.import.opened': z.strictObject({ format: z.enum(clientFormats).nullable(), host: text(255) }),
  /** It needs no more looking at. */
  'policy.import.close': none,
  'policy.export': z.strictObject({
    format: z.enum(clientFormats),
    /** For formats that are for one host; empty: the only one there is. */
    host: text(255),
    /** Whose keys the pins are that no host has shown, for formats that keep leaves and authorities apart; null: not said. */
    unseenPins: z.enum(['leaf', 'ca']).nullable(),
    /** The person is asked where to; false: only written out. */
    isSaved: z.boolean(),
  }),
} as const;

export interface PolicyCallResults {
  /** Refused when `revision` is not the one in force: someone else saved in between. */
  'policy.save': Result<{ readonly revision: number }, PolicyRefusal>;
  /** Where the file is now; null: there was none any more. */
  'policy.setAside': Result<{ readonly movedTo: string | null }, PolicyRefusal>;
  'policy.bringBack': Result<null, PolicyRefusal>;
  /** Nothing is in force yet: the page shows what would change, and saves. null value: the dialog was closed. */
  'policy.import.read': Result<ImportedPolicy | null, { readonly problems: readonly PolicyProblem[] }>;
  /** null: there is none. */
  'policy.import.opened': Result<ImportedPolicy | null, { readonly problems: readonly PolicyProblem[] }>;
  'policy.import.close': null;
  /** Of the policy in force. */
  'policy.export': Result<ExportedPolicy, { readonly problems: readonly PolicyProblem[] }>;
}
