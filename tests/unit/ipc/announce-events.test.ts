import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConnectionRow, Events } from '../../../common/ipc/contract.ts';
import type { HttpRequest } from '../../../common/records.ts';
import { createAnnouncer } from '../../../main/ipc/announce-events.ts';

const connection = (id: number, reason: string): ConnectionRow => ({ id, reason }) as ConnectionRow;
const request = (id: number): HttpRequest => ({ id }) as HttpRequest;
const progress: Events['request.progress'] = { token: 't', step: 'waiting', bytesReceived: 0 };

let sent: unknown[][];
let isDestroyed: boolean;

const page = { send: (...event: unknown[]) => void sent.push(event), isDestroyed: () => isDestroyed };

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  isDestroyed = false;
});

afterEach(() => {
  vi.useRealTimers();
});

test('rows of one frame are one event, each row once in its last state', () => {
  const { announce } = createAnnouncer(() => page);
  announce('journal.written', {
    connections: [connection(1, 'begun'), connection(2, 'begun')],
    requests: [],
    list: null,
  });
  announce('journal.written', {
    connections: [connection(1, 'decided')],
    requests: [request(7)],
    list: null,
  });
  vi.advanceTimersByTime(15);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(1);
  announce('journal.written', { connections: [connection(1, 'closed')], requests: [], list: null });
  vi.advanceTimersByTime(16);
  expect(sent).toEqual([
    [
      'journal.written',
      { connections: [connection(1, 'decided'), connection(2, 'begun')], requests: [request(7)], list: null },
    ],
    ['journal.written', { connections: [connection(1, 'closed')], requests: [], list: null }],
  ]);
});

test('other events go at once', () => {
  createAnnouncer(() => page).announce('request.progress', progress);
  expect(sent).toEqual([['request.progress', progress]]);
});

test('without a page, or to one that is gone, an event is dropped', () => {
  createAnnouncer(() => undefined).announce('request.progress', progress);
  isDestroyed = true;
  createAnnouncer(() => page).announce('request.progress', progress);
  expect(sent).toEqual([]);
});

test('after close nothing is sent, not even what was waiting', () => {
  const { announce, close } = createAnnouncer(() => page);
  announce('journal.written', { connections: [connection(1, 'begun')], requests: [], list: null });
  close();
  announce('request.progress', progress);
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([]);
});
