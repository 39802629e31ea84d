import type { ConnectionRow } from '../../../common/ipc/contract.ts';
import type { Connection, InterceptorSaw } from '../../../common/records.ts';
import { toWeakenedVerification, whatWeakened } from '../../../common/weakened.ts';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  sampleConnection,
  sampleEvent,
  sampleRequest,
  sampleTime,
  sampleVerification,
} from '../../support/journal/sample-records.ts';
import { openForTest, temporaryFolder } from '../../support/journal/temporary-journal.ts';

const newest = { before: null, limit: 100, host: '', verdicts: [] } as const;

/** Without a verification. */
const rowOf = (connection: Connection, interceptorSaw: InterceptorSaw | null = null): ConnectionRow => ({
  ...connection,
  interceptorSaw,
  weakened: whatWeakened(connection, interceptorSaw, null),
});

test('what was recorded is read back as it was given, also after the file was closed and opened again', async () => {
  const folder = await temporaryFolder();
  const first = await openForTest(folder);
  const verification = sampleVerification(first.journal.nextId('verification'));
  const connection = sampleConnection(first.journal.nextId('connection'), {
    verificationId: verification.id,
  });
  const request = sampleRequest(first.journal.nextId('request'), { connectionId: connection.id });
  const event = sampleEvent({ at: connection.startedAt + 5 });
  first.journal.record.verification(verification);
  first.journal.record.connection(connection);
  first.journal.record.request(request);
  first.journal.record.interceptorEvent(event);
  await first.journal.close();

  const { journal, notices } = await openForTest(folder);
  const saw = { kind: event.kind, detail: event.detail };
  const row = {
    ...connection,
    interceptorSaw: saw,
    weakened: whatWeakened(connection, saw, toWeakenedVerification(verification)),
  };
  expect({
    detail: await journal.connectionDetail(connection.id),
    connections: await journal.connectionsPage(newest),
    requests: await journal.requestsPage(newest),
    notices,
  }).toEqual({
    detail: {
      ok: true,
      value: { connection: row, verification, interceptorEvents: [event], requests: [request] },
    },
    connections: { rows: [row], hasMore: false },
    requests: { rows: [request], hasMore: false },
    notices: [],
  });
});

test('rows are announced when they can be read, and again when they or the word on them change', async () => {
  const { journal, written, settled } = await openForTest(await temporaryFolder());
  const open = sampleConnection(journal.nextId('connection'), { closedMs: null, bytesSent: 1 });
  journal.record.connection(open);
  await settled();
  journal.record.connection({ ...open, closedMs: 7, bytesSent: 2 });
  await settled();
  const event = sampleEvent({ at: open.startedAt + 1 });
  journal.record.interceptorEvent(event);
  await settled();
  const saw = { kind: event.kind, detail: event.detail };
  const last = { ...open, closedMs: 7, bytesSent: 2 };
  expect(written.flatMap(({ connections }) => connections)).toEqual([
    rowOf(open),
    rowOf(last),
    rowOf(last, saw),
  ]);
  expect((await journal.connectionsPage(newest)).rows).toEqual([rowOf(last, saw)]);
});

test('ids go on where the file ends, counting ids that are only referred to', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openForTest(folder);
  journal.record.connection(sampleConnection(7, { verificationId: 12 }));
  journal.record.request(sampleRequest(3, { connectionId: 9 }));
  await journal.close();
  const again = await openForTest(folder);
  expect([
    again.journal.nextId('verification'),
    again.journal.nextId('connection'),
    again.journal.nextId('request'),
    again.journal.nextId('request'),
  ]).toEqual([13, 10, 4, 5]);
});

test('recording twenty thousand rows takes the caller less than a tenth of a millisecond each', async () => {
  const { journal, settled } = await openForTest(await temporaryFolder(), { queueLimit: 100_000 });
  const began = performance.now();
  for (let number = 0; number < 20_000; number += 1) {
    journal.record.connection(sampleConnection(journal.nextId('connection')));
  }
  expect((performance.now() - began) / 20_000).toBeLessThan(0.1);
  await settled();
  expect(await journal.totals(0)).toEqual({ connections: 20_000, pinsFailed: 20_000 });
});

