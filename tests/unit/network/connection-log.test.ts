import { expect, test } from 'vitest';
import { newConnection } from '../../../common/new-connection.ts';
import type { Connection } from '../../../common/records.ts';
import { ConnectionLog } from '../../../main/network/connection-log.ts';

const target = { host: 'api.example.com', port: 443 };
const failed = (id: number, startedAt: number, errorCode: string | null): Connection => ({
  ...newConnection({
    id,
    startedAt,
    epoch: 1,
    ...target,
    route: { text: 'direct', interceptor: null, ledTo: null },
  }),
  errorCode,
});
const refusalAmong = (...rows: readonly Connection[]): number | undefined => {
  const log = new ConnectionLog();
  for (const row of rows) log.note(row);
  return log.refusalOf(target, 100)?.id;
};

test('the latest failure since the request began explains it', () => {
  expect(refusalAmong(failed(1, 90, 'refused'), failed(2, 110, 'handshake-timeout'))).toBe(2);
  expect(refusalAmong(failed(1, 90, 'refused'))).toBeUndefined();
});

test('a connection that was opened beside it and given up explains nothing, unless there is no other', () => {
  expect(refusalAmong(failed(1, 110, 'handshake-timeout'), failed(2, 120, 'cancelled'))).toBe(1);
  expect(refusalAmong(failed(1, 110, 'cancelled'))).toBe(1);
});

const allowed = (id: number, changes: Partial<Connection>): Connection => ({
  ...failed(id, 100, null),
  action: 'allowed',
  ...changes,
});
const carriersAmong = (...rows: readonly Connection[]): readonly number[] => {
  const log = new ConnectionLog();
  for (const row of rows) log.note(row);
  return log.carriersOf(target, 150).map(({ id }) => id);
};

test('of several connections that can have carried a request none is named alone, and none is left out', () => {
  const closed = { closedMs: 80, applicationBytesSent: 300 };
  expect(carriersAmong(allowed(1, closed), allowed(2, {}))).toEqual([1, 2]);
  expect(carriersAmong(allowed(1, closed))).toEqual([1]);
});

test('a connection that closed before the request, or over which nothing was sent, carried none', () => {
  expect(
    carriersAmong(
      allowed(1, { closedMs: 40, applicationBytesSent: 300 }),
      allowed(2, { closedMs: 80, applicationBytesSent: 0 }),
      allowed(3, {}),
    ),
  ).toEqual([3]);
});
