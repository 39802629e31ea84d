/** `--expect`: a policy, or a list of hosts that must be pinned, one a line. */
import { type HostPattern, parseHostPattern } from '../../../common/pinning/host-pattern.ts';
import { type Result, failure, success } from '../../../common/result.ts';
import type { Expectation } from '../../../common/watch/expectation.ts';
import type { CommandIo } from '../command.ts';
import { inputName, maximumPolicyBytes, readInput } from '../read-input.ts';
import { readPolicyBytes } from '../read-policy.ts';

const maximumTold = 5;
const maximumListBytes = 1_048_576;

/** The error is one or more lines. */
export const readExpectation = async (
  name: string | null,
  io: CommandIo,
): Promise<Result<Expectation, string>> => {
  if (name === null) return success({ kind: 'nothing' });
  const bytes = await readInput(name, io, maximumPolicyBytes);
  if (!bytes.ok) return bytes;
  if (looksLikeList(bytes.value)) return readList(bytes.value.toString('utf8'), inputName(name));
  const policy = await readPolicyBytes(bytes.value, name, io);
  return policy.ok ? success({ kind: 'policy', policy: policy.value }) : policy;
};

const linesOf = (text: string): readonly (readonly [number, string])[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index) => [index + 1, line.replace(/#.*$/, '').trim()] as const)
    .filter(([, line]) => line !== '');

/** Lines of one word without the marks that every kind of policy has. A mistyped host is told of as one, not as a bad policy. */
const looksLikeList = (bytes: Buffer): boolean =>
  bytes.length <= maximumListBytes &&
  linesOf(bytes.toString('utf8')).every(([, line]) => !/[{}<>()"'=\s]|\/\//.test(line));

const readList = (text: string, name: string): Result<Expectation, string> => {
  const patterns: HostPattern[] = [];
  const faults: string[] = [];
  for (const [number, line] of linesOf(text)) {
    const pattern = parseHostPattern(line);
    if (pattern.ok) patterns.push(pattern.value);
    else faults.push(`${name}, line ${number}: “${line.slice(0, 80)}”: ${pattern.error}`);
  }
  if (faults.length > 0) return failure(faults.slice(0, maximumTold).join('\n'));
  return patterns.length === 0
    ? failure(`${name} names no host: nothing would be expected.`)
    : success({ kind: 'list', patterns });
};
