import { expect, test } from 'vitest';
import type { ListChange, ListView } from '../../../common/connection-list.ts';
import { parseFilter } from '../../../common/filter/parse-filter.ts';
import type { Connection } from '../../../common/records.ts';
import { ConnectionList, type ListQuery } from '../../../main/journal/connection-list.ts';
import { connectionRows } from '../../../main/journal/journal-queries.ts';
import type { JournalStore } from '../../../main/journal/journal-store.ts';
import { seenValues } from '../../../main/journal/seen-values.ts';
import type { Database } from '../../../main/journal/sqlite.ts';
import { openStore } from '../../support/journal/open-store.ts';
import {
  sampleCertificate,
  sampleConnection,
  sampleRequest,
  sampleTime,
  sampleVerification,
} from '../../support/journal/sample-records.ts';

const verdicts = ['pinned', 'mismatch', 'unpinned', 'cleartext', 'untrusted', 'undecided'] as const;
const now = sampleTime + 3_600_000;

const connectionAt = (id: number): Connection =>
  sampleConnection(id, {
    host: ['api.example.com', 'shop.example.com', 'xn--bcher-kva.example', 'other.test'][id % 4] ?? '',
    port: id % 5 === 0 ? 8_443 : 443,
    verdict: verdicts[(id * 7) % 6] ?? 'pinned',
    action: id % 3 === 0 ? 'blocked' : 'allowed',
    route: {
      text: 'direct',
      interceptor: id % 2 === 0 ? 'mitmproxy 8.1.1' : null,
      ledTo: id % 5 === 0 ? '192.0.2.9:443' : null,
    },
    alpn: id % 7 === 0 ? null : 'h2',
    epoch: 1 + Math.floor(id / 20),
    startedAt: sampleTime + id * 1_000,
    applicationBytesSent: id % 4 === 0 ? 0 : id * 10,
    decidedMs: id % 9 === 0 ? null : (id * 37) % 100,
    verificationId: id % 2 === 0 ? id : null,
    errorCode: id % 3 === 0 ? 'pin-mismatch' : null,
  });

const write = (store: JournalStore, connections: readonly Connection[]): void => {
  store.write(
    connections.flatMap((record) => [
      ...(record.verificationId === null
        ? []
        : [
            {
              kind: 'verification' as const,
              record: sampleVerification(record.verificationId, {
                validatedChain: [
                  sampleCertificate(record.id % 4 === 0 ? 'Leaf-A' : 'leaf-b'),
                  sampleCertificate('root'),
                ],
              }),
            },
          ]),
      { kind: 'connection' as const, record },
    ]),
  );
};

async function listOf(
  count: number,
): Promise<{ list: ConnectionList; store: JournalStore; database: Database; all: Connection[] }> {
  const { database, store } = await openStore(null);
  const all = Array.from({ length: count }, (_, index) => connectionAt(index + 1));
  write(store, all);
  return { list: new ConnectionList(database), store, database, all };
}

const query = (text: string, changes: Partial<ListQuery> = {}): ListQuery => {
  const filter = parseFilter(text, now);
  if (!filter.ok) throw new Error(filter.error.message);
  return { filter: filter.value, by: 'time', expandedHosts: null, ...changes };
};

const idsOf = (list: ConnectionList, view: ListView): (number | string)[] =>
  (list.page(view.view, view.first, 10_000)?.entries ?? []).map((entry) =>
    entry === null ? 'gone' : entry.kind === 'host' ? entry.group.host : entry.row.id,
  );
const shownIds = (
  list: ConnectionList,
  text: string,
  changes: Partial<ListQuery> = {},
): (number | string)[] => idsOf(list, list.show(query(text, changes), now));

