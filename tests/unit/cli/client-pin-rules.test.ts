import { expect, test } from 'vitest';
import type { ClientPolicy } from '../../../common/pinning/clients/client-policy.ts';
import { rulesOfClient } from '../../../common/pinning/clients/client-pin-rules.ts';
import { decide } from '../../../common/pinning/decide.ts';

const pin = (letter: string): string => `sha256/${letter.repeat(42)}A=`;
const certificate = (letter: string) => ({
  spkiSha256: pin(letter),
  spkiSha1: `sha1/${letter.repeat(27)}=`,
  certSha256: letter.repeat(64),
});
const leafOnly: ClientPolicy = {
  format: 'curl',
  selection: 'union',
  notes: [],
  rules: [
    {
      scope: { kind: 'every-host' },
      mode: 'enforce',
      expires: null,
      groups: [{ position: 'leaf', pins: [pin('B')] }],
    },
  ],
};
const rules = rulesOfClient(leafOnly);
const at = Date.UTC(2026, 0, 1);

test('the client’s own rule blocks what Pinspect’s would have let pass, and is named', () => {
  const found = rules.evaluate('a.example.test', [certificate('C'), certificate('B')], at);
  expect(found).toMatchObject({ verdict: 'mismatch', rule: expect.stringMatching(/leaf only/) as string });
  expect(decide(found, rules)).toBe('blocked');
  expect(rules.evaluate('a.example.test', [certificate('B'), certificate('C')], at).verdict).toBe('pinned');
});

test('what never came to its pins keeps its verdict, and names them', () => {
  expect(rules.evaluationOf('untrusted', 'a.example.test', at)).toMatchObject({
    verdict: 'untrusted',
    expectedPins: [pin('B')],
    matchedPin: null,
  });
  expect(rules.evaluateCleartext('a.example.test', at).verdict).toBe('cleartext');
});
