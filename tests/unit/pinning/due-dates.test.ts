import { expect, test } from 'vitest';
import { dueDates, dueDatesOfHosts } from '../../../common/pinning/due-dates.ts';
import type { PinSet, Policy } from '../../../common/pinning/policy.ts';
import type { SeenChain } from '../../../common/pinning/seen-chain.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const pin = (name: string): string => `sha256/${Buffer.from(name.padEnd(32, '.')).toString('base64')}`;

const certificate = (name: string, notAfter: string): SeenChain['certificates'][number] => ({
  subject: `CN=${name}`,
  issuer: name === 'root' ? 'CN=root' : 'CN=issuer',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter,
  spkiSha256: pin(name),
  certSha256: Buffer.from(`${name} ${notAfter}`).toString('hex'),
});
const chain = (host: string, leafEnds: string, lastSeenAt: number): SeenChain => ({
  hosts: [host],
  certificates: [certificate(host, leafEnds), certificate('root', '2040-01-01T00:00:00Z')],
  lastSeenAt,
});
const set = (pattern: string, expires: string | null, mode: PinSet['mode'] = 'enforce'): PinSet => ({
  pattern,
  mode,
  expires,
  pins: [pin(pattern)],
  note: null,
});
const policy: Policy = {
  unpinnedHosts: 'allow',
  pinSets: [
    set('api.example.com', '2027-01-01'),
    set('old.example.com', '2026-11-24'),
    set('off.example.com', '2027-01-01', 'off'),
    set('shop.example.com', null),
  ],
};

test('sets and certificates in use come soonest first; what is past, off or replaced is left out', () => {
  const dates = dueDates(
    policy,
    [
      chain('api.example.com', '2026-12-01T00:00:00Z', at - 2),
      chain('api.example.com', '2027-03-01T00:00:00Z', at - 1),
      chain('shop.example.com', '2026-11-01T00:00:00Z', at - 1),
    ],
    at,
  );
  expect(dates.map(({ day, summary }) => `${day} ${summary}`)).toEqual([
    '2027-01-01 Pin set api.example.com ends',
    '2027-03-01 Certificate api.example.com (leaf) ends',
    '2040-01-01 Certificate root (root) ends',
  ]);
  expect(dates[1]?.description).toContain('Pinned by api.example.com: a renewal with a new key breaks');
  expect(dates[2]?.description).toContain('Shown by api.example.com, shop.example.com.');
});

test('an entry keeps its UID when its day moves, and two sets of one pattern have two', () => {
  const uids = (sets: readonly PinSet[]): readonly string[] =>
    dueDates({ ...policy, pinSets: sets }, [], at).map(({ uid }) => uid);
  expect(uids([set('a.test', '2027-01-01')])).toEqual(uids([set('a.test', '2028-01-01')]));
  expect(new Set(uids([set('a.test', '2027-01-01'), set('a.test', '2028-01-01')])).size).toBe(2);
});

test('one host has its own sets and certificates only', () => {
  const chains = [
    chain('api.example.com', '2027-03-01T00:00:00Z', at),
    chain('shop.example.com', '2027-03-01T00:00:00Z', at),
  ];
  expect(dueDatesOfHosts(policy, chains, ['api.example.com'], at).map(({ uid }) => uid)).toHaveLength(3);
});
