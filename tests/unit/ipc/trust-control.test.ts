import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TrustControl } from '../../../main/ipc/trust-control.ts';
import type { NetworkSettings } from '../../../main/settings/network-settings.ts';
import { createAuthority } from '../../support/test-ca.ts';

const { certificatePem: pem } = createAuthority({ name: 'Staging Root' });
const minute = 60_000;
const day = 24 * 60 * minute;
const noon = Date.UTC(2027, 0, 15, 12);

type Kept = Pick<NetworkSettings, 'trusted' | 'clockSeenAt'>;

let kept: Kept;
let told: string[];
let control: TrustControl;

const open = (): TrustControl =>
  new TrustControl({
    kept,
    keep: (next) => (kept = next),
    onEnded: (sentences) => told.push(...sentences),
  });
const isTrusted = (): boolean => control.authorities.anchors.length === 1;

beforeEach(() => {
  vi.useFakeTimers({ now: noon });
  kept = { trusted: [], clockSeenAt: 0 };
  told = [];
  control = open();
});
afterEach(() => {
  control.close();
  vi.useRealTimers();
});

const trustFor = (milliseconds: number | null): string => {
  const added = control.add(pem, [], milliseconds === null ? null : Date.now() + milliseconds);
  return added.ok ? 'trusted' : added.error.code;
};

test.each([
  [7 * day, 'trusted'],
  [7 * day + 1, 'trust-too-long'],
  [0, 'trust-too-long'],
  [-day, 'trust-too-long'],
  [null, 'trusted'],
])('for %s ms ahead: %s', (ahead, outcome) => {
  expect(trustFor(ahead)).toBe(outcome);
});

test('it ends at its moment, once, and is forgotten on disk', () => {
  trustFor(day);
  vi.advanceTimersByTime(day - 1);
  expect([isTrusted(), told]).toEqual([true, []]);
  vi.advanceTimersByTime(1);
  expect([isTrusted(), kept.trusted]).toEqual([false, []]);
  vi.advanceTimersByTime(day);
  expect(told).toEqual(['The time is over for which CN=Staging Root was trusted.']);
});

test('it ends within half a minute after a sleep through its moment', () => {
  trustFor(day);
  vi.setSystemTime(noon + 2 * day);
  vi.advanceTimersByTime(30_000);
  expect(isTrusted()).toBe(false);
});

test('it is there again after a restart, until quit is not', () => {
  trustFor(day);
  control.close();
  control = open();
  expect(control.authorities.list).toMatchObject([{ until: noon + day }]);
  trustFor(null);
  control.close();
  control = open();
  expect(isTrusted()).toBe(false);
});

test('a clock that is set back ends it, at once after a restart and within half a minute while it runs', () => {
  trustFor(3 * day);
  vi.advanceTimersByTime(day);
  control.close();
  vi.setSystemTime(noon + day - 6 * minute);
  control = open();
  expect([isTrusted(), kept]).toEqual([false, { trusted: [], clockSeenAt: 0 }]);
  expect(told[0]).toMatch(/^The clock was set back/);

  trustFor(3 * day);
  vi.setSystemTime(noon - day);
  vi.advanceTimersByTime(30_000);
  expect(isTrusted()).toBe(false);
});

test('a clock that is put right by a little does not end it, and however often does not lengthen it', () => {
  trustFor(day);
  for (let hour = 0; hour < 24; hour += 1) {
    expect(isTrusted()).toBe(true);
    vi.advanceTimersByTime(60 * minute - 10_000);
    vi.setSystemTime(Date.now() - 4 * minute);
    vi.advanceTimersByTime(10_000);
  }
  // A day of real time is over; by the clock alone there would be an hour and a half left.
  vi.advanceTimersByTime(minute);
  expect(isTrusted()).toBe(false);
});

test('a file that promises more than a week trusts nobody', () => {
  kept = { trusted: [{ pem, hostPatterns: [], until: noon + 8 * day }], clockSeenAt: noon };
  control = open();
  expect(isTrusted()).toBe(false);
  expect(told[0]).toContain('longer than 7 days');
});

test('a CA in the file that cannot be read is told', () => {
  kept = { trusted: [{ pem: 'x', hostPatterns: [], until: noon + day }], clockSeenAt: noon };
  control = open();
  expect(told[0]).toMatch(/^A CA that was trusted until a date is trusted no more: This is no certificate/);
});
