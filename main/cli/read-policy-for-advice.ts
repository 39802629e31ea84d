/** A policy file as advice reads it: as ever, except that its pins may be wrong, which is what advice is to say. */
import { parsePolicyForLint } from '../../common/pinning/parse-policy-for-lint.ts';
import type { Policy, PolicyProblem } from '../../common/pinning/policy.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { readPolicyText } from '../policies/policy-file.ts';

/** Problems name the place, what was found and what was expected. */
export const readPolicyForAdvice = (bytes: Uint8Array): Result<Policy, readonly PolicyProblem[]> => {
  const strict = readPolicyText(bytes);
  if (strict.ok) return success(strict.value.policy);
  // Only pins may be wrong: whatever else the strict reader refuses (repeated keys too) stays refused.
  const isOfPins = strict.error.every(({ path }) => /^pinSets\[\d+\]\.pins\[\d+\]$/.test(path));
  if (!isOfPins) return failure(strict.error);
  const lenient = parsePolicyForLint(
    JSON.parse(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    ),
  );
  return lenient.ok ? lenient : failure(strict.error);
};
