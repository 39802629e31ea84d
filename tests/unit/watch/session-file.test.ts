import { expect, test } from 'vitest';
import { connectionsOf } from '../../../common/watch/watched-connection.ts';
import type { WatchedSession } from '../../../common/watch/watched-session.ts';
import { readSession, writeSession } from '../../../main/watch/session-file.ts';

const base = { connection: 'a', at: 1 } as const;
const session: WatchedSession = {
  name: 'Build 41',
  startedAt: 1,
  endedAt: 2,
  interceptor: 'built-in interceptor',
  controlHost: 'control.test',
  grouping: 'process',
  expectedHosts: ['api.test'],
  dropped: 0,
  connections: connectionsOf([
    { ...base, kind: 'opened', address: '127.0.0.1', port: 1, isLocal: true, process: null },
    { ...base, kind: 'asked', host: 'api.test', port: 443 },
    { ...base, kind: 'request', number: 1, method: 'GET', url: 'https://api.test/', headers: [['a', 'b']] },
    { ...base, kind: 'response', number: 1, status: 200, statusText: 'OK', headers: [], bodyBytes: 3 },
    { ...base, kind: 'closed', by: 'client' },
  ]),
};

test('a watch is read as it was written', () => {
  expect(readSession(writeSession(session))).toEqual({ ok: true, value: session });
});

test('what is no watch is refused whole, with the place', () => {
  expect(readSession('{')).toEqual({ ok: false, error: 'it is no JSON.' });
  const broken = writeSession(session).replace('"isLocal": true', '"isLocal": "yes"');
  expect(readSession(broken)).toMatchObject({
    ok: false,
    error: expect.stringContaining('session.connections.0.isLocal') as string,
  });
  expect(readSession('{"pinspectWatch": 2}')).toMatchObject({ ok: false });
});
