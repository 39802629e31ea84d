import { expect, test } from 'vitest';
import { toInterceptorKeys, toSeenChains } from '../../../common/certificates-seen.ts';
import { certificatesSeen } from '../../../main/journal/certificates-seen.ts';
import { openStore } from '../../support/journal/open-store.ts';
import {
  sampleCertificate,
  sampleConnection,
  sampleTime,
  sampleVerification,
} from '../../support/journal/sample-records.ts';
import { openForTest, temporaryFolder } from '../../support/journal/temporary-journal.ts';

const [leaf, renewed, issuer, root] = ['leaf', 'renewed', 'issuer', 'root'].map(sampleCertificate) as [
  ReturnType<typeof sampleCertificate>,
  ReturnType<typeof sampleCertificate>,
  ReturnType<typeof sampleCertificate>,
  ReturnType<typeof sampleCertificate>,
];

test('each host has its chains once, with the first and the last time, the latest first', async () => {
  const { database, store } = await openStore(null);
  const shown = [
    ['api.example.com', [leaf, issuer, root]],
    ['shop.example.com', [leaf, issuer, root]],
    ['api.example.com', [renewed, issuer, root]],
    ['api.example.com', [leaf, issuer, root]],
  ] as const;
  store.write(
    shown.map(([host, validatedChain], index) => ({
      kind: 'verification',
      record: sampleVerification(index + 1, { host, validatedChain }),
    })),
  );
  const seen = certificatesSeen(database);
  expect(
    seen.chains.map(({ chain, ...one }) => ({
      ...one,
      chain: chain.map((place) => seen.certificates[place]?.subject),
    })),
  ).toEqual([
    {
      host: 'api.example.com',
      chain: ['CN=leaf', 'CN=issuer', 'CN=root'],
      isValidated: true,
      interceptor: null,
      firstSeenAt: sampleTime + 1,
      lastSeenAt: sampleTime + 4,
    },
    {
      host: 'api.example.com',
      chain: ['CN=renewed', 'CN=issuer', 'CN=root'],
      isValidated: true,
      interceptor: null,
      firstSeenAt: sampleTime + 3,
      lastSeenAt: sampleTime + 3,
    },
    {
      host: 'shop.example.com',
      chain: ['CN=leaf', 'CN=issuer', 'CN=root'],
      isValidated: true,
      interceptor: null,
      firstSeenAt: sampleTime + 2,
      lastSeenAt: sampleTime + 2,
    },
  ]);
  expect(seen.certificates).toHaveLength(4);
  expect({ ...seen.certificates.find(({ subject }) => subject === leaf.subject), pem: leaf.pem }).toEqual(
    leaf,
  );
});

test('what nobody vouched for is told as presented, and an interceptor is named; advice rests on neither', async () => {
  const { database, store } = await openStore(null);
  store.write([
    { kind: 'verification', record: sampleVerification(1, { host: 'a.test', validatedChain: [] }) },
    { kind: 'verification', record: sampleVerification(2, { host: 'b.test' }) },
    { kind: 'connection', record: sampleConnection(1, { host: 'b.test', verificationId: 2 }) },
    { kind: 'verification', record: sampleVerification(3, { host: 'c.test' }) },
    {
      kind: 'connection',
      record: sampleConnection(2, {
        host: 'c.test',
        verificationId: 3,
        route: { text: 'direct', interceptor: null, ledTo: null },
      }),
    },
    {
      kind: 'verification',
      record: sampleVerification(4, { host: 'd.test', validatedChain: [], presentedChain: [] }),
    },
  ]);
  const seen = certificatesSeen(database);
  expect(seen.chains.map(({ host, isValidated, interceptor }) => [host, isValidated, interceptor])).toEqual([
    ['c.test', true, null],
    ['b.test', true, 'mitmproxy 8.1.1'],
    ['a.test', false, null],
  ]);
  expect(toSeenChains(seen).flatMap(({ hosts }) => hosts)).toEqual(['c.test']);
  // The same chain was seen without an interceptor: it let the server's own through.
  expect(toInterceptorKeys(seen)).toEqual(new Map());
  const alone = { ...seen, chains: seen.chains.filter(({ host }) => host === 'b.test') };
  expect(toInterceptorKeys(alone).get(leaf.spkiSha256)).toBe('mitmproxy 8.1.1');
});

test('what was cleared is gone at once, and back when the clearing is taken back', async () => {
  const { journal, settled } = await openForTest(await temporaryFolder());
  journal.record.verification(sampleVerification(journal.nextId('verification')));
  await settled();
  const hosts = async (): Promise<number> => (await journal.certificatesSeen()).chains.length;
  await journal.remove('all');
  expect(await hosts()).toBe(0);
  journal.record.verification(sampleVerification(journal.nextId('verification'), { host: 'new.test' }));
  await settled();
  expect(await hosts()).toBe(1);
  await journal.restore();
  expect(await hosts()).toBe(2);
});

test('a certificate whose facts are damaged takes only its own chains with it', async () => {
  const { database, store } = await openStore(null);
  store.write([
    { kind: 'verification', record: sampleVerification(1, { host: 'a.test', validatedChain: [leaf, root] }) },
    {
      kind: 'verification',
      record: sampleVerification(2, { host: 'b.test', validatedChain: [renewed, root] }),
    },
  ]);
  database.exec("UPDATE certificates SET facts = '{' WHERE certSha256 = 'cert leaf'");
  expect(certificatesSeen(database).chains.map(({ host }) => host)).toEqual(['b.test']);
});

test('groups are found by seeks in an index, not by reading every verification', async () => {
  const { database } = await openStore(null);
  for (const [column, index, scope] of [
    ['validatedChainId', 'verificationsByValidatedChain', 'validatedChainId IS NOT NULL'],
    [
      'presentedChainId',
      'verificationsByPresentedOnly',
      'validatedChainId IS NULL AND presentedChainId IS NOT NULL',
    ],
  ] as const) {
    const plan = database
      .statement(
        `EXPLAIN QUERY PLAN SELECT ${column}, host FROM verifications INDEXED BY ${index} WHERE ${scope}
         AND (${column}, host) > (?, ?) ORDER BY ${column}, host LIMIT 1`,
      )
      .all(0, '')
      .map(({ detail }) => String(detail));
    expect(plan).toEqual([
      expect.stringMatching(`SEARCH verifications USING (?:COVERING )?INDEX ${index} \\(`),
    ]);
  }
});

test('the journal’s thread answers', async () => {
  const { journal, settled } = await openForTest(await temporaryFolder());
  journal.record.verification(sampleVerification(journal.nextId('verification')));
  await settled();
  const seen = await journal.certificatesSeen();
  expect([seen.chains.length, seen.certificates.length, seen.isCut]).toEqual([1, 3, false]);
});
