/** `--pins POLICY`: a policy file, or the configuration of a client that pins, judged by that client's own rules. */
import { basename } from 'node:path';
import type { ClientPolicy } from '../../common/pinning/clients/client-policy.ts';
import type { PolicyProblem } from '../../common/pinning/policy.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { decodeText } from '../policies/formats/decode-text.ts';
import { pinspectFormat } from '../policies/formats/pinspect-format.ts';
import type { FormatInput } from '../policies/formats/policy-format.ts';
import { type CommandIo, tell } from './command.ts';
import { harmless } from './harmless.ts';
import { inputName, maximumPolicyBytes, readInput } from './read-input.ts';

/** A hundred faults are the same mistake a hundred times. */
const maximumTold = 10;

/** `host`: whom a format that names none is for (curl, RFC 7469). What was normalised or ignored goes to stderr. The error is one or more lines. */
export const readPolicyArgument = async (
  name: string,
  io: CommandIo,
  host: string | null = null,
): Promise<Result<ClientPolicy, string>> => {
  const bytes = await readInput(name, io, maximumPolicyBytes);
  return bytes.ok ? readPolicyBytes(bytes.value, name, io, host) : bytes;
};

/** The same, of a file that was read already. */
export const readPolicyBytes = async (
  bytes: Buffer,
  name: string,
  io: CommandIo,
  host: string | null = null,
): Promise<Result<ClientPolicy, string>> => {
  const read = await readAny({
    bytes,
    text: decodeText(bytes),
    fileName: fileNameOf(name),
    host,
  });
  if (!read.ok) return failure(wordProblems(inputName(name), read.error).join('\n'));
  for (const note of read.value.notes) await tell(io, `${inputName(name)}: ${note}`);
  return success(read.value);
};

/** Pinspect's own is asked first there too; the parsers of the others are loaded only for who needs them. */
const readAny = async (input: FormatInput): Promise<Result<ClientPolicy, readonly PolicyProblem[]>> => {
  if (pinspectFormat.recognises(input)) return pinspectFormat.read(input);
  const { readPolicyFile } = await import('../policies/formats/read-policy-file.ts');
  return readPolicyFile(input.bytes, { fileName: input.fileName, host: input.host, otherwise });
};

/** No command but `convert` takes the format of a file: everywhere else it is found out. */
export const otherwise =
  'If it is one, pinspect convert --from FORMAT --to pinspect reads it and says what is wrong, or makes a policy of it';

/** Its extension helps to tell formats apart; null for stdin. */
export const fileNameOf = (name: string): string | null => (name === '-' ? null : basename(name));

/** A line for each: the place, what was found, and what was expected. */
export const wordProblems = (name: string, problems: readonly PolicyProblem[]): readonly string[] => {
  const lines = problems
    .slice(0, maximumTold)
    .map(
      ({ path, found, expected }) =>
        `${name}: ${path}: found ${found}, expected ${expected.replace(/\.$/, '')}.`,
    )
    .map(harmless);
  const left = problems.length - lines.length;
  return left === 0 ? lines : [...lines, `${name}: and ${left} more.`];
};
