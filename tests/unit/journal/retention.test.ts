import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { JournalRecord } from '../../../main/journal/journal-record.ts';
import { bytesOnDisk, trim, type Retention } from '../../../main/journal/retention.ts';
import type { Database } from '../../../main/journal/sqlite.ts';
import { openStore } from '../../support/journal/open-store.ts';
import {
  sampleCertificate,
  sampleConnection,
  sampleEvent,
  sampleRequest,
  sampleTime,
  sampleVerification,
} from '../../support/journal/sample-records.ts';

const dayMs = 86_400_000;

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pinspect-retention-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const slicesOf = (database: Database, path: string | null, retention: Retention, now: number): number =>
  [...trim(database, path, retention, now, () => undefined)].length;

const all = (database: Database, sql: string): unknown[] =>
  database
    .statement(sql)
    .all()
    .map((row) => Object.values(row)[0]);

test('rows older than the age go, with all that only they needed, and nothing else', async () => {
  const { database, store } = await openStore(null);
  const old = sampleTime;
  const young = sampleTime + 10 * dayMs;
  const of = (
    name: string,
  ): { presentedChain: []; validatedChain: ReturnType<typeof sampleCertificate>[] } => ({
    presentedChain: [],
    validatedChain: [sampleCertificate(name), sampleCertificate('shared root')],
  });
  const records: JournalRecord[] = [
    { kind: 'verification', record: sampleVerification(1, { at: old, ...of('only old') }) },
    { kind: 'verification', record: sampleVerification(2, { at: old, ...of('still used') }) },
    { kind: 'verification', record: sampleVerification(3, { at: old, ...of('never used') }) },
    { kind: 'verification', record: sampleVerification(4, { at: young, ...of('young') }) },
    {
      kind: 'connection',
      record: sampleConnection(1, { startedAt: old, verificationId: 1, host: 'old.example' }),
    },
    {
      kind: 'connection',
      record: sampleConnection(2, { startedAt: old, verificationId: 2, host: 'both.example' }),
    },
    {
      kind: 'connection',
      record: sampleConnection(3, { startedAt: young, verificationId: 2, host: 'both.example' }),
    },
    {
      kind: 'request',
      record: sampleRequest(1, { startedAt: young, connectionId: 1, url: 'https://old.example/' }),
    },
    { kind: 'request', record: sampleRequest(2, { startedAt: old, url: 'https://gone.example/' }) },
    {
      kind: 'request',
      record: sampleRequest(3, { startedAt: young, connectionId: 3, url: 'https://both.example/' }),
    },
    { kind: 'interceptor-event', record: { id: 1, ...sampleEvent({ at: old }) } },
    { kind: 'interceptor-event', record: { id: 2, ...sampleEvent({ at: young }) } },
  ];
  store.write(records);
  slicesOf(database, null, { days: 5, megabytes: null }, young);
  expect({
    connections: all(database, 'SELECT id FROM connections'),
    verifications: all(database, 'SELECT id FROM verifications'),
    requests: all(database, 'SELECT id FROM requests'),
    events: all(database, 'SELECT id FROM interceptorEvents'),
    hosts: all(database, 'SELECT name FROM hosts ORDER BY name'),
    chains: all(database, 'SELECT count(*) FROM chains'),
    certificates: all(database, 'SELECT certSha256 FROM certificates ORDER BY certSha256'),
    unresolved: all(database, 'PRAGMA foreign_key_check'),
  }).toEqual({
    connections: [3],
    verifications: [2, 4],
    requests: [3],
    events: [2],
    hosts: ['both.example'],
    chains: [2],
    certificates: ['cert shared root', 'cert still used', 'cert young'],
    unresolved: [],
  });
});

test('the file and its log shrink below the size, oldest connections first, in many small steps', async () => {
  const { database, store, path } = await openStore(await temporary());
  const ids = Array.from({ length: 4_000 }, (_, index) => index + 1);
  for (let from = 0; from < ids.length; from += 500) {
    store.write(
      ids.slice(from, from + 500).flatMap((id): JournalRecord[] => [
        { kind: 'verification', record: sampleVerification(id) },
        {
          kind: 'connection',
          record: sampleConnection(id, { verificationId: id, reason: 'x'.repeat(1_000) }),
        },
      ]),
    );
  }
  const before = bytesOnDisk(database, path);
  const slices = slicesOf(database, path, { days: null, megabytes: 2 }, sampleTime);
  const [count, oldest] = [
    all(database, 'SELECT count(*) FROM connections')[0],
    all(database, 'SELECT min(id) FROM connections')[0],
  ];
  expect(before).toBeGreaterThan(6 * 1_048_576);
  expect(bytesOnDisk(database, path)).toBeLessThan(2 * 1_048_576);
  expect(slices).toBeGreaterThan(10);
  expect(Number(count)).toBeGreaterThan(300);
  expect({ count, verifications: all(database, 'SELECT count(*) FROM verifications')[0] }).toEqual({
    count: 4_001 - Number(oldest),
    verifications: count,
  });
  expect(slicesOf(database, path, { days: null, megabytes: 2 }, sampleTime)).toBe(0);
});

test('a size that only requests fill is kept too', async () => {
  const { database, store, path } = await openStore(await temporary());
  const url = `https://h.example/${'x'.repeat(2_000)}`;
  store.write(
    Array.from({ length: 2_000 }, (_, index) => ({
      kind: 'request',
      record: sampleRequest(index + 1, { url }),
    })),
  );
  slicesOf(database, path, { days: null, megabytes: 1 }, sampleTime);
  expect(bytesOnDisk(database, path)).toBeLessThan(1_048_576);
  expect(all(database, 'SELECT max(id) FROM requests')).toEqual([2_000]);
  expect(Number(all(database, 'SELECT count(*) FROM requests')[0])).toBeGreaterThan(150);
});

test('what was removed is written anew when it comes again', async () => {
  const { database, store } = await openStore(null);
  const record = (id: number, at: number): JournalRecord[] => [
    { kind: 'verification', record: sampleVerification(id, { at }) },
    { kind: 'connection', record: sampleConnection(id, { startedAt: at, verificationId: id }) },
  ];
  store.write(record(1, sampleTime));
  let slices = 0;
  const forget = (): void => {
    slices += 1;
    store.forgetIds();
  };
  expect([...trim(database, null, { days: 1, megabytes: null }, sampleTime + 2 * dayMs, forget)].length).toBe(
    slices,
  );
  expect(store.write(record(2, sampleTime + 2 * dayMs))).toEqual([]);
  expect(all(database, 'SELECT count(*) FROM certificates')).toEqual([3]);
});
