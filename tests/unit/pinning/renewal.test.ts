import { describe, expect, test } from 'vitest';
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import type { PinSet } from '../../../common/pinning/policy.ts';
import { readNextChain, type NextMaterial } from '../../../common/pinning/read-next-chain.ts';
import { judgeRenewal, type HostRenewal } from '../../../common/pinning/renewal.ts';
import { renewalHosts } from '../../../common/pinning/renewal-hosts.ts';
import { plans, supposeRenewal, type PlanName } from '../../../common/pinning/suppose-renewal.ts';
import { readNextMaterial } from '../../../main/certificates/next-material.ts';
import { readCertificates } from '../../../main/certificates/read-certificates.ts';
import {
  createAuthority,
  createCertificateRequest,
  createKeys,
  encodePkcs7,
  toPem,
} from '../../support/test-ca.ts';

const host = 'api.example.com';
const at = Date.now();
const day = 86_400_000;
const root = createAuthority({ name: 'Root One' });
const issuer = root.issueAuthority({ name: 'Issuer R11' });
const otherIssuer = root.issueAuthority({ name: 'Issuer R12' });
const otherRoot = createAuthority({ name: 'Root Two' });
const stranger = otherRoot.issueAuthority({ name: 'Stranger CA' });
const server = issuer.issueLeaf({ hosts: [host] });
const spareKeys = createKeys();
const spare = issuer.issueLeaf({ hosts: [host], keys: spareKeys }).spkiSha256;

const factsOf = (pem: string): readonly CertificateFacts[] => {
  const read = readCertificates(Buffer.from(pem));
  if (!read.ok) throw new Error(read.error.sentence);
  return read.value.items.flatMap((item) => (item.kind === 'certificate' ? [item.facts] : []));
};
const today = factsOf(server.chainPem + root.certificatePem);

const set = (pins: readonly string[], change: Partial<PinSet> = {}): PinSet => ({
  pattern: host,
  mode: 'enforce',
  expires: null,
  pins,
  note: null,
  ...change,
});

const judge = (
  sets: readonly PinSet[],
  next: Parameters<typeof judgeRenewal>[0]['next'],
  current = today,
): HostRenewal =>
  judgeRenewal({
    policy: compilePolicy({ unpinnedHosts: 'allow', pinSets: sets }),
    host,
    today: current,
    next,
    at,
  });

const material = (file: string | Buffer): NextMaterial => {
  const read = readNextMaterial(Buffer.from(file));
  if (!read.ok) throw new Error(read.error);
  return read.value;
};
const withFile = (sets: readonly PinSet[], file: string | Buffer, current = today): HostRenewal =>
  judge(sets, readNextChain(material(file), host, current, at), current);
const withPlan = (sets: readonly PinSet[], name: PlanName, current = today): HostRenewal =>
  judge(sets, supposeRenewal(plans[name].supposition, current), current);

describe('a plan', () => {
  const outcomes = (pins: readonly string[], current = today): Record<string, string> =>
    Object.fromEntries(
      (Object.keys(plans) as PlanName[]).map((name) => [name, withPlan([set(pins)], name, current).outcome]),
    );

  test('each plan against a pin of each certificate', () => {
    expect(outcomes([server.spkiSha256])).toEqual({
      'same-key': 'holds',
      'new-key': 'breaks',
      'other-intermediate': 'breaks',
      'other-ca': 'breaks',
    });
    expect(outcomes([issuer.spkiSha256])).toEqual({
      'same-key': 'holds',
      'new-key': 'holds',
      'other-intermediate': 'breaks',
      'other-ca': 'breaks',
    });
    expect(outcomes([root.spkiSha256])).toEqual({
      'same-key': 'holds',
      'new-key': 'holds',
      'other-intermediate': 'holds',
      'other-ca': 'breaks',
    });
  });

  test('a pin on no chain seen may be the next key, so nobody can tell; a dummy never is', () => {
    expect(outcomes([server.spkiSha256, spare])).toEqual({
      'same-key': 'holds',
      'new-key': 'cannot-tell',
      'other-intermediate': 'cannot-tell',
      'other-ca': 'cannot-tell',
    });
    expect(outcomes([server.spkiSha256, `sha256/${'A'.repeat(43)}=`])['new-key']).toBe('breaks');
  });

  test('a pinned certificate goes even with the key kept', () => {
    const whole = `cert-sha256/${Buffer.from(server.certSha256, 'hex').toString('base64')}`;
    const renewal = withPlan([set([whole])], 'same-key');
    expect(renewal.outcome).toBe('breaks');
    expect(renewal.sets[0]?.sentence).toBe(
      'Breaks: its only pin is today’s certificate of the leaf api.example.com as a whole, which is replaced.',
    );
  });

  test('without today’s root a pin may be the root’s', () => {
    expect(outcomes([spare], today.slice(0, 2))['same-key']).toBe('cannot-tell');
    expect(outcomes([spare])['same-key']).toBe('breaks');
  });

  test('without today’s chain nobody can say', () => {
    expect(judge([set([spare])], null, []).outcome).toBe('cannot-tell');
  });

  test('kept key and other CA: the leaf’s pin holds', () => {
    const next = supposeRenewal({ key: 'same', issuer: 'other-ca' }, today);
    expect(judge([set([server.spkiSha256])], next).outcome).toBe('holds');
    expect(judge([set([root.spkiSha256])], next).outcome).toBe('breaks');
  });
});

