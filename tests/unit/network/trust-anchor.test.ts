import { expect, test } from 'vitest';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { parseHostPattern } from '../../../common/pinning/host-pattern.ts';
import { rulesOfPolicy } from '../../../common/pinning/pin-rules.ts';
import { emptyPolicy } from '../../../common/pinning/policy.ts';
import { type TrustAnchor, type VerifyQuestion, judge } from '../../../main/network/judge.ts';
import { proxyTrustOf } from '../../../main/network/proxy-trust.ts';
import { createAuthority } from '../../support/test-ca.ts';

const now = Date.now();
const root = createAuthority({ name: 'Staging Root' });
const leaf = root.issueLeaf({ hosts: ['a.example.test'] });
const question: VerifyQuestion = {
  host: 'a.example.test',
  presented: [...leaf.chainDer],
  validated: [],
  errorCode: -202,
  result: 'net::ERR_CERT_AUTHORITY_INVALID',
  isIssuedByKnownRoot: false,
};
const anchor: TrustAnchor = {
  certificate: root.certificateDer,
  subject: 'CN=Staging Root',
  hostPatterns: [],
  until: null,
};
const rulesWith = (change: Partial<TrustAnchor>): Parameters<typeof judge>[1] => ({
  pins: rulesOfPolicy(compilePolicy(emptyPolicy)),
  anchors: [{ ...anchor, ...change }],
  trustsAnchorsOnly: false,
});
const patterns = (text: string): TrustAnchor['hostPatterns'] => {
  const pattern = parseHostPattern(text);
  return pattern.ok ? [pattern.value] : [];
};

test.each([
  ['until quit', {}, 'allowed'],
  ['a moment before its date', { until: now + 1 }, 'allowed'],
  ['at its date, whatever timers say', { until: now }, 'blocked'],
  ['for its hosts', { hostPatterns: patterns('*.example.test') }, 'allowed'],
  ['for other hosts', { hostPatterns: patterns('b.example.test') }, 'blocked'],
] as const)('an anchor vouches %s: %s', (_when, change, action) => {
  const { action: decided, evaluation } = judge(question, rulesWith(change), now);
  expect([decided, evaluation.verdict]).toEqual([action, action === 'allowed' ? 'unpinned' : 'untrusted']);
});

test.each([
  [
    'expired',
    { notAfter: new Date(now - 86_400_000), notBefore: new Date(now - 2 * 86_400_000) },
    / expired at /,
  ],
  ['for another host', { hosts: ['b.example.test'] }, / is not for a\.example\.test\./],
] as const)(
  'of a chain that it vouches for, and that is %s, only that is said',
  (_what, change, sentence) => {
    const presented = [...root.issueLeaf({ hosts: ['a.example.test'], ...change }).chainDer];
    for (const trustsAnchorsOnly of [true, false]) {
      const { reason, action } = judge(
        { ...question, presented },
        { ...rulesWith({}), trustsAnchorsOnly },
        now,
      );
      expect(action).toBe('blocked');
      expect(reason).toMatch(sentence);
      expect(reason).not.toContain('vouch');
    }
  },
);

test('nor does it vouch for an HTTPS proxy after its date', () => {
  const roots = (until: number): number =>
    proxyTrustOf(rulesWith({ until }), () => now)
      .rootsFor('proxy.test')
      .filter((pem) => pem === root.certificatePem).length;
  expect([roots(now + 1), roots(now)]).toEqual([1, 0]);
});
