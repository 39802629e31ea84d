import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Policy } from '../../../common/pinning/policy.ts';
import { parsePolicy } from '../../../common/pinning/parse-policy.ts';
import { watchExpiry } from '../../../main/network/expiry-watch.ts';

const expiry = Date.UTC(2027, 5, 30);
const policyThatExpires = (...dates: readonly (string | undefined)[]): Policy => {
  const policy = parsePolicy({
    version: 1,
    pinSets: dates.map((expires, at) => ({
      pattern: `h${at}.example.test`,
      pins: ['sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
      ...(expires === undefined ? {} : { expires }),
    })),
  });
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  return policy.value;
};

let told: string[];
const watch = (...dates: readonly (string | undefined)[]): (() => void) =>
  watchExpiry(policyThatExpires(...dates), (why) => told.push(why));

beforeEach(() => {
  told = [];
  vi.useFakeTimers({ now: expiry - 100_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

test('at the millisecond of the expiry, not before, and once', () => {
  watch('2027-06-30', undefined);
  vi.advanceTimersByTime(99_999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['A pin set expired.']);
  vi.advanceTimersByTime(10_000_000);
  expect(told).toHaveLength(1);
});

test('half a minute after a sleep at the latest', () => {
  watch('2027-06-30');
  vi.setSystemTime(expiry + 5_000_000);
  vi.advanceTimersByTime(30_000);
  expect(told).toEqual(['A pin set expired.']);
});

test('when the clock is set back before an expiry that was over', () => {
  vi.setSystemTime(expiry + 1_000);
  watch('2027-06-30');
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
  vi.setSystemTime(expiry - 50_000);
  vi.advanceTimersByTime(30_000);
  expect(told).toEqual([expect.stringContaining('set back')]);
});

test('not for sets that do not expire, and not when it is undone', () => {
  watch(undefined);
  expect(vi.getTimerCount()).toBe(0);
  watch('2027-06-30')();
  vi.advanceTimersByTime(200_000);
  expect(told).toEqual([]);
});