describe('a certificate or chain', () => {
  const sameKey = issuer.issueLeaf({ hosts: [host], keys: server.keys });
  const newKey = issuer.issueLeaf({ hosts: [host] });

  test('holds by the leaf’s key, and names it', () => {
    const renewal = withFile([set([server.spkiSha256])], sameKey.certificatePem);
    expect(renewal.outcome).toBe('holds');
    expect(renewal.sets[0]?.sentence).toBe('Holds: its only pin is the key of the leaf api.example.com.');
  });

  test('breaks with a new key, and gives the pin to ship', () => {
    const renewal = withFile([set([server.spkiSha256])], newKey.certificatePem);
    expect(renewal.outcome).toBe('breaks');
    expect(renewal.sets[0]?.sentence).toBe(
      'Breaks: its only pin is the key of the leaf api.example.com, which will not be on the chain.',
    );
    expect(renewal.advice).toContain(newKey.spkiSha256);
  });

  test('an issuer that was not sent is taken from today’s chain, and the condition is said', () => {
    const renewal = withFile([set([root.spkiSha256])], newKey.certificatePem);
    expect(renewal.outcome).toBe('holds');
    expect(renewal.sets[0]?.sentence).toContain(
      'if the issuer named in the file is the one on today’s chain',
    );
  });

  test('an unknown root leaves a pin open, but not that of today’s intermediate', () => {
    const other = stranger.issueLeaf({ hosts: [host] });
    expect(withFile([set([spare])], other.chainPem).outcome).toBe('cannot-tell');
    expect(withFile([set([root.spkiSha256])], other.chainPem).outcome).toBe('cannot-tell');
    expect(withFile([set([issuer.spkiSha256])], other.chainPem).outcome).toBe('breaks');
    expect(withFile([set([spare])], other.chainPem + otherRoot.certificatePem).outcome).toBe('breaks');
    expect(withFile([set([root.spkiSha256])], other.chainPem + otherRoot.certificatePem).outcome).toBe(
      'breaks',
    );
  });

  test('another intermediate of the same CA: the root’s pin holds, the intermediate’s breaks', () => {
    const moved = otherIssuer.issueLeaf({ hosts: [host] }).chainPem + root.certificatePem;
    expect(withFile([set([root.spkiSha256])], moved).outcome).toBe('holds');
    expect(withFile([set([issuer.spkiSha256])], moved).outcome).toBe('breaks');
  });

  test('a certificate that is not above the leaf counts for nothing', () => {
    const appended =
      stranger.issueLeaf({ hosts: [host] }).chainPem + otherRoot.certificatePem + root.certificatePem;
    const renewal = withFile([set([root.spkiSha256])], appended);
    expect(renewal.outcome).toBe('breaks');
    expect(renewal.notes).toEqual(['Not above the first certificate, so not counted: Root One.']);
  });

  test('one for other hosts, or already ended, breaks whatever its pins', () => {
    const elsewhere = issuer.issueLeaf({ hosts: ['www.example.com'], keys: server.keys });
    expect(withFile([set([server.spkiSha256])], elsewhere.certificatePem)).toMatchObject({
      outcome: 'breaks',
      sets: [
        {
          outcome: 'breaks',
          sentence: `Breaks: The next certificate does not name ${host}: clients refuse it before they look at pins.`,
        },
      ],
    });
    const ended = issuer.issueLeaf({
      hosts: [host],
      keys: server.keys,
      notBefore: new Date(at - 9 * day),
      notAfter: new Date(at - 2 * day),
    });
    expect(withFile([set([server.spkiSha256])], ended.certificatePem).outcome).toBe('breaks');
  });

  test('is judged by the sets in force on the day it becomes valid', () => {
    const later = issuer.issueLeaf({
      hosts: [host],
      keys: server.keys,
      notBefore: new Date(at + 40 * day),
      notAfter: new Date(at + 90 * day),
    });
    const ending = set([spare], { expires: new Date(at + 20 * day).toISOString().slice(0, 10) });
    const renewal = withFile([ending], later.certificatePem);
    expect(renewal.outcome).toBe('unpinned');
    expect(renewal.notInForce).toHaveLength(1);
    expect(
      withFile([ending], issuer.issueLeaf({ hosts: [host] }).chainPem + root.certificatePem).outcome,
    ).toBe('breaks');
  });

  test('is read from DER, PKCS#7 and a file in the wrong order alike', () => {
    const sets = [set([issuer.spkiSha256])];
    const files = [
      newKey.chainPem,
      encodePkcs7(newKey.chainDer),
      toPem(encodePkcs7([...newKey.chainDer].reverse()), 'PKCS7'),
      [...newKey.chainDer]
        .reverse()
        .map((der) => toPem(der))
        .join(''),
    ];
    const leaf = withFile(sets, newKey.certificateDer);
    expect([leaf, ...files.map((file) => withFile(sets, file))].map(({ outcome }) => outcome)).toEqual(
      Array(5).fill('holds'),
    );
  });
});

