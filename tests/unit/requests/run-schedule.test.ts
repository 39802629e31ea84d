import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RunSchedule } from '../../../main/requests/run-schedule.ts';

const minute = 60_000;
const start = Date.UTC(2026, 0, 1, 12);

beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Told {
  readonly schedule: RunSchedule;
  /** Minutes after the start at which a run of `a` began. */
  readonly runs: number[];
  readonly nexts: (number | null)[];
  readonly finish: () => void;
}

const scheduleWith = (lastRanAt: number | null, doesRunEnd = true): Told => {
  const runs: number[] = [];
  const nexts: (number | null)[] = [];
  let finish = (): void => undefined;
  const schedule = new RunSchedule({
    now: Date.now,
    ranAt: () => lastRanAt,
    run: (id) => {
      if (id !== 'a') return Promise.resolve();
      runs.push(Math.round((Date.now() - start) / minute));
      return doesRunEnd ? Promise.resolve() : new Promise((resolve) => (finish = resolve));
    },
    onNext: (_id, nextAt) => nexts.push(nextAt),
  });
  return {
    schedule,
    runs,
    nexts,
    finish: () => {
      finish();
    },
  };
};

test('what was never run is run soon, and then once an interval', async () => {
  const { schedule, runs, nexts } = scheduleWith(null);
  schedule.set([{ id: 'a', everyMs: 5 * minute }]);
  expect(nexts).toEqual([start + 2_000]);
  await vi.advanceTimersByTimeAsync(11 * minute);
  expect(runs).toEqual([0, 5, 10]);
});

test('after a restart the interval counts from the last run; one that is past is run soon', async () => {
  const recent = scheduleWith(start - 3 * minute);
  recent.schedule.set([{ id: 'a', everyMs: 5 * minute }]);
  const overdue = scheduleWith(start - 60 * minute);
  overdue.schedule.set([{ id: 'a', everyMs: 5 * minute }]);
  expect([recent.nexts, overdue.nexts]).toEqual([[start + 2 * minute], [start + 2_000]]);
  await vi.advanceTimersByTimeAsync(3 * minute);
  expect([recent.runs, overdue.runs]).toEqual([[2], [0]]);
});

test('a night in which the computer slept is one run, not a hundred', async () => {
  const { schedule, runs } = scheduleWith(start);
  schedule.set([{ id: 'a', everyMs: 5 * minute }]);
  vi.setSystemTime(start + 600 * minute);
  await vi.advanceTimersByTimeAsync(2 * minute);
  expect(runs).toHaveLength(1);
});

test('a run that takes longer than its interval is followed by the next, never joined by it', async () => {
  const { schedule, runs, finish } = scheduleWith(start, false);
  schedule.set([
    { id: 'a', everyMs: minute },
    { id: 'b', everyMs: minute },
  ]);
  await vi.advanceTimersByTimeAsync(10 * minute);
  expect(runs).toEqual([1]);
  finish();
  await vi.advanceTimersByTimeAsync(minute);
  expect(runs).toEqual([1, 10]);
});

test('the same schedules set again change nothing; another interval is reckoned anew; none ends it', async () => {
  const { schedule, runs, nexts } = scheduleWith(start);
  schedule.set([{ id: 'a', everyMs: 5 * minute }]);
  schedule.set([{ id: 'a', everyMs: 5 * minute }]);
  schedule.set([{ id: 'a', everyMs: 9 * minute }]);
  expect(nexts).toEqual([start + 5 * minute, start + 9 * minute]);
  schedule.set([]);
  expect(nexts.at(-1)).toBeNull();
  await vi.advanceTimersByTimeAsync(30 * minute);
  expect(runs).toEqual([]);
});

test('closed, it runs nothing more', async () => {
  const { schedule, runs } = scheduleWith(null);
  schedule.set([{ id: 'a', everyMs: minute }]);
  schedule.close();
  await vi.advanceTimersByTimeAsync(10 * minute);
  expect(runs).toEqual([]);
});
