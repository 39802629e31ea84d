import { expect, test } from 'vitest';
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import type { ClientPolicy } from '../../../common/pinning/clients/client-policy.ts';
import { explainByPolicy, type PolicyExplanation } from '../../../common/watch/explain-by-policy.ts';
import { hostsNamed, mustBePinned } from '../../../common/watch/expectation.ts';
import type { HostVerdict } from '../../../common/watch/watch-result.ts';
import { toCertificateFacts } from '../../../main/certificates/certificate-facts.ts';
import { createAuthority } from '../../support/test-ca.ts';

const root = createAuthority({ name: 'Explaining Root' });
const leaf = root.issueLeaf({ hosts: ['api.test'] });
const facts = (der: Buffer): CertificateFacts => {
  const read = toCertificateFacts(der);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};
const chain = [facts(leaf.certificateDer), facts(root.certificateDer)];
const policyOf = (pin: string): ClientPolicy => ({
  format: 'okhttp-kotlin',
  selection: 'union',
  notes: [],
  rules: [
    {
      scope: { kind: 'pattern', pattern: 'api.test' },
      mode: 'enforce',
      expires: null,
      groups: [{ position: 'any', pins: [pin] }],
    },
  ],
});
const explain = (pin: string, verdict: HostVerdict, host = 'api.test'): PolicyExplanation =>
  explainByPolicy(policyOf(pin), host, verdict, chain, Date.now());

test('pins explain a refusal, and hold or do not hold against the real chain and its renewals', () => {
  const byLeaf = explain(leaf.spkiSha256, 'refused');
  expect(byLeaf).toMatchObject({ isAtOdds: false, holdsToday: true });
  expect(byLeaf.sentence).toContain('that explains the refusal');
  expect(byLeaf.renewals.map(({ plan, outcome }) => `${plan} ${outcome}`)).toEqual([
    'same-key holds',
    'new-key breaks',
    'other-ca breaks',
  ]);
  const byRoot = explain(root.spkiSha256, 'refused-after-handshake');
  expect(byRoot.renewals.map(({ plan, outcome }) => `${plan} ${outcome}`)).toContain('new-key holds');
  expect(explain(`sha256/${'A'.repeat(43)}=`, 'refused').holdsToday).toBe(false);
});

test('pins that did not stop the interceptor, and a refusal without pins, are at odds with the policy', () => {
  expect(explain(leaf.spkiSha256, 'readable')).toMatchObject({ isAtOdds: true });
  expect(explain(leaf.spkiSha256, 'refused', 'other.test')).toMatchObject({
    isAtOdds: true,
    expectedPins: [],
    holdsToday: null,
    renewals: [],
  });
});

test('a policy expects of its hosts that they are pinned, and of no other', () => {
  const expectation = { kind: 'policy', policy: policyOf(leaf.spkiSha256) } as const;
  expect(hostsNamed(expectation, Date.now())).toEqual(['api.test']);
  expect(mustBePinned(expectation, 'api.test', Date.now())).toBe(true);
  expect(mustBePinned(expectation, 'other.test', Date.now())).toBe(false);
});
