import { expect, test } from 'vitest';
import { everything } from '../../../renderer/connections/connection-filter.ts';
import { appendPage, replayRows, trimRows, type HeldRows } from '../../../renderer/connections/row-replay.ts';
import { sampleRow } from './sample-row.ts';

const held = (ids: readonly number[], hasMore = false): HeldRows => ({
  rows: ids.map((id) => sampleRow(id)),
  hasMore,
});
const idsOf = ({ rows }: HeldRows): readonly number[] => rows.map(({ id }) => id);

test('rows are held newest first, whatever the order they are announced in', () => {
  expect(idsOf(replayRows(held([4, 2]), [sampleRow(3), sampleRow(5), sampleRow(1)], everything))).toEqual([
    5, 4, 3, 2, 1,
  ]);
});

test('an announced row takes the place of the held one, and the last announcement wins', () => {
  const next = replayRows(
    held([3, 2, 1]),
    [sampleRow(2, { closedMs: 5 }), sampleRow(2, { closedMs: 9 })],
    everything,
  );
  expect(next.rows.map(({ id, closedMs }) => [id, closedMs])).toEqual([
    [3, null],
    [2, 9],
    [1, null],
  ]);
});

test('a change of a row on a page that is not loaded waits for that page', () => {
  expect(idsOf(replayRows(held([9, 8], true), [sampleRow(3), sampleRow(10)], everything))).toEqual([
    10, 9, 8,
  ]);
});

test('the oldest held row is still renewed while there are older pages', () => {
  const next = replayRows(held([9, 8], true), [sampleRow(8, { closedMs: 7 })], everything);
  expect(next.rows.map(({ closedMs }) => closedMs)).toEqual([null, 7]);
});

test('a row that ceases to match the filter leaves, one that begins to match enters', () => {
  const filter = { host: '', verdicts: ['pinned'] as const };
  expect(
    idsOf(
      replayRows(held([3, 2]), [sampleRow(2, { verdict: 'mismatch' }), sampleRow(1), sampleRow(4)], filter),
    ),
  ).toEqual([4, 3, 1]);
});

test('what is announced while a page loads is neither lost nor doubled', () => {
  const page: HeldRows = { rows: [sampleRow(3), sampleRow(2), sampleRow(1)], hasMore: true };
  const next = appendPage(
    { rows: [], hasMore: false },
    page,
    [sampleRow(4), sampleRow(3, { closedMs: 1 })],
    everything,
  );
  expect({ ids: idsOf(next), closed: next.rows[1]?.closedMs, hasMore: next.hasMore }).toEqual({
    ids: [4, 3, 2, 1],
    closed: 1,
    hasMore: true,
  });
});

test('an older page goes below, and does not take back what is held', () => {
  const now: HeldRows = { rows: [sampleRow(9), sampleRow(8, { closedMs: 4 })], hasMore: true };
  const next = appendPage(now, { rows: [sampleRow(8), sampleRow(7)], hasMore: false }, [], everything);
  expect(next.rows.map(({ id, closedMs }) => [id, closedMs])).toEqual([
    [9, null],
    [8, 4],
    [7, null],
  ]);
});

test('nothing announced changes nothing, not even the list itself', () => {
  const now = held([2, 1]);
  expect(replayRows(now, [], everything)).toBe(now);
});

test('past the limit the oldest rows go, and are known to be on disk', () => {
  expect(trimRows(held([3, 2, 1]), 2)).toEqual({ ...held([3, 2]), hasMore: true });
  const few = held([2, 1]);
  expect(trimRows(few, 2)).toBe(few);
});

test('10,000 held rows take a batch in a frame', () => {
  const many = held(Array.from({ length: 10_000 }, (_, index) => 10_000 - index));
  const batch = Array.from({ length: 200 }, (_, index) => sampleRow(10_001 + index));
  const start = performance.now();
  expect(replayRows(many, batch, everything).rows).toHaveLength(10_200);
  expect(performance.now() - start).toBeLessThan(100);
});
