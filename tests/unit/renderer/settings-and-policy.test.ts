import { expect, test } from 'vitest';
import type { PinSet } from '../../../common/pinning/policy.ts';
import { pinRemark, standingOf } from '../../../renderer/policy/describe-pin-set.ts';
import { findPinSets } from '../../../renderer/policy/find-pin-sets.ts';
import { noProxyAddress, readProxyUrl, toProxyWanted } from '../../../renderer/settings/proxy-address.ts';
import { readTrustDay, trustDays, wordDay } from '../../../renderer/settings/trust-day.ts';
import { describeModes, describeRoute } from '../../../renderer/shell/describe-state.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const pin = 'sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=';
const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const set = (pattern: string, rest: Partial<PinSet> = {}): PinSet => ({
  pattern,
  mode: 'enforce',
  expires: null,
  pins: [pin],
  note: null,
  ...rest,
});

test('the last day of a trust is typed as ISO 8601: today or one of six days after it, until its end', () => {
  const now = new Date(2026, 11, 29, 14, 30).getTime();
  expect(trustDays(now)).toEqual([
    '2026-12-29',
    '2026-12-30',
    '2026-12-31',
    '2027-01-01',
    '2027-01-02',
    '2027-01-03',
    '2027-01-04',
  ]);
  expect(readTrustDay(' 2026-12-29 ', now)).toEqual({ ok: true, value: new Date(2026, 11, 30).getTime() });
  expect(readTrustDay('2027-01-04', now)).toEqual({ ok: true, value: new Date(2027, 0, 5).getTime() });
  const sentence = (text: string): unknown => {
    const read = readTrustDay(text, now);
    return read.ok ? read : read.error;
  };
  for (const text of ['', '30/12/2026', '2026-1-2', '12-30', 'tomorrow'])
    expect(sentence(text)).toBe('Write it as 2026-12-30.');
  expect(sentence('2026-12-32')).toBe('There is no 2026-12-32.');
  for (const text of ['2026-12-28', '2027-01-05'])
    expect(sentence(text)).toBe('From today to 2027-01-04: a week at most.');
  expect(['2026-12-29', '2026-12-30', '2026-12-31'].map((day) => wordDay(day, now))).toEqual([
    'today',
    'tomorrow',
    'Thursday',
  ]);
});

test('a user with the characters of a URL survives, there and back, and the password is never in it', () => {
  const proxy = {
    scheme: 'socks5',
    address: 'proxy.example.com:1080',
    username: 'a@d:a/%',
    password: 'p@ss:w/rd%',
  } as const;
  const wanted = toProxyWanted(proxy);
  expect(wanted).toEqual({
    ok: true,
    value: { url: 'socks5://a%40d%3Aa%2F%25@proxy.example.com:1080', password: 'p@ss:w/rd%' },
  });
  expect(wanted.ok && readProxyUrl(wanted.value.url)).toEqual({ ...proxy, password: '' });
});

test('a pasted URL counts as it stands, an address without a port is refused', () => {
  expect(toProxyWanted({ ...noProxyAddress, address: 'https://ada:p%40@proxy.example.com:8443' })).toEqual({
    ok: true,
    value: { url: 'https://ada@proxy.example.com:8443', password: 'p@' },
  });
  expect(toProxyWanted({ ...noProxyAddress, address: '[::1]:8080' }).ok).toBe(true);
  expect(
    ['', 'proxy.example.com', 'a b:80', 'ftp://proxy:21'].map(
      (address) => toProxyWanted({ ...noProxyAddress, address }).ok,
    ),
  ).toEqual([false, false, false, false]);
});

test('a search finds patterns by their text, and sets by the host they are for', () => {
  const sets = [set('api.example.com'), set('*.example.com'), set('**.example.org')];
  const found = (search: string): readonly (readonly [string, boolean])[] =>
    findPinSets(sets, search).map(({ set: { pattern }, isForHost }) => [pattern, isForHost]);
  expect(found('api.example.com')).toEqual([
    ['api.example.com', true],
    ['*.example.com', true],
  ]);
  expect(found('EXAMPLE.ORG')).toEqual([['**.example.org', true]]);
  expect(found('*.exa')).toEqual([
    ['*.example.com', false],
    ['**.example.org', false],
  ]);
  expect(found(' ')).toHaveLength(3);
});

test('a set stands as it is applied now, not as it is written', () => {
  expect([
    standingOf(set('a'), at),
    standingOf(set('a', { expires: '2026-11-24' }), at),
    standingOf(set('a', { expires: '2026-11-25', mode: 'report-only' }), at),
    standingOf(set('a', { expires: '2020-01-01', mode: 'off' }), at),
  ]).toEqual(['enforced', 'expired', 'report-only', 'off']);
});

test('odd pins are remarked on', () => {
  expect([pinRemark(pin), pinRemark(dummy), pinRemark('sha1/2jmj7l5rSw0yVb/vlWAYkK/YBwk=')]).toEqual([
    null,
    'dummy',
    'weak: SHA-1',
  ]);
});

test('the status bar counts what is in force now, strictest first, and shows no password', () => {
  const pinSets = [
    set('a'),
    set('b', { mode: 'report-only' }),
    set('c', { expires: '2026-01-01' }),
    set('d', { mode: 'off' }),
  ];
  expect(describeModes({ unpinnedHosts: 'allow', pinSets }, at)).toEqual({
    text: '1 enforced, 1 report-only, 1 ended, 1 off',
    isWeakened: true,
  });
  expect(describeModes({ unpinnedHosts: 'allow', pinSets: pinSets.slice(2, 3) }, at)).toEqual({
    text: '1 ended',
    isWeakened: true,
  });
  expect(describeModes({ unpinnedHosts: 'refuse', pinSets: [] }, at)).toEqual({
    text: 'none, others refused',
    isWeakened: false,
  });
  expect(describeRoute({ kind: 'proxy', url: 'http://ada@proxy.test:8080', password: 'kept' })).toBe(
    'http://…@proxy.test:8080',
  );
});