describe('a request', () => {
  const csr = (keys = spareKeys, hosts: readonly string[] = [host]): string =>
    createCertificateRequest({ hosts, keys }).requestPem;

  test('holds by its key', () => {
    expect(withFile([set([server.spkiSha256, spare])], csr()).sets[0]?.sentence).toBe(
      'Holds: one pin is the key of the request.',
    );
  });

  test('with another key breaks a pinned leaf, and leaves authorities open', () => {
    const other = csr(createKeys());
    expect(withFile([set([server.spkiSha256])], other).outcome).toBe('breaks');
    const renewal = withFile([set([issuer.spkiSha256])], other);
    expect(renewal.outcome).toBe('cannot-tell');
    expect(renewal.sets[0]?.sentence).toBe(
      'Cannot tell: its only pin may be the issuer’s, which is not known yet. Otherwise it breaks.',
    );
    expect(renewal.notes).toEqual(['A certificate request does not say who will issue the certificate.']);
  });

  test('for other hosts says so', () => {
    expect(withFile([set([spare])], csr(spareKeys, ['www.example.com'])).notes[1]).toBe(
      `The request does not name ${host}: see that the certificate will.`,
    );
  });

  test('a bare public key is judged as a request is', () => {
    const pem = spareKeys.publicKey.export({ type: 'spki', format: 'pem' });
    expect(withFile([set([spare])], pem).outcome).toBe('holds');
  });

  test('with certificates beside it is refused', () => {
    expect(readNextMaterial(Buffer.from(csr() + server.certificatePem)).ok).toBe(false);
  });
});

describe('sets', () => {
  test('enforced sets decide together; report-only ones are told beside them', () => {
    const renewal = withPlan(
      [
        set([server.spkiSha256]),
        set([root.spkiSha256], { pattern: '**.example.com' }),
        set([issuer.spkiSha256], { mode: 'report-only' }),
        set([root.spkiSha256], { mode: 'off' }),
      ],
      'other-intermediate',
    );
    expect(renewal.outcome).toBe('holds');
    expect(renewal.sets.map(({ outcome, mode }) => [outcome, mode])).toEqual([
      ['breaks', 'enforce'],
      ['holds', 'enforce'],
      ['breaks', 'report-only'],
    ]);
    expect(renewal.notInForce).toEqual([{ pattern: host, why: 'off' }]);
  });

  test('a report-only pin that holds does not save an enforced set', () => {
    const sets = [set([server.spkiSha256]), set([root.spkiSha256], { mode: 'report-only' })];
    expect(withPlan(sets, 'new-key').outcome).toBe('breaks');
  });

  test('report-only alone breaks as a report', () => {
    const renewal = withPlan([set([server.spkiSha256], { mode: 'report-only' })], 'new-key');
    expect([renewal.outcome, renewal.isEnforced]).toEqual(['breaks', false]);
    expect(renewal.sentence).toContain('reported');
  });

  test('one that ends before today’s certificate does says so', () => {
    const expires = new Date(at + 30 * day).toISOString().slice(0, 10);
    expect(withPlan([set([root.spkiSha256], { expires })], 'new-key').sets[0]?.endNote).toContain(
      `It ends on ${expires}, before today’s certificate does`,
    );
    expect(withPlan([set([root.spkiSha256])], 'new-key').sets[0]?.endNote).toBeNull();
  });

  test('a host without a set, or that is no name, is told so', () => {
    const policy = compilePolicy({ unpinnedHosts: 'allow', pinSets: [] });
    const ask = (name: string): string =>
      judgeRenewal({
        policy,
        host: name,
        today,
        next: supposeRenewal(plans['new-key'].supposition, today),
        at,
      }).outcome;
    expect(ask('www.example.com')).toBe('unpinned');
    expect(ask('https://x')).toBe('cannot-tell');
  });

  test('a mismatch of today is told, so that nobody looks for it in the renewal', () => {
    expect(withPlan([set([spare])], 'same-key').notes).toEqual([
      'Today’s chain has none of the pins either.',
    ]);
  });
});

test('hosts are those of the policy and those seen that it covers; wildcards are named', () => {
  const policy = compilePolicy({
    unpinnedHosts: 'allow',
    pinSets: [set([spare]), set([spare], { pattern: '*.example.com' })],
  });
  const seen = ['shop.example.com', 'cdn.example.net', host];
  expect(renewalHosts(policy, seen, null)).toEqual({
    hosts: [host, 'shop.example.com'],
    wildcards: ['*.example.com'],
  });
  expect(renewalHosts(policy, seen, ['DNS:shop.example.com', 'DNS:a*.example.com']).hosts).toEqual([
    'shop.example.com',
  ]);
  expect(renewalHosts(policy, seen, ['DNS:*.example.com']).hosts).toEqual([host, 'shop.example.com']);
});
