import { expect, test } from 'vitest';
import type { Connection, InterceptorSaw, Verification } from '../../../common/records.ts';
import { toWeakenedVerification, whatWeakened } from '../../../common/weakened.ts';
import { sampleConnection, sampleVerification } from '../../support/journal/sample-records.ts';

const direct = { text: 'direct', interceptor: null, ledTo: null };

const weakened = (
  connection: Partial<Connection>,
  verification: Partial<Verification> | null = null,
  saw: InterceptorSaw | null = null,
): readonly string[] =>
  whatWeakened(
    sampleConnection(1, { route: direct, verdict: 'pinned', action: 'allowed', ...connection }),
    saw,
    verification === null
      ? null
      : toWeakenedVerification(
          sampleVerification(1, {
            trustedBy: { kind: 'chromium', subject: null },
            evaluation: { ...sampleVerification(1).evaluation, notInForce: [] },
            ...verification,
          }),
        ),
  ).map(({ kind, sentence }) => `${kind}: ${sentence}`);

test('nothing is said of a direct connection to a pinned host that the computer trusts', () => {
  expect(weakened({}, {})).toEqual([]);
  expect(weakened({}, null)).toEqual([]);
});

test('a CA that was trusted by hand is named with its fingerprint, where nothing else vouches', () => {
  const trustedBy = { kind: 'this-run', subject: 'CN=root' } as const;
  expect(weakened({}, { trustedBy })).toEqual([
    'trusted-ca: Its chain holds only because of a CA that was trusted by hand: CN=root, SHA-256 cert root.',
  ]);
  expect(weakened({}, { trustedBy, chromiumErrorCode: 0 })).toEqual([]);
});

test('a name override is told with both ends', () => {
  expect(weakened({ host: '::1', route: { ...direct, ledTo: '127.0.0.1:9443' } })).toEqual([
    'override: A name override led it elsewhere: [::1]:8443 → 127.0.0.1:9443.',
  ]);
});

test('an interceptor is told with what it read, and not where nothing was connected', () => {
  const route = { ...direct, interceptor: 'mitmproxy 8.1.1' };
  const saw = { kind: 'request-read', detail: 'GET https://api.example.com/' } as const;
  expect(weakened({ route }, null, saw)).toEqual([
    'interceptor: It went through mitmproxy 8.1.1: read GET https://api.example.com/.',
  ]);
  expect(weakened({ route }, null)).toEqual([
    'interceptor: It went through mitmproxy 8.1.1: no word from it.',
  ]);
  expect(weakened({ route, address: null, action: 'blocked' }, null)).toEqual([]);
});

test('what was let through without pins that hold says why; what was stopped was not weakened by it', () => {
  expect(weakened({ verdict: 'mismatch' })[0]).toMatch(/^report-only: /);
  expect(weakened({ verdict: 'cleartext' })[0]).toMatch(/^report-only: /);
  expect(weakened({ verdict: 'mismatch', action: 'blocked' })).toEqual([]);
  expect(weakened({ verdict: 'unpinned' })[0]).toMatch(/^unpinned: /);
  expect(weakened({ verdict: 'unpinned', action: 'blocked' })).toEqual([]);
});

test('pins that have ended are named; pins that somebody put off are not pins that have ended', () => {
  const notInForce = [
    { pattern: 'api.example.com', why: 'expired on 2026-05-01' },
    { pattern: '**.example.com', why: 'off' },
  ];
  const evaluation = { ...sampleVerification(1).evaluation, notInForce };
  expect(weakened({}, { evaluation })).toEqual([
    'pins-ended: The pin set api.example.com expired on 2026-05-01.',
  ]);
});
