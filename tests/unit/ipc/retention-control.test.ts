import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RetentionControl } from '../../../main/ipc/retention-control.ts';
import type { Retention } from '../../../main/journal/retention.ts';

let applied: Retention[];
let retention: RetentionControl;

beforeEach(() => {
  vi.useFakeTimers();
  applied = [];
  retention = new RetentionControl(
    { days: 90, megabytes: 1_000 },
    (kept) => {
      applied.push(kept);
      return Promise.resolve();
    },
    (error) => {
      throw error;
    },
  );
});
afterEach(() => {
  retention.stop();
  vi.useRealTimers();
});

test('a narrower limit counts a minute later, a wider one at once', async () => {
  await retention.set({ days: 30, megabytes: null });
  expect(applied).toEqual([{ days: 90, megabytes: null }]);
  await vi.advanceTimersByTimeAsync(59_999);
  expect(applied).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(applied.at(-1)).toEqual({ days: 30, megabytes: null });
});

test('a narrower limit that is taken back within the minute never counted', async () => {
  await retention.set({ days: 1, megabytes: 1_000 });
  await retention.set({ days: 90, megabytes: 1_000 });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(applied.every(({ days }) => days === 90)).toBe(true);
});

test('a second narrower limit within the minute does not make the first one count', async () => {
  await retention.set({ days: 30, megabytes: 1_000 });
  await vi.advanceTimersByTimeAsync(30_000);
  await retention.set({ days: 7, megabytes: 1_000 });
  await vi.advanceTimersByTimeAsync(59_999);
  expect(applied.every(({ days }) => days === 90)).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(applied.at(-1)).toEqual({ days: 7, megabytes: 1_000 });
});
