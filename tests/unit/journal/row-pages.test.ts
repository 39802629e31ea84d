import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Verdict } from '../../../common/pinning/verdict.ts';
import { connectionsPage, requestsPage } from '../../../main/journal/journal-queries.ts';
import type { JournalRecord } from '../../../main/journal/journal-record.ts';
import { openStore } from '../../support/journal/open-store.ts';
import { sampleConnection, sampleRequest } from '../../support/journal/sample-records.ts';

const verdicts: readonly Verdict[] = [
  'pinned',
  'mismatch',
  'unpinned',
  'cleartext',
  'untrusted',
  'undecided',
];

/** Some hosts come and go, some are there all the time; the same every run. */
const rows = Array.from({ length: 1_200 }, (_, index) => ({
  id: index + 1,
  host:
    index < 300
      ? `old${index % 7}.example.com`
      : `h${(index * index) % 41}.example.${index % 5 === 0 ? 'org' : 'com'}`,
  verdict: verdicts[(index * 7 + (index % 11)) % (index < 600 ? 6 : 2)] ?? 'pinned',
}));

test('every page is what filtering all rows one by one gives', async () => {
  const { database, store } = await openStore(null);
  store.write(
    rows.flatMap(({ id, host, verdict }): JournalRecord[] => [
      { kind: 'connection', record: sampleConnection(id, { host, verdict }) },
      {
        kind: 'request',
        record: sampleRequest(id, { url: `https://${host}:8443/path?of=other.example.net` }),
      },
    ]),
  );
  fc.assert(
    fc.property(
      fc.record({
        before: fc.option(fc.integer({ min: 1, max: 1_300 })),
        limit: fc.integer({ min: 1, max: 300 }),
        host: fc.constantFrom('', 'example', 'old', 'old3.', 'h1', '.ORG', 'nowhere', 'net', '%', '_'),
        verdicts: fc.subarray([...verdicts]),
      }),
      (query) => {
        const inPage = rows
          .filter(
            ({ id, host }) => id < (query.before ?? Infinity) && host.includes(query.host.toLowerCase()),
          )
          .reverse();
        const judged = inPage.filter(
          ({ verdict }) => query.verdicts.length === 0 || query.verdicts.includes(verdict),
        );
        const connections = connectionsPage(database, query);
        const requests = requestsPage(database, query);
        const expected = (all: typeof rows): unknown => ({
          ids: all.slice(0, query.limit).map(({ id }) => id),
          hasMore: all.length > query.limit,
        });
        expect({ ids: connections.rows.map(({ id }) => id), hasMore: connections.hasMore }).toEqual(
          expected(judged),
        );
        expect({ ids: requests.rows.map(({ id }) => id), hasMore: requests.hasMore }).toEqual(
          expected(inPage),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('with more hosts than can be merged, pages are the same', async () => {
  const { database, store } = await openStore(null);
  const many = Array.from({ length: 6_000 }, (_, index) => index + 1);
  store.write(
    many.flatMap((id): JournalRecord[] => [
      {
        kind: 'connection',
        record: sampleConnection(id, {
          host: `h${id}.example.com`,
          verdict: id % 2 === 0 ? 'pinned' : 'untrusted',
        }),
      },
      { kind: 'request', record: sampleRequest(id, { url: `https://h${id}.example.com/` }) },
    ]),
  );
  const query = { before: 5_000, limit: 3, host: 'example' };
  expect({
    connections: connectionsPage(database, { ...query, verdicts: ['untrusted'] }).rows.map(({ id }) => id),
    requests: requestsPage(database, query).rows.map(({ id }) => id),
    one: connectionsPage(database, { ...query, host: 'h4999.', verdicts: [] }).rows.map(({ id }) => id),
  }).toEqual({ connections: [4_999, 4_997, 4_995], requests: [4_999, 4_998, 4_997], one: [4_999] });
});

test('a host is found by its Unicode name, and a URL without a host by none', async () => {
  const { database, store } = await openStore(null);
  store.write([
    { kind: 'connection', record: sampleConnection(1, { host: 'xn--bcher-kva.example' }) },
    { kind: 'request', record: sampleRequest(1, { url: 'https://[2001:db8::1]/' }) },
    { kind: 'request', record: sampleRequest(2, { url: 'not a URL' }) },
  ]);
  const page = { before: null, limit: 10 };
  expect({
    unicode: connectionsPage(database, { ...page, host: 'Bücher.example', verdicts: [] }).rows.length,
    ipv6: requestsPage(database, { ...page, host: '2001:db8::1' }).rows.length,
    bracket: requestsPage(database, { ...page, host: '[' }).rows.length,
    all: requestsPage(database, { ...page, host: '' }).rows.length,
  }).toEqual({ unicode: 1, ipv6: 1, bracket: 0, all: 2 });
});

test('the requests of one page are found, newest first, also by part of a host', async () => {
  const { database, store } = await openStore(null);
  const pageUrl = 'https://shop.example.com/basket';
  store.write(
    Array.from({ length: 9 }, (_, index): JournalRecord => {
      const id = index + 1;
      const host = id % 2 === 0 ? 'cdn.example.net' : 'api.example.com';
      return {
        kind: 'request',
        record: sampleRequest(id, { url: `https://${host}/`, pageUrl: id % 3 === 0 ? null : pageUrl }),
      };
    }),
  );
  const query = { before: null, limit: 3, host: '', pages: ['https://none.example.com/', pageUrl] };
  const idsOf = (changes: Partial<typeof query>): readonly number[] =>
    requestsPage(database, { ...query, ...changes }).rows.map(({ id }) => id);
  expect({
    all: idsOf({}),
    cdn: idsOf({ host: 'cdn' }),
    other: idsOf({ pages: ['https://shop.example.com/'] }),
    page: requestsPage(database, query).rows[0]?.pageUrl,
  }).toEqual({ all: [8, 7, 5], cdn: [8, 4, 2], other: [], page: pageUrl });
});
