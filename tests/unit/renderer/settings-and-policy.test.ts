import { expect, test } from 'vitest';
import type { PinSet } from '../../../common/pinning/policy.ts';
import { pinRemark, standingOf } from '../../../renderer/policy/describe-pin-set.ts';
import { findPinSets } from '../../../renderer/policy/find-pin-sets.ts';
import { noProxyAddress, readProxyUrl, toProxyWanted } from '../../../renderer/settings/proxy-address.ts';
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
  expect(describeModes({ unpinnedHosts: 'allow', pinSets }, at)).toBe(
    '1 enforced, 1 report-only, 2 not in force',
  );
  expect(describeModes({ unpinnedHosts: 'allow', pinSets: [] }, at)).toBe('none');
  expect(describeRoute({ kind: 'proxy', url: 'http://ada@proxy.test:8080', password: 'kept' })).toBe(
    'http://…@proxy.test:8080',
  );
});
