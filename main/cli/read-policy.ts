/** `--pins POLICY`: a policy file, or the configuration of a client that pins, judged by that client's own rules. */
import type { ClientPolicy } from '../../common/pinning/clients/client-policy.ts';
import { policyToClient } from '../../common/pinning/clients/pinspect-policy.ts';
import type { PolicyProblem } from '../../common/pinning/policy.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { readPolicyText } from '../policies/policy-file.ts';
import type { CommandIo } from './command.ts';
import { inputName, readInput } from './read-input.ts';

/** A hundred faults are the same mistake a hundred times. */
const maximumTold = 10;

/** The error is one or more lines. */
export const readPolicyArgument = async (
  name: string,
  io: CommandIo,
): Promise<Result<ClientPolicy, string>> => {
  const bytes = await readInput(name, io);
  if (!bytes.ok) return bytes;
  const read = readPolicyText(bytes.value);
  return read.ok
    ? success(policyToClient(read.value.policy))
    : failure(wordProblems(inputName(name), read.error).join('\n'));
};

/** A line for each: the place, what was found, and what was expected. */
export const wordProblems = (name: string, problems: readonly PolicyProblem[]): readonly string[] => {
  const lines = problems
    .slice(0, maximumTold)
    .map(
      ({ path, found, expected }) =>
        `${name}: ${path}: found ${found}, expected ${expected.replace(/\.$/, '')}.`,
    );
  const left = problems.length - lines.length;
  return left === 0 ? lines : [...lines, `${name}: and ${left} more.`];
};
