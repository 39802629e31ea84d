import { expect, test } from 'vitest';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { parsePolicy } from '../../../common/pinning/parse-policy.ts';
import { rulesOfPolicy } from '../../../common/pinning/pin-rules.ts';
import { endsWithin } from '../../../main/cli/check/fail-before.ts';
import type { CheckedRequest } from '../../../main/cli/check/run-check.ts';

const pin = `sha256/${'B'.repeat(42)}A=`;
const host = 'a.example.test';
const now = Date.parse('2026-06-01T12:00:00Z');
const month = 30 * 86_400_000;
const trial = { mode: 'report-only' };

const endsOf = (...sets: readonly object[]): readonly string[] => {
  const pinSets = sets.map((set) => ({ pattern: host, pins: [pin], ...set }));
  const policy = parsePolicy({ version: 1, pinSets });
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  const rules = rulesOfPolicy(compilePolicy(policy.value));
  const validatedChain = [
    { spkiSha256: pin, spkiSha1: '', certSha256: '', notAfter: '2030-01-01T00:00:00Z' },
  ];
  const { verdict } = rules.evaluate(host, validatedChain, now);
  const checked = { result: { host, verdict }, startedAt: now, validatedChain } as unknown as CheckedRequest;
  return endsWithin(checked, rules, month).map(({ kind }) => kind);
};

test.each([
  [[{ expires: '2026-01-01' }], ['pins ended']],
  [[{ expires: '2026-06-15' }], ['pins end soon']],
  [[{ expires: '2027-01-01' }], []],
  [[{ mode: 'off' }], []],
  // What is left on trial enforces nothing.
  [[{ expires: '2026-01-01' }, trial], ['pins ended']],
  [[{ expires: '2026-06-15' }, trial], ['pins end soon']],
  [[{ expires: '2026-01-01' }, {}], []],
])('of the sets %j that is found: %j', (sets, kinds) => {
  expect(endsOf(...sets)).toEqual(kinds);
});
