import type { LintFinding } from '../../common/pinning/lint-finding.ts';
import { countByLevel, isAtLeast, lintPolicy } from '../../common/pinning/lint-policy.ts';
import { publicSuffixes } from '../../common/public-suffixes.ts';
import { type RunCommand, complain } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { lintWords } from './lint-words.ts';
import { paintFor } from './paint.ts';
import { parseTime } from './parse-time.ts';
import { inputName } from './read-input.ts';
import { readPolicyForAdvice } from './read-policy-for-advice.ts';
import { readSeen } from './read-seen.ts';

const toJson = ({ rule, level, sentence, advice, place }: LintFinding): object => ({
  rule,
  level,
  sentence,
  advice,
  ...place,
});

export const run: RunCommand = async (given, io) => {
  const failOn = given.value('fail-on') ?? 'error';
  if (failOn !== 'error' && failOn !== 'warning')
    return complain(io, exitCodes.usage, `--fail-on takes error or warning, not “${failOn}”.`);
  const time = given.value('at');
  const at = time === null ? { ok: true as const, value: Date.now() } : parseTime(time);
  if (!at.ok) return complain(io, exitCodes.usage, `--at: ${at.error}`);

  const [name = '-'] = given.positionals;
  const advised = await readPolicyForAdvice(name, io, given.value('host'), at.value);
  if (!advised.ok) return complain(io, exitCodes.unreadable, advised.error);
  const seen = await readSeen(given.values('seen'), io);
  if (!seen.ok) return complain(io, exitCodes.unreadable, seen.error);

  const findings = lintPolicy({ ...advised.value, seen: seen.value, at: at.value, publicSuffixes });
  const counts = countByLevel(findings);
  await io.stdout.write(
    given.has('json')
      ? `${JSON.stringify({ counts, findings: findings.map(toJson) }, null, 2)}\n`
      : lintWords(inputName(name), findings, counts, paintFor(io.stdout)),
  );
  return findings.some((finding) => isAtLeast(finding, failOn)) ? exitCodes.mismatch : exitCodes.good;
};