test('a filter takes the rows that its words say', async () => {
  const { list, all } = await listOf(200);
  const cases: readonly (readonly [string, (row: Connection) => boolean])[] = [
    ['', () => true],
    ['host:example.com', (row) => row.host.includes('example.com')],
    ['host:*.EXAMPLE.com', (row) => row.host.endsWith('.example.com')],
    ['host:api.*', (row) => row.host.startsWith('api.')],
    ['host:bücher', (row) => row.host.startsWith('xn--bcher')],
    ['-host:example.com', (row) => !row.host.includes('example.com')],
    ['verdict:mismatch,untrusted', (row) => ['mismatch', 'untrusted'].includes(row.verdict)],
    ['port:8000-9000', (row) => row.port === 8_443],
    ['-route:mitm', (row) => row.route.interceptor === null],
    ['has:interceptor', (row) => row.route.interceptor !== null],
    ['-has:error', (row) => row.errorCode === null],
    ['alpn:none', (row) => row.alpn === null],
    ['-alpn:h2', (row) => row.alpn !== 'h2'],
    ['sent:none', (row) => row.applicationBytesSent === 0],
    ['epoch:2-3', (row) => row.epoch === 2 || row.epoch === 3],
    ['-epoch:2', (row) => row.epoch !== 2],
    ['since:3500s', (row) => row.startedAt >= now - 3_500_000],
    ['since:3500s until:3450s', (row) => row.startedAt >= now - 3_500_000 && row.startedAt < now - 3_450_000],
    ['action:blocked verdict:pinned', (row) => row.action === 'blocked' && row.verdict === 'pinned'],
    ['pin:Leaf', (row) => row.id % 4 === 0],
    ['pin:sha256/root', (row) => row.verificationId !== null],
    ['-pin:root', (row) => row.verificationId === null],
    ['subject:LEAF-b', (row) => row.verificationId !== null && row.id % 4 !== 0],
    ['weakened:override', (row) => row.route.ledTo !== null],
    ['weakened:interceptor', (row) => row.route.interceptor !== null],
    ['weakened:unpinned', (row) => row.verdict === 'unpinned' && row.action === 'allowed'],
    [
      'weakened:report-only',
      (row) => ['mismatch', 'cleartext'].includes(row.verdict) && row.action === 'allowed',
    ],
    ['weakened:pins-ended', (row) => row.verificationId !== null],
    ['-weakened:trusted-ca', (row) => row.verificationId === null],
    ['mode:enforce', (row) => row.verificationId !== null],
    ['mode:none', (row) => row.verificationId === null],
    [
      'shop mismatch',
      (row) => row.host.includes('shop') && (row.verdict === 'mismatch' || row.errorCode === 'pin-mismatch'),
    ],
    ['host:%', () => false],
    ['tls:1.3 tls:1.2', () => false],
  ];
  for (const [text, isTaken] of cases) {
    expect({ text, ids: shownIds(list, text) }).toEqual({
      text,
      ids: all.filter(isTaken).map(({ id }) => id),
    });
  }
});

test('orders stand smallest first, equal rows as they came', async () => {
  const { list, all } = await listOf(60);
  const sorted = (value: (row: Connection) => string | number): number[] =>
    all
      .toSorted((one, other) =>
        value(one) < value(other) ? -1 : value(one) > value(other) ? 1 : one.id - other.id,
      )
      .map(({ id }) => id);
  expect(shownIds(list, '', { by: 'host' })).toEqual(sorted(({ host }) => host));
  expect(shownIds(list, '', { by: 'action' })).toEqual(sorted(({ action }) => action));
  expect(shownIds(list, '', { by: 'sent' })).toEqual(sorted((row) => row.applicationBytesSent));
  expect(shownIds(list, '', { by: 'decided' })).toEqual(sorted((row) => row.decidedMs ?? -1));
  expect(shownIds(list, '', { by: 'verdict' }).slice(0, 10)).toEqual(
    all.filter((row) => row.verdict === 'mismatch').map(({ id }) => id),
  );
});

test('hosts stand by their newest row, and rows under those that are open', async () => {
  const { list } = await listOf(10);
  expect(shownIds(list, 'host:example', { expandedHosts: ['shop.example.com'] })).toEqual([
    'xn--bcher-kva.example',
    'shop.example.com',
    9,
    5,
    1,
    'api.example.com',
  ]);
  const page = list.page(list.show(query('host:shop', { expandedHosts: [] }), now).view, 0, 10);
  expect(page?.entries).toEqual([
    {
      kind: 'host',
      group: {
        host: 'shop.example.com',
        count: 3,
        verdicts: { mismatch: 1, undecided: 1, cleartext: 1 },
        latestAt: sampleTime + 9_000,
        isExpanded: false,
      },
    },
  ]);
});

