/** Import and export of the policy for the window: files are chosen by the person, in dialogs of the system. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorText } from '../../common/error-text.ts';
import type { ClientFormat } from '../../common/pinning/clients/client-policy.ts';
import { compareClientPolicies } from '../../common/pinning/clients/compare-client-policies.ts';
import { clientToPolicy, policyToClient } from '../../common/pinning/clients/pinspect-policy.ts';
import { noPlaces, placesOfChains, type PinPlace } from '../../common/pinning/clients/pin-places.ts';
import { boundToHost, translate } from '../../common/pinning/clients/translate.ts';
import type { Policy, PolicyProblem } from '../../common/pinning/policy.ts';
import type { SeenChain } from '../../common/pinning/seen-chain.ts';
import { failure, success, type Result } from '../../common/result.ts';
import type { ExportedPolicy, ImportedPolicy } from '../../common/ipc/exchange.ts';
import { writePolicy } from '../policies/formats/convert.ts';
import { policyFormats } from '../policies/formats/formats.ts';
import { readPolicyFile } from '../policies/formats/read-policy-file.ts';

export interface FileDialogs {
  /** Null: the person closed the dialog. The error is the system's word. */
  readonly open: () => Promise<Result<{ readonly path: string; readonly bytes: Uint8Array } | null, string>>;
  /** The path written to; null: the person closed the dialog. */
  readonly save: (suggestedName: string, text: string) => Promise<Result<string | null, string>>;
}

interface Problems {
  readonly problems: readonly PolicyProblem[];
}

const refuse = (path: string, found: string, expected: string): Result<never, Problems> =>
  failure({ problems: [{ path, found, expected }] });

const optional = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** `at` in epoch milliseconds: what has ended by then, and what is compared. */
export const readImport = (
  bytes: Uint8Array,
  fileName: string | null,
  { format, host: givenHost }: { readonly format: ClientFormat | null; readonly host: string },
  at: number,
): Result<ImportedPolicy, Problems> => {
  const host = optional(givenHost);
  const read = readPolicyFile(bytes, {
    format,
    fileName,
    host,
    otherwise: 'If it is one, choose its format',
  });
  if (!read.ok) return failure({ problems: read.error });
  const translated = translate(read.value, 'pinspect', { at, host, places: noPlaces });
  if (!translated.ok) return failure({ problems: translated.error });
  const policy = clientToPolicy(translated.value);
  if (!policy.ok) return failure({ problems: policy.error });
  const source = host === null ? read.value : boundToHost(read.value, host);
  return success({
    format: read.value.format,
    fileName,
    policy: policy.value,
    notes: read.value.notes,
    losses: compareClientPolicies(source, policyToClient(policy.value), at),
  });
};

/** From a file that the person chooses; null: they chose none. */
export const readImportFile = async (
  dialogs: FileDialogs,
  options: { readonly format: ClientFormat | null; readonly host: string },
  at: number,
): Promise<Result<ImportedPolicy | null, Problems>> => {
  const chosen = await dialogs.open();
  if (!chosen.ok) return refuse('the file', chosen.error, 'a file that can be read');
  if (chosen.value === null) return success(null);
  return readImport(chosen.value.bytes, basename(chosen.value.path), options, at);
};

/** From a file that was opened from outside, by its path; a pipe or a device would be read for ever. */
export const readOpenedFile = async (
  path: string,
  options: { readonly format: ClientFormat | null; readonly host: string },
  at: number,
): Promise<Result<ImportedPolicy, Problems>> => {
  try {
    if (!(await stat(path)).isFile()) return refuse(path, 'something that is not a file', 'a policy file');
    return readImport(await readFile(path), basename(path), options, at);
  } catch (error) {
    return refuse(path, errorText(error), 'a file that can be read');
  }
};

export const writeExport = async (
  policy: Policy,
  {
    format,
    host,
    unseenPins,
    isSaved,
  }: {
    readonly format: ClientFormat;
    readonly host: string;
    readonly unseenPins: PinPlace | null;
    readonly isSaved: boolean;
  },
  { dialogs, seen }: { readonly dialogs: FileDialogs; readonly seen: readonly SeenChain[] },
  at: number,
): Promise<Result<ExportedPolicy, Problems>> => {
  const places = placesOfChains(seen, unseenPins);
  const written = writePolicy(policyToClient(policy), format, { at, host: optional(host), places });
  if (!written.ok) return failure({ problems: written.error });
  if (!isSaved) return success({ ...written.value, savedTo: null });
  const extension = policyFormats.find((known) => known.format === format)?.fileExtension ?? 'txt';
  const saved = await dialogs.save(`pins.${extension}`, written.value.text);
  if (!saved.ok) return refuse('the file', saved.error, 'a file that can be written');
  return success({ ...written.value, savedTo: saved.value });
};