test('clearing removes all rows and shrinks the file, and open connections do not come back', async () => {
  const folder = await temporaryFolder();
  const { journal, settled } = await openForTest(folder);
  for (let number = 0; number < 5_000; number += 1) {
    const verificationId = journal.nextId('verification');
    journal.record.verification(sampleVerification(verificationId));
    journal.record.connection(sampleConnection(journal.nextId('connection'), { verificationId }));
  }
  const open = sampleConnection(journal.nextId('connection'), { closedMs: null });
  journal.record.connection(open);
  await settled();
  const waiting = sampleConnection(journal.nextId('connection'));
  journal.record.connection(waiting);
  await journal.remove('all');
  journal.record.connection({ ...open, closedMs: 1 });
  const later = sampleConnection(journal.nextId('connection'));
  journal.record.connection(later);
  await settled();
  expect((await journal.connectionsPage(newest)).rows).toEqual([rowOf(later)]);
  await journal.close();
  expect((await stat(join(folder, 'journal.sqlite'))).size).toBeLessThan(200_000);
});

test('a record that no table takes is left out with a notice, and does not hold up the others', async () => {
  const { journal, notices, settled } = await openForTest(await temporaryFolder());
  journal.record.connection(sampleConnection(1));
  journal.record.connection(sampleConnection(2, { startedAt: Number.NaN }));
  journal.record.connection(sampleConnection(3, { reason: undefined as unknown as string }));
  journal.record.connection(sampleConnection(4));
  await settled();
  await journal.close();
  expect(notices.map(({ text }) => text)).toEqual([
    '2 records were not written: they hold values that the journal does not take.',
  ]);
});

test('an unknown connection is an answer, not an error', async () => {
  const { journal } = await openForTest(await temporaryFolder());
  expect(await journal.connectionDetail(99)).toMatchObject({ ok: false, error: { code: 'not-in-journal' } });
});

test("events belong to the connection that held the interceptor's port at the time", async () => {
  const { journal, settled } = await openForTest(await temporaryFolder());
  const one = sampleConnection(1, { startedAt: sampleTime, closedMs: null });
  const direct = sampleConnection(2, {
    startedAt: sampleTime + 1_000,
    route: { text: 'direct', interceptor: null, ledTo: null },
  });
  const other = sampleConnection(3, { startedAt: sampleTime + 5_000, closedMs: 100 });
  for (const connection of [one, direct, other]) journal.record.connection(connection);
  for (const [at, detail] of [
    [-1_000, 'before'],
    [1_500, 'of one'],
    [5_010, 'of other'],
    [60_000, 'long after'],
  ] as const) {
    journal.record.interceptorEvent(sampleEvent({ at: sampleTime + at, detail }));
  }
  await settled();
  const details = await Promise.all([1, 2, 3].map((id) => journal.connectionDetail(id)));
  expect(
    details.map((detail) => detail.ok && detail.value.interceptorEvents.map((event) => event.detail)),
  ).toEqual([['of one'], [], ['of other']]);
});

test('folder and files are for their owner only', async () => {
  const folder = join(await temporaryFolder(), 'journal');
  const { journal, settled } = await openForTest(folder);
  journal.record.connection(sampleConnection(1));
  await settled();
  const modes = await Promise.all(
    ['.', 'journal.sqlite', 'journal.sqlite-wal'].map(
      async (name) => (await stat(join(folder, name))).mode & 0o777,
    ),
  );
  expect(modes).toEqual([0o700, 0o600, 0o600]);
});

test('without a folder rows are kept in memory', async () => {
  const { journal, settled } = await openForTest(null);
  journal.record.connection(sampleConnection(1));
  await settled();
  await journal.setRetention({ days: null, megabytes: 1 });
  expect((await journal.connectionsPage(newest)).rows).toHaveLength(1);
});

test('limits are kept while rows come in, and no row of the moment is lost or late', async () => {
  const folder = await temporaryFolder();
  const { journal, notices, settled } = await openForTest(folder, { queueLimit: 100_000 });
  const reason = 'a reason'.repeat(100);
  for (let number = 0; number < 5_000; number += 1) {
    journal.record.connection(sampleConnection(journal.nextId('connection'), { reason }));
  }
  await settled();
  await journal.setRetention({ days: null, megabytes: 1 });
  const delays: number[] = [];
  for (let number = 0; number < 20; number += 1) {
    journal.record.connection(sampleConnection(journal.nextId('connection'), { reason }));
    const began = performance.now();
    await settled();
    delays.push(performance.now() - began);
  }
  const size = async (): Promise<number> =>
    (await stat(join(folder, 'journal.sqlite'))).size + (await stat(join(folder, 'journal.sqlite-wal'))).size;
  await expect.poll(size, { timeout: 10_000 }).toBeLessThan(1_048_576);
  const { rows } = await journal.connectionsPage({ ...newest, limit: 20 });
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => 5_020 - index));
  expect(notices).toEqual([]);
  expect(delays.sort((one, other) => one - other)[10]).toBeLessThan(100);
});
