/**
 * POLICY as advice reads it: a policy file whose pins may be wrong, which is what advice is to say, or the configuration of
 * another client, by that client's own rules.
 */
import { evaluateClientPolicy } from '../../common/pinning/clients/evaluate-client-policy.ts';
import { lintablePolicy } from '../../common/pinning/clients/lintable-policy.ts';
import type { LintInput } from '../../common/pinning/lint-policy.ts';
import { parsePolicyForLint } from '../../common/pinning/parse-policy-for-lint.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { readPolicyText } from '../policies/policy-file.ts';
import type { CommandIo } from './command.ts';
import { inputName, maximumPolicyBytes, readInput } from './read-input.ts';
import { fileNameOf, otherwise, wordProblems } from './read-policy.ts';

export type AdvisedPolicy = Pick<LintInput, 'policy' | 'client'>;

const isOfPin = ({ path }: { readonly path: string }): boolean => /^pinSets\[\d+\]\.pins\[\d+\]$/.test(path);

/** `at` in epoch milliseconds; `host` for formats that name none. The error is one or more lines. */
export const readPolicyForAdvice = async (
  name: string,
  io: CommandIo,
  host: string | null,
  at: number,
): Promise<Result<AdvisedPolicy, string>> => {
  const bytes = await readInput(name, io, maximumPolicyBytes);
  if (!bytes.ok) return bytes;
  const strict = readPolicyText(bytes.value);
  if (strict.ok) return success({ policy: strict.value.policy });
  // Only pins may be wrong: whatever else the strict reader refuses (repeated keys too) stays refused.
  if (strict.error.every(isOfPin)) {
    const text = Buffer.from(bytes.value)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
    const lenient = parsePolicyForLint(JSON.parse(text));
    if (lenient.ok) return success({ policy: lenient.value });
  }
  const { readPolicyFile } = await import('../policies/formats/read-policy-file.ts');
  const read = readPolicyFile(bytes.value, { fileName: fileNameOf(name), host, otherwise });
  if (!read.ok) return failure(wordProblems(inputName(name), read.error).join('\n'));
  const client = read.value;
  const policy = lintablePolicy(client, host);
  if (!policy.ok) return failure(`${inputName(name)}: ${policy.error}`);
  return success({
    policy: policy.value,
    client: {
      joinsSets: client.selection === 'union',
      judge: (asked, chain) => evaluateClientPolicy(client, asked, chain, at),
    },
  });
};
