import { describe, expect, it } from 'vitest';
import { explain } from '../../../common/pinning/explain.ts';
import { type Action, type Evaluation, nothingInForce } from '../../../common/pinning/verdict.ts';

const evaluation = (rest: Partial<Evaluation>): Evaluation => ({
  verdict: 'unpinned',
  ...nothingInForce,
  ...rest,
});

const host = 'api.example.com';

const table: readonly (readonly [Partial<Evaluation>, Action, string])[] = [
  [
    { verdict: 'pinned', mode: 'enforce', matchedPin: 'sha256/=', matchedIndex: 0 },
    'allowed',
    'A pin for api.example.com is the key of the leaf.',
  ],
  [
    { verdict: 'pinned', mode: 'enforce', matchedPin: 'cert-sha256/=', matchedIndex: 1 },
    'allowed',
    'A pin for api.example.com is of certificate 2 of the validated chain (the leaf is 1), as a whole.',
  ],
  [
    { verdict: 'mismatch', mode: 'enforce', expectedPins: ['a', 'b'] },
    'blocked',
    'None of the 2 pins for api.example.com is on the validated chain.',
  ],
  [
    { verdict: 'mismatch', mode: 'enforce', expectedPins: ['a'] },
    'blocked',
    'The only pin for api.example.com is not on the validated chain.',
  ],
  [
    { verdict: 'mismatch', mode: 'report-only', expectedPins: ['a', 'b'] },
    'allowed',
    'None of the 2 pins for api.example.com is on the validated chain. Allowed, because it is only reported.',
  ],
  [{ verdict: 'unpinned' }, 'allowed', 'No pin set is for api.example.com.'],
  [
    { verdict: 'unpinned' },
    'blocked',
    'No pin set is for api.example.com. The policy refuses hosts without pins.',
  ],
  [
    { verdict: 'unpinned', notInForce: [{ pattern: '*.example.com', why: 'expired on 2026-06-30' }] },
    'allowed',
    'No pin set for api.example.com is in force: *.example.com (expired on 2026-06-30).',
  ],
  [
    { verdict: 'cleartext', mode: 'enforce', expectedPins: ['a', 'b'] },
    'blocked',
    'api.example.com has 2 pins, and a connection without TLS cannot show any.',
  ],
  [
    { verdict: 'untrusted', mode: 'enforce', expectedPins: ['a'] },
    'blocked',
    'The certificate chain of api.example.com did not validate, so its pins were not reached. Blocked in every mode.',
  ],
  [
    { verdict: 'undecided' },
    'blocked',
    'No decision about api.example.com was reached. Blocked in every mode.',
  ],
  [
    {
      verdict: 'mismatch',
      mode: 'enforce',
      expectedPins: ['a'],
      reportOnly: { verdict: 'pinned', expectedPins: ['b', 'c'] },
    },
    'blocked',
    'The only pin for api.example.com is not on the validated chain. The 2 report-only pins would have held.',
  ],
];

describe('explain', () => {
  it.each(table)('%j, %s', (found, action, sentence) => {
    expect(explain(host, evaluation(found), action)).toBe(sentence);
  });
});
