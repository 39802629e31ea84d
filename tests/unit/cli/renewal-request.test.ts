import { expect, test } from 'vitest';
import { renewalRequest } from '../../../main/cli/check/check-advice.ts';
import type { CheckedRequest } from '../../../main/cli/check/run-check.ts';

const startedAt = Date.parse('2026-06-01T12:00:00Z');
const pin = `sha256/${'B'.repeat(43)}=`;
const other = `sha256/${'C'.repeat(43)}=`;

/** What the sentence is made of: which certificate has the pin, and when the leaf ends. */
const checked = (
  changes: Partial<CheckedRequest['result']>,
  pinnedAt: number | null,
  leafEnds = '2026-08-31T00:00:00Z',
): CheckedRequest =>
  ({
    startedAt,
    validatedChain: [
      { subject: 'CN=a.example.test', notAfter: leafEnds },
      { subject: 'CN=Issuing CA', notAfter: '2030-01-01T00:00:00Z' },
    ],
    result: {
      host: 'a.example.test',
      verdict: 'pinned',
      matchedPin: pin,
      expectedPins: [pin, other],
      chain: [0, 1].map((index) => ({ pinned: index === pinnedAt })),
      ...changes,
    },
  }) as unknown as CheckedRequest;

test('a pinned leaf asks for the same key, or the next CSR a month before the end', () => {
  expect(renewalRequest(checked({}, 0))).toBe(
    'Renew the certificate of a.example.test, which ends on 2026-08-31, with the same key; or send the next CSR before 2026-08-01, so that its pin can be shipped first.',
  );
});

test('within the last month there is no date to wait for', () => {
  expect(renewalRequest(checked({}, 0, '2026-06-20T00:00:00Z'))).toContain('send the next CSR at once,');
});

test('a pinned authority asks to stay with it', () => {
  expect(renewalRequest(checked({}, 1))).toBe(
    'Renew the certificate of a.example.test, which ends on 2026-08-31, from the same authority, CN=Issuing CA, whose key is pinned (it ends on 2030-01-01); or say before 2026-08-01 which other it will be, so that its pin can be shipped first.',
  );
});

test('a pinned whole certificate asks for the next one, since every renewal breaks it', () => {
  expect(renewalRequest(checked({ matchedPin: `cert-${pin}` }, 0))).toMatch(
    /^Send the next certificate .* before 2026-08-01,/,
  );
});

test('a mismatch asks for a pinned key', () => {
  expect(renewalRequest(checked({ verdict: 'mismatch', matchedPin: null }, null))).toContain(
    `a certificate whose chain has a pinned key (${pin} or 1 more, listed below)`,
  );
});

test.each(['unpinned', 'untrusted', 'undecided', 'cleartext'] as const)(
  'nothing is asked where the verdict is %s',
  (verdict) => {
    expect(renewalRequest(checked({ verdict, matchedPin: null }, null))).toBeNull();
  },
);
