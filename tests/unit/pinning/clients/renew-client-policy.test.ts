import { expect, test } from 'vitest';
import type { CertificateFacts } from '../../../../common/pinning/certificate.ts';
import type { ClientPolicy, ClientRule } from '../../../../common/pinning/clients/client-policy.ts';
import { lintablePolicy } from '../../../../common/pinning/clients/lintable-policy.ts';
import { hostsOfClient, judgeClientRenewal } from '../../../../common/pinning/clients/renew-client-policy.ts';
import { plans, supposeRenewal, type PlanName } from '../../../../common/pinning/suppose-renewal.ts';
import { readCertificates } from '../../../../main/certificates/read-certificates.ts';
import { createAuthority } from '../../../support/test-ca.ts';

const host = 'api.example.com';
const root = createAuthority({ name: 'Root' });
const issuer = root.issueAuthority({ name: 'Issuer' });
const server = issuer.issueLeaf({ hosts: [host] });
const spare = `sha256/${Buffer.from('a spare key, held back for later').toString('base64')}`;

const facts = readCertificates(Buffer.from(server.chainPem + root.certificatePem));
if (!facts.ok) throw new Error(facts.error.sentence);
const today = facts.value.items.flatMap((item): CertificateFacts[] =>
  item.kind === 'certificate' ? [item.facts] : [],
);

const rule = (change: Partial<ClientRule>): ClientRule => ({
  scope: { kind: 'domain', domain: host, includeSubdomains: false },
  mode: 'enforce',
  expires: null,
  groups: [],
  ...change,
});
const policy = (format: ClientPolicy['format'], ...rules: readonly ClientRule[]): ClientPolicy => ({
  format,
  selection: format.startsWith('okhttp') ? 'union' : 'most-specific',
  rules,
  notes: [],
});
const outcomes = (client: ClientPolicy): readonly string[] =>
  (Object.keys(plans) as PlanName[]).map(
    (name) =>
      judgeClientRenewal(client, {
        host,
        today,
        next: supposeRenewal(plans[name].supposition, today),
        at: Date.now(),
      }).outcome,
  );

test('iOS wants a match in each of its lists: a new key breaks the one of leaves, another CA both', () => {
  const both = policy(
    'ios-nspinneddomains',
    rule({
      groups: [
        { position: 'ca', pins: [root.spkiSha256] },
        { position: 'leaf', pins: [server.spkiSha256] },
      ],
    }),
  );
  expect(outcomes(both)).toEqual(['holds', 'breaks', 'breaks', 'breaks']);
  const answer = judgeClientRenewal(both, {
    host,
    today,
    next: supposeRenewal(plans['new-key'].supposition, today),
    at: Date.now(),
  });
  expect(answer.sets.map(({ pattern, outcome }) => [pattern, outcome])).toEqual([
    [`${host} (its list of authorities)`, 'holds'],
    [`${host} (its list of leaves)`, 'breaks'],
  ]);
});

test('curl looks at the leaf only: the root’s pin never holds, and a spare may be the next key, not an authority’s', () => {
  const curl = (pin: string): ClientPolicy =>
    policy('curl', rule({ scope: { kind: 'every-host' }, groups: [{ position: 'leaf', pins: [pin] }] }));
  expect(outcomes(curl(root.spkiSha256))[0]).toBe('breaks');
  expect(outcomes(curl(server.spkiSha256))).toEqual(['holds', 'breaks', 'breaks', 'breaks']);
  expect(outcomes(curl(spare))).toEqual(['breaks', 'cannot-tell', 'cannot-tell', 'cannot-tell']);
});

test('on Android the longest name decides alone, in OkHttp the pins of all patterns pass', () => {
  const wide = { position: 'any', pins: [root.spkiSha256] } as const;
  const narrow = { position: 'any', pins: [server.spkiSha256] } as const;
  const domain = { kind: 'domain', domain: 'example.com', includeSubdomains: true } as const;
  const rules = [rule({ scope: domain, groups: [wide] }), rule({ groups: [narrow] })];
  expect(outcomes(policy('android-nsc', ...rules))[1]).toBe('breaks');
  const patterns = [
    rule({ scope: { kind: 'pattern', pattern: '**.example.com' }, groups: [wide] }),
    rule({ scope: { kind: 'pattern', pattern: host }, groups: [narrow] }),
  ];
  expect(outcomes(policy('okhttp-kotlin', ...patterns))[1]).toBe('holds');
});

test('a rule that pins nothing leaves its host unpinned', () => {
  expect(outcomes(policy('android-nsc', rule({})))[0]).toBe('unpinned');
});

test('hosts named exactly are told from scopes that stand for more', () => {
  const domain = { kind: 'domain', domain: 'example.com', includeSubdomains: true } as const;
  expect(hostsOfClient(policy('android-nsc', rule({}), rule({ scope: domain })))).toEqual({
    exact: [host, 'example.com'],
    wider: ['subdomains of example.com'],
  });
});

test('advice reads a rule as a set, and wants a host for one that names none', () => {
  const curl = policy(
    'curl',
    rule({ scope: { kind: 'every-host' }, groups: [{ position: 'leaf', pins: [spare] }] }),
  );
  expect(lintablePolicy(curl, null).ok).toBe(false);
  expect(lintablePolicy(curl, host)).toMatchObject({
    ok: true,
    value: { pinSets: [{ pattern: host, pins: [spare] }] },
  });
});
