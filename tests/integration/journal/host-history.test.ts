import { expect, test } from 'vitest';
import type { Connection } from '../../../common/records.ts';
import { ConnectionList } from '../../../main/journal/connection-list.ts';
import { bucketLength } from '../../../main/journal/host-history.ts';
import type { JournalRecord } from '../../../main/journal/journal-record.ts';
import { openStore } from '../../support/journal/open-store.ts';
import {
  sampleCertificate,
  sampleConnection,
  sampleTime,
  sampleVerification,
} from '../../support/journal/sample-records.ts';
import { openForTest, temporaryFolder } from '../../support/journal/temporary-journal.ts';

const minute = 60_000;
const direct = { text: 'direct', interceptor: null, ledTo: null };

/** A connection that long after the first one, with the verification it rests on: leaf and root as they are named. */
const visit = (
  id: number,
  afterMs: number,
  leaf: string,
  changes: Partial<Connection> = {},
): readonly JournalRecord[] => [
  {
    kind: 'verification',
    record: sampleVerification(id, {
      host: changes.host ?? 'api.example.com',
      validatedChain: [sampleCertificate(leaf), sampleCertificate('root')],
    }),
  },
  {
    kind: 'connection',
    record: sampleConnection(id, {
      startedAt: sampleTime + afterMs,
      verificationId: id,
      route: direct,
      ...changes,
    }),
  },
];

test('verdicts are counted by time, and each chain has its first and last time and how often it was seen', async () => {
  const { database, store } = await openStore(null);
  store.write([
    ...visit(1, 0, 'old', { verdict: 'unpinned' }),
    ...visit(2, 3 * minute, 'old', { verdict: 'pinned' }),
    ...visit(3, 3 * minute + 1, 'new', { verdict: 'mismatch' }),
    ...visit(4, 5 * minute, 'old', { verdict: 'pinned', host: 'other.example.com' }),
    ...visit(5, 6 * minute, 'new', {
      verdict: 'mismatch',
      route: { text: 'direct', interceptor: 'mitmproxy', ledTo: null },
    }),
    {
      kind: 'connection',
      record: sampleConnection(6, {
        startedAt: sampleTime + 7 * minute,
        verificationId: null,
        verdict: 'undecided',
      }),
    },
  ]);
  const history = new ConnectionList(database).hostHistory('api.example.com');
  const places = history.buckets.flatMap((bucket, place) =>
    Object.keys(bucket).length === 0 ? [] : [[(place * history.bucketMs) / minute, bucket]],
  );
  expect([history.connections, history.from, history.bucketMs, places]).toEqual([
    5,
    sampleTime,
    10_000,
    [
      [0, { unpinned: 1 }],
      [3, { pinned: 1, mismatch: 1 }],
      [6, { mismatch: 1 }],
      [7, { undecided: 1 }],
    ],
  ]);
  expect(
    history.chains.map(({ certificates, ...chain }) => [certificates.map(({ subject }) => subject), chain]),
  ).toEqual([
    [
      ['CN=new', 'CN=root'],
      {
        isValidated: true,
        interceptor: 'mitmproxy',
        connections: 1,
        firstSeenAt: sampleTime + 6 * minute,
        lastSeenAt: sampleTime + 6 * minute,
      },
    ],
    [
      ['CN=new', 'CN=root'],
      {
        isValidated: true,
        interceptor: null,
        connections: 1,
        firstSeenAt: sampleTime + 3 * minute + 1,
        lastSeenAt: sampleTime + 3 * minute + 1,
      },
    ],
    [
      ['CN=old', 'CN=root'],
      {
        isValidated: true,
        interceptor: null,
        connections: 2,
        firstSeenAt: sampleTime,
        lastSeenAt: sampleTime + 3 * minute,
      },
    ],
  ]);
});

test('a host that was never seen has no history', async () => {
  const { database } = await openStore(null);
  expect(new ConnectionList(database).hostHistory('nowhere.test')).toMatchObject({
    connections: 0,
    buckets: [],
  });
});

test('what was removed is not told, until it is brought back', async () => {
  const { journal, settled } = await openForTest(await temporaryFolder());
  journal.nextId('verification');
  for (const record of visit(journal.nextId('connection'), 0, 'old')) {
    if (record.kind === 'verification') journal.record.verification(record.record);
    if (record.kind === 'connection') journal.record.connection(record.record);
  }
  await settled();
  const seen = async (): Promise<readonly number[]> => {
    const { connections, chains } = await journal.hostHistory('api.example.com');
    return [connections, chains.length];
  };
  expect(await seen()).toEqual([1, 1]);
  await journal.remove('all');
  expect(await seen()).toEqual([0, 0]);
  await journal.restore();
  expect(await seen()).toEqual([1, 1]);
});

test('however long a host is known, its strip has at most sixty buckets', () => {
  for (let span = 1; span < 4e11; span *= 1.7) {
    const length = bucketLength(span);
    // One more where neither end falls on the edge of a bucket.
    expect(Math.floor(span / length) + 2).toBeLessThanOrEqual(60 + 1);
  }
});
