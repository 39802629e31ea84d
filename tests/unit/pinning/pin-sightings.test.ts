import { expect, test } from 'vitest';
import { pinSightings, sightingInWords } from '../../../common/pinning/pin-sightings.ts';
import type { SeenChain } from '../../../common/pinning/seen-chain.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const pin = (name: string): string => `sha256/${Buffer.from(name.padEnd(32, '.')).toString('base64')}`;
const sha256 = '00ff'.repeat(16);

const chain = (host: string, leafEnds: string): SeenChain => ({
  hosts: [host],
  certificates: [
    {
      subject: 'CN=api.test',
      issuer: 'CN=Root',
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: leafEnds,
      spkiSha256: pin('leaf'),
      certSha256: sha256,
    },
    {
      subject: 'CN=Root',
      issuer: 'CN=Root',
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2040-01-01T00:00:00Z',
      spkiSha256: pin('root'),
      certSha256: '11',
    },
  ],
  lastSeenAt: null,
});

test('a pin is found with all its hosts and the latest end of its key; a whole certificate by its own hash', () => {
  const find = pinSightings([
    chain('api.test', '2026-12-24T12:00:00Z'),
    chain('shop.test', '2027-01-24T12:00:00Z'),
    chain('api.test', '2026-12-01T12:00:00Z'),
  ]);
  expect(find(pin('leaf'))).toEqual({
    place: 'leaf',
    name: 'api.test',
    notAfter: '2027-01-24T12:00:00Z',
    hosts: ['api.test', 'shop.test'],
  });
  expect(find(`cert-sha256/${Buffer.from(sha256, 'hex').toString('base64')}`)?.name).toBe('api.test');
  expect(find(pin('root'))?.place).toBe('root');
  expect(find(pin('spare'))).toBeNull();
});

test('where a pin was seen is said shortly', () => {
  const one = pinSightings([chain('api.test', '2026-12-24T12:00:00Z')]);
  expect(sightingInWords(one(pin('leaf')), at)).toBe('leaf api.test, ends in 30 days (2026-12-24)');
  expect(sightingInWords(one(pin('root')), at)).toBe('root Root, of api.test, ends in 13 years (2040-01-01)');
  expect(sightingInWords(null, at)).toBe('on no certificate seen');
});
