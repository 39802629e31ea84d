import { describe, expect, test } from 'vitest';
import type { CertificatesSeen, HostChain, StoredCertificate } from '../../../common/certificates-seen.ts';
import type { PinSet, Policy } from '../../../common/pinning/policy.ts';
import { moved, ticksOf, windowAhead, windowOf, zoomed } from '../../../renderer/renewal/time-axis.ts';
import { areRelated, groupRows, placeGroups } from '../../../renderer/renewal/timeline-groups.ts';
import { rowSentence, timelineRows } from '../../../renderer/renewal/timeline-rows.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const day = 86_400_000;
const pin = (name: string): string => `sha256/${Buffer.from(name.padEnd(32, '.')).toString('base64')}`;

const certificate = (name: string, notAfter: string, isSelfIssued = false): StoredCertificate => ({
  subject: `CN=${name}`,
  issuer: isSelfIssued ? `CN=${name}` : 'CN=Root',
  serialNumber: '01',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter,
  subjectAltNames: [],
  key: 'EC P-256',
  signatureAlgorithm: '',
  isCa: isSelfIssued,
  isSelfIssued,
  spkiSha256: pin(name),
  spkiSha1: '',
  certSha256: `${name} ${notAfter}`,
});
const certificates = [
  certificate('api', '2027-03-01T00:00:00Z'),
  certificate('api', '2026-11-01T00:00:00Z'),
  certificate('Root', '2040-01-01T00:00:00Z', true),
  certificate('mitm', '2027-01-01T00:00:00Z'),
  certificate('shop', '2026-12-01T00:00:00Z'),
];
const chain = (
  host: string,
  places: readonly number[],
  age: number,
  interceptor: string | null = null,
): HostChain => ({
  host,
  chain: places,
  isValidated: true,
  interceptor,
  firstSeenAt: at - age - 1,
  lastSeenAt: at - age,
});
const seen: CertificatesSeen = {
  certificates,
  chains: [
    chain('api.test', [3], 0, 'mitmproxy'),
    chain('api.test', [0, 2], 1),
    chain('shop.test', [4, 2], 2),
    chain('api.test', [1, 2], 3),
  ],
  isCut: false,
};
const set = (pattern: string, pins: readonly string[], change: Partial<PinSet> = {}): PinSet => ({
  pattern,
  mode: 'enforce',
  expires: null,
  pins,
  note: null,
  ...change,
});
const policy: Policy = {
  unpinnedHosts: 'allow',
  pinSets: [
    set('api.test', [pin('api'), pin('spare')], { expires: '2027-06-30' }),
    set('**.test', [pin('Root'), `sha256/${'A'.repeat(43)}=`], { mode: 'report-only' }),
  ],
};

describe('rows', () => {
  const rows = timelineRows(policy, seen, [certificate('next', '2027-12-01T00:00:00Z')]);

  test('stand under headings: to come, in use by what ends first, replaced, an interceptor’s, sets, pins never seen', () => {
    expect(
      groupRows(rows).map(({ title, rows: members }) => [title, members.map(({ name }) => name)]),
    ).toEqual([
      ['To come', ['next']],
      ['In use', ['shop', 'api', 'Root']],
      ['No longer shown', ['api']],
      ['Made by mitmproxy', ['mitm']],
      ['Pin sets that end', ['api.test']],
      ['Pins on no certificate seen', [pin('spare')]],
    ]);
  });

  test('say what hangs on them, to those who do not see the picture too', () => {
    const sentences = rows.map((row) => rowSentence(row, at));
    expect(sentences[2]).toBe('leaf api, ends in 96 days (2027-03-01), pinned by api.test.');
    expect(sentences[3]).toContain('pinned by **.test (report-only).');
    expect(sentences[4]).toContain('leaf api, no longer shown, ended 24 days ago');
    expect(sentences[1]).toContain('no pin hangs on it');
  });

  test('are related where they share a pin set', () => {
    const [, shop, api, root] = rows;
    const ending = rows.find(({ kind }) => kind === 'pin-set');
    if (!shop || !api || !root || !ending) throw new Error('a row is missing');
    expect([areRelated(ending, api), areRelated(ending, shop), areRelated(ending, root)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('have room each, below the axis and their heading', () => {
    const { placed, height } = placeGroups(groupRows(rows), 20, 10);
    expect(placed.map(({ top }) => top)).toEqual([20, 40, 80, 100, 120, 140]);
    expect(height).toBe(166);
  });
});

describe('time', () => {
  test('marks stand at months, quarters or years, few enough to read', () => {
    const labels = (days: number, most: number): readonly string[] =>
      ticksOf({ from: at, to: at + days * day }, most).map(({ label }) => label);
    expect(labels(70, 12)).toEqual(['Dec', 'Jan 2027', 'Feb']);
    expect(labels(365, 5)).toEqual(['Jan 2027', 'Apr', 'Jul', 'Oct']);
    expect(labels(365 * 4, 5)).toEqual(['2027', '2028', '2029', '2030']);
    expect(labels(365 * 40, 8).length).toBeLessThanOrEqual(8);
  });

  test('zooming keeps its centre, within two weeks and sixty years', () => {
    const year = windowAhead(365, at);
    const near = zoomed(year, 0.5, at);
    expect((at - near.from) / (near.to - near.from)).toBeCloseTo((at - year.from) / (year.to - year.from));
    expect(zoomed(year, 0, at).to - zoomed(year, 0, at).from).toBeCloseTo(14 * day);
    const far = zoomed(year, 1e6, at);
    expect(far.to - far.from).toBeCloseTo(60 * 365.25 * day);
  });

  test('moving shifts both ends by a part of what is shown', () => {
    expect(moved({ from: 0, to: 100 }, 0.25)).toEqual({ from: 25, to: 125 });
  });

  test('everything is what there is, with today', () => {
    const all = windowOf([at + 100 * day, at + 200 * day], at);
    expect(all.from).toBeLessThan(at);
    expect(all.to).toBeGreaterThan(at + 200 * day);
    expect(all.to - all.from).toBeLessThan(230 * day);
  });
});
