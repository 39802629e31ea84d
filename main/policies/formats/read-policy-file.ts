/**
 * Any client's pins from bytes: the format is the one given, or the first that recognises them for certain. Refused,
 * with the place, what was found and what was expected: too many bytes, no known format, and whatever the format's own
 * reader refuses.
 */
import type { ClientFormat, ClientPolicy } from '../../../common/pinning/clients/client-policy.ts';
import { failure, type Result } from '../../../common/result.ts';
import { decodeText } from './decode-text.ts';
import { policyFormats } from './formats.ts';
import { smallestPolicy } from './pinspect-format.ts';
import type { FormatInput, FormatProblems, PolicyFormat } from './policy-format.ts';

export interface ReadOptions {
  /** Null or absent: found out. */
  readonly format?: ClientFormat | null;
  readonly fileName?: string | null;
  /** For formats that name no host. */
  readonly host?: string | null;
  /** A sentence: what the person can do where the format is not found out. Left out: nothing. */
  readonly otherwise?: string;
}

/** An app of a quarter of a gibibyte is read for its one small file; larger ones are unpacked by hand first. */
const maximumBytes = 256 * 1024 * 1024;

const problem = (found: string, expected: string): Result<never, FormatProblems> =>
  failure([{ path: 'the file', found, expected }]);

const unrecognised = (input: FormatInput, otherwise: string | null): Result<never, FormatProblems> => {
  const names = policyFormats.map(({ format }) => format).join(', ');
  // JSON is most likely meant as a policy of our own.
  const looks =
    input.text?.trimStart().startsWith('{') === true ? `a Pinspect policy, ${smallestPolicy}, or ` : '';
  const known = `${looks}one of: ${names} (an .apk or .ipa too)`;
  return problem(describe(input), otherwise === null ? known : `${known}. ${otherwise}`);
};

const describe = ({ bytes, text }: FormatInput): string => {
  if (bytes.length === 0) return 'nothing';
  const start = text?.trim().split('\n')[0]?.trim().slice(0, 60);
  return start === undefined ? `${bytes.length} bytes that are no text` : `text that begins "${start}"`;
};

const choose = (input: FormatInput, wanted: ClientFormat | null): PolicyFormat | undefined =>
  policyFormats.find((format) => (wanted === null ? format.recognises(input) : format.format === wanted));

/** Never throws, whatever the bytes. */
export const readPolicyFile = (
  bytes: Uint8Array,
  { format = null, fileName = null, host = null, otherwise }: ReadOptions = {},
): Result<ClientPolicy, FormatProblems> => {
  if (bytes.length > maximumBytes) return problem(`${bytes.length} bytes`, 'at most 256 MiB');
  const input: FormatInput = { bytes, text: decodeText(bytes), fileName, host };
  const found = choose(input, format);
  return found === undefined ? unrecognised(input, otherwise ?? null) : found.read(input);
};