const shop = 'https://shop.example.com/basket?id=7';
const admin = 'https://admin.shop.example.com:8443/Users/100%25';
const asking = (id: number, connectionId: number | null, pageUrl: string | null) => ({
  kind: 'request' as const,
  record: sampleRequest(id, { connectionId, pageUrl }),
});

test('a filter by page takes the connections that a page’s requests went over', async () => {
  const { list, store } = await listOf(8);
  store.write([
    asking(1, 1, shop),
    asking(2, 1, admin),
    asking(3, 2, admin),
    asking(4, 3, shop),
    asking(5, 3, shop),
    asking(6, 4, 'https://xn--bcher-kva.example/'),
    asking(7, 5, null),
    asking(8, null, shop),
    asking(9, 99, shop),
  ]);
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ['page:shop.example.com', [1, 2, 3]],
    ['page:/BASKET', [1, 3]],
    ['page:https://shop.example.com/basket?id=7', [1, 3]],
    ['page:shop.example.com/*', []],
    ['page:shop.*', [1, 3]],
    ['page:*.example.com', [1, 2, 3]],
    ['page:https://*/basket*', [1, 3]],
    ['page:*.example.com*users*', [1, 2]],
    ['page:ad*ad*min*', []],
    ['page:100%25', [1, 2]],
    ['page:bücher', [4]],
    ['page:/basket,bücher', [1, 3, 4]],
    ['page:basket page:users', [1]],
    ['page:*', [1, 2, 3, 4]],
    ['-page:*', [5, 6, 7, 8]],
    ['-page:basket', [2, 4, 5, 6, 7, 8]],
    ['page:* -host:shop', [2, 3, 4]],
  ];
  for (const [text, ids] of cases) expect({ text, ids: shownIds(list, text) }).toEqual({ text, ids });
});

test('a filter by page takes all connections of which one carried a request of the page', async () => {
  const { list, store } = await listOf(4);
  store.write([
    {
      kind: 'request',
      record: sampleRequest(1, { connectionId: null, possibleConnectionIds: [2, 3], pageUrl: shop }),
    },
  ]);
  expect(shownIds(list, 'page:basket')).toEqual([2, 3]);
  expect(shownIds(list, '-page:*')).toEqual([1, 4]);
});

test('a filter by page keeps up with requests, whichever comes first, the request or the connection', async () => {
  const { list, store, database } = await listOf(5);
  const view = list.show(query('page:basket'), now);
  const ids = (): readonly (number | string)[] => idsOf(list, { ...view, total: 100 });
  store.write([asking(1, 4, shop)]);
  expect(list.onWritten([], [], [{ connectionId: 4, pageUrl: shop }])).toMatchObject({ total: 1 });
  expect(ids()).toEqual([4]);
  // Before its connection is written.
  expect(list.onWritten([], [], [{ connectionId: 6, pageUrl: shop }])).toMatchObject({ total: 1 });
  write(store, [connectionAt(6)]);
  expect(list.onWritten([6], connectionRows(database, [6]), [])).toMatchObject({ total: 2, numbers: [1] });
  // Between rows that are there.
  expect(list.onWritten([], [], [{ connectionId: 5, pageUrl: shop }])).toMatchObject({
    total: 3,
    changedFrom: 1,
  });
  expect(list.onWritten([], [], [{ connectionId: 5, pageUrl: shop }])).toMatchObject({ changedFrom: null });
  expect(ids()).toEqual([4, 5, 6]);
});

test('pages are read in slices, none of them left out', async () => {
  const { store, database, all } = await listOf(300);
  store.write(
    Array.from({ length: 45_000 }, (_, index) => {
      const connectionId = 1 + (index % 300);
      return asking(index + 1, connectionId, `https://p${connectionId % 7}.example.com/`);
    }),
  );
  const list = new ConnectionList(database);
  for (let page = 0; page < 7; page += 1) {
    expect(shownIds(list, `page:p${page}.`)).toEqual(
      all.filter(({ id }) => id % 7 === page).map(({ id }) => id),
    );
  }
});

