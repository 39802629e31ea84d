/**
 * Times the connection list at one million connections, in a real file: `npm run bench -- connection-list [connections]` with
 * Node 24, which runs TypeScript as it is. Not a test: it takes minutes and half a gigabyte of disk, and its numbers are for people.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFilter } from '../../common/filter/parse-filter.ts';
import { ConnectionList, type ListQuery } from '../../main/journal/connection-list.ts';
import { openJournalFile } from '../../main/journal/journal-file.ts';
import { connectionRows } from '../../main/journal/journal-queries.ts';
import { JournalStore } from '../../main/journal/journal-store.ts';
import { seenValues } from '../../main/journal/seen-values.ts';
import { loadSqlite } from '../../main/journal/sqlite.ts';
import { oneOfMany, recordMany, recordManyRequests } from '../support/journal/many-connections.ts';
import { sampleTime } from '../support/journal/sample-records.ts';

const connections = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'pinspect-bench-'));
const lines: string[] = [];

function measure<Value>(what: string, run: () => Value): Value {
  const began = performance.now();
  const value = run();
  lines.push(`${what.padEnd(58)} ${(performance.now() - began).toFixed(1)} ms`);
  return value;
}

const end = sampleTime + connections * 1_000;
const query = (text: string, changes: Partial<ListQuery> = {}): ListQuery => {
  const filter = parseFilter(text, end);
  if (!filter.ok) throw new Error(filter.error.message);
  return { filter: filter.value, by: 'time', expandedHosts: null, ...changes };
};

try {
  const opened = openJournalFile(await loadSqlite(), { folder });
  if (!opened.ok) throw new Error(opened.error.message);
  const { database } = opened.value;
  const store = new JournalStore(database);
  measure(`record ${connections} connections`, () => {
    recordMany(store, connections, sampleTime);
  });
  measure(`record ${connections} requests of pages`, () => {
    recordManyRequests(store, connections, sampleTime);
  });
  const kinds = database.statement('SELECT count(*) AS count FROM connectionKinds').get()?.count;
  lines.push(`kinds: ${String(kinds)}`);

  const list = new ConnectionList(database);
  let longest = 0;
  measure('read the list into memory, without pages', () => {
    list.show(query(''), end);
  });
  measure('read the pages of requests into memory', () => {
    for (let isDone = false; !isDone;) {
      const began = performance.now();
      isDone = list.loadSlice();
      longest = Math.max(longest, performance.now() - began);
    }
  });
  lines.push(`  its longest slice: ${longest.toFixed(1)} ms`);

  const show = (what: string, text: string, changes: Partial<ListQuery> = {}): void => {
    const view = measure(`${what}: list and first page`, () => {
      const shown = list.show(query(text, changes), end);
      list.page(shown.view, Math.max(shown.first, shown.first + shown.total - 120), 120);
      return shown;
    });
    measure(`${what}: page in the middle of ${view.total}`, () =>
      list.page(view.view, view.first + Math.floor(view.total / 2), 120),
    );
  };
  for (let turn = 0; turn < 2; turn += 1) {
    show('everything', '');
    show('host:*.example.com', 'host:*.example.com');
    show('a rare host', 'host:rare');
    show('verdict:mismatch', 'verdict:mismatch');
    show('four conditions', 'host:*.example.com port:8443 since:7d -route:mitm');
    show('a free word', 'h77');
    show('page:example', 'page:example');
    show('page:p7.*', 'page:p7.*');
    show('page:rare', 'page:rare');
    show('-page:rare', '-page:rare');
  }
  show('ordered by host', '', { by: 'host' });
  show('ordered by data sent', '', { by: 'sent' });
  show('grouped by host', '', { expandedHosts: [] });

  measure('completion of a page', () => seenValues(database, { key: 'page', typed: 'p7', limit: 12 }));
  measure('history of a host with many connections', () => list.hostHistory('h0.example.com'));
  measure('history of a rare host', () => list.hostHistory('rare.example.org'));

  list.show(query('-route:mitm'), end);
  let id = connections;
  measure('200 rows that come one by one, with their numbers', () => {
    for (let count = 0; count < 200; count += 1) {
      id += 1;
      store.write([{ kind: 'connection', record: oneOfMany(id, sampleTime) }]);
      list.onWritten([id], connectionRows(database, [id]), []);
    }
  });
  database.close();
  process.stdout.write(`${lines.join('\n')}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
