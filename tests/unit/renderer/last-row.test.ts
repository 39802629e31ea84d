import { expect, test } from 'vitest';
import type { CollectionRun, RunRow } from '../../../common/requests/collection-run.ts';
import { lastRowOf } from '../../../renderer/requests/last-row.ts';

const rowOf = (outcome: RunRow['outcome'], urls: readonly string[]): RunRow => ({
  requestId: 'a',
  step: 'done',
  outcome,
  hops: urls.map((url) => ({
    method: 'GET',
    url,
    status: 200,
    verdict: 'pinned',
    action: 'allowed',
    connectionId: 1,
    timing: { beganMs: 0, steps: [], totalMs: 1, isReused: false } as never,
  })),
  durationMs: 1,
  failure: null,
  changes: [],
});
const runOf = (row: RunRow): CollectionRun => ({
  collectionId: 'c',
  isRunning: false,
  isScheduled: false,
  startedAt: 1,
  endedAt: 2,
  nextAt: null,
  rows: [row],
});
const request = (url: string, method: 'GET' | 'POST' = 'GET'): Parameters<typeof lastRowOf>[1] => ({
  id: 'a',
  url,
  method,
});

test('a row belongs to its request only while that asks for what was asked for', () => {
  const answered = runOf(rowOf('response', ['https://api.test/a', 'https://api.test/b']));
  const isShown = (...asked: Parameters<typeof request>): boolean =>
    lastRowOf(answered, request(...asked)) !== null;
  expect({
    same: isShown('https://api.test/a'),
    fragment: isShown('api.test/a#part'),
    upgraded: isShown('http://api.test/a'),
    otherHost: isShown('https://pay.test/a'),
    laterHop: isShown('https://api.test/b'),
    otherMethod: isShown('https://api.test/a', 'POST'),
    none: isShown('two words'),
  }).toEqual({
    same: true,
    fragment: true,
    upgraded: true,
    otherHost: false,
    laterHop: false,
    otherMethod: false,
    none: false,
  });
});

test('what could not be sent says so until it can be; what got nowhere keeps its row', () => {
  const notSent = runOf(rowOf('not-sent', []));
  const failed = runOf(rowOf('failed', []));
  expect([
    lastRowOf(notSent, request('https://')) !== null,
    lastRowOf(notSent, request('api.test')),
    lastRowOf(failed, request('api.test')) !== null,
    lastRowOf(undefined, request('api.test')),
  ]).toEqual([true, null, true, null]);
});