test('the completion of a page knows each page once, what begins with the typed text first', async () => {
  const { store, database } = await listOf(1);
  store.write([asking(1, 1, shop), asking(2, 1, admin), asking(3, 1, shop), asking(4, 1, null)]);
  expect(seenValues(database, { key: 'page', typed: 'shop', limit: 9 })).toEqual([shop, admin]);
  expect(seenValues(database, { key: 'page', typed: 'ADMIN', limit: 9 })).toEqual([admin]);
});

/** What the window would hold after each change, against what is there. */
test('numbers stay true while rows come late, change, come new and go', async () => {
  const { list, store, database, all } = await listOf(300);
  const rows = new Map(all.map((row) => [row.id, row]));
  const shown = list.show(query('verdict:mismatch,pinned -route:mitm'), now);
  const takes = (row: Connection): boolean =>
    ['mismatch', 'pinned'].includes(row.verdict) && row.route.interceptor === null;
  let held = new Map<number, number>();
  const hold = (view: ListView, from: number): void => {
    const page = list.page(view.view, from, 10_000);
    page?.entries.forEach((entry, index) => {
      if (entry?.kind === 'connection') held.set(page.from + index, entry.row.id);
    });
  };
  hold(shown, shown.first);
  const follow = (change: ListChange, ids: readonly number[]): void => {
    const { changedFrom, first, total } = change;
    if (changedFrom !== null) held = new Map([...held].filter(([number]) => number < changedFrom));
    held = new Map([...held].filter(([number]) => number >= first && number < first + total));
    change.numbers.forEach((number, index) => {
      if (number !== -1) held.set(number, ids[index] ?? 0);
    });
    const expected = [...rows.values()].filter(takes).sort((one, other) => one.id - other.id);
    expect(total).toBe(expected.length);
    for (const [number, id] of held)
      expect({ number, id }).toEqual({ number, id: expected[number - first]?.id });
    if (changedFrom !== null) hold(change, changedFrom);
    expect(held.size).toBe(total);
  };
  const put = (...changed: Connection[]): void => {
    write(store, changed);
    for (const row of changed) rows.set(row.id, row);
    const ids = changed.map(({ id }) => id);
    const announced = connectionRows(database, ids);
    const change = list.onWritten(ids, announced, []);
    if (change === null) throw new Error('a list is shown');
    follow(
      change,
      announced.map(({ id }) => id),
    );
  };
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  let newest = 300;
  for (let turn = 0; turn < 150; turn += 1) {
    const kind = random(4);
    if (kind === 0) put(connectionAt((newest += 1 + random(3))));
    else if (kind === 1)
      put({ ...connectionAt(newest - random(200)), verdict: verdicts[random(6)] ?? 'pinned' });
    else if (kind === 2) put(connectionAt((newest += 1)), connectionAt((newest += 1)));
    else {
      const gone = new Set([...rows.keys()].sort((one, other) => one - other).slice(0, random(5)));
      database
        .statement('DELETE FROM connections WHERE id IN (SELECT value FROM json_each(?))')
        .run(JSON.stringify([...gone]));
      for (const id of gone) rows.delete(id);
      list.onRemoved(gone);
      put(connectionAt((newest += 1)));
    }
  }
});

test('a page of a list that is no longer shown is no page', async () => {
  const { list } = await listOf(5);
  const former = list.show(query(''), now);
  list.show(query('host:api'), now);
  expect(list.page(former.view, 0, 10)).toBeNull();
});

test('the list is read from an index alone, and the rows of a page by their ids', async () => {
  const { database } = await listOf(5);
  const plan = (sql: string): string =>
    database
      .query(`EXPLAIN QUERY PLAN ${sql}`, [])
      .map(({ detail }) => String(detail))
      .join('; ');
  expect(
    plan(`SELECT id, kindId, startedAt, epoch, applicationBytesSent, decidedMs FROM connections
      INDEXED BY connectionsForList WHERE id > 5 ORDER BY id LIMIT 10`),
  ).toBe('SEARCH connections USING COVERING INDEX connectionsForList (id>?)');
  expect(plan("SELECT * FROM connections WHERE id IN (SELECT value FROM json_each('[1]'))")).toContain(
    'SEARCH connections USING INTEGER PRIMARY KEY (rowid=?)',
  );
});
