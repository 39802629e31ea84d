import { expect, test } from 'vitest';
import { findOldChains } from '../../../main/cli/check/old-chains.ts';
import type { CheckedRequest } from '../../../main/cli/check/run-check.ts';

const served = (address: string, certSha256: string, notBefore: string, notAfter: string): CheckedRequest =>
  ({
    target: { wantedAddress: address },
    result: { url: 'https://a.example.test/' },
    validatedChain: [{ certSha256, spkiSha256: `sha256/${certSha256}`, notBefore, notAfter }],
  }) as unknown as CheckedRequest;

const [june, july] = ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'];
const [september, october] = ['2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z'];

test.each([
  ['began earlier', june, october, july, september],
  ['began in the same second and ends earlier', june, september, june, october],
])('the certificate that %s is the older one, whichever was asked first', (_what, ...dates) => {
  const [oldFrom, oldUntil, newFrom, newUntil] = dates;
  const old = served('192.0.2.1', 'old', oldFrom, oldUntil);
  const fresh = served('192.0.2.2', 'new', newFrom, newUntil);
  for (const order of [
    [old, fresh],
    [fresh, old],
  ])
    expect(findOldChains(order)).toEqual([
      `https://a.example.test/: 1 of 2 addresses still serves an older certificate than sha256/new (from ${newFrom.slice(0, 10)}): 192.0.2.1.`,
    ]);
});

test('of two with the same dates neither is called older', () => {
  const found = findOldChains([
    served('192.0.2.1', 'one', june, october),
    served('192.0.2.2', 'two', june, october),
    served('192.0.2.3', 'two', june, october),
  ]);
  expect(found).toEqual([
    'https://a.example.test/: 2 of 3 addresses serve a different certificate, of the same dates, than sha256/one (from 2026-06-01): 192.0.2.2, 192.0.2.3.',
  ]);
});
