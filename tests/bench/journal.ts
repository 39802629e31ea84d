/**
 * Times the journal at one million connections: `npm run bench -- journal [connections]` with Node 24, which runs
 * TypeScript as it is. Not a test: it takes a minute and a gigabyte of disk, and its numbers are for people.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../common/pinning/verdict.ts';
import { openJournalFile } from '../../main/journal/journal-file.ts';
import { connectionDetail, connectionsPage, totals } from '../../main/journal/journal-queries.ts';
import type { JournalRecord } from '../../main/journal/journal-record.ts';
import { JournalStore } from '../../main/journal/journal-store.ts';
import { removeRows } from '../../main/journal/remove-rows.ts';
import { Removed } from '../../main/journal/removal.ts';
import { trim } from '../../main/journal/retention.ts';
import type { ConnectionPageQuery } from '../../main/journal/row-pages.ts';
import { loadSqlite } from '../../main/journal/sqlite.ts';
import {
  sampleCertificate,
  sampleConnection,
  sampleEvent,
  sampleTime,
  sampleVerification,
} from '../support/journal/sample-records.ts';

const connections = Number(process.argv[2] ?? 1_000_000);
const hosts = 3_000;
const folder = mkdtempSync(join(tmpdir(), 'pinspect-bench-'));
const sqlite = await loadSqlite();
const lines: (readonly [string, string])[] = [['SQLite', sqlite.name]];

function measure<Value>(what: string, run: () => Value): Value {
  const began = performance.now();
  const value = run();
  lines.push([what, `${(performance.now() - began).toFixed(1)} ms`]);
  return value;
}

const openFile = () => {
  const opened = openJournalFile(sqlite, { folder });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
};

/** Like a working day, many times over: some hosts take most of the traffic, one in five thousand fails its pins. */
function recordsOf(id: number): JournalRecord[] {
  const spread = (id * 2_654_435_761) % 1_000_003;
  const host =
    id < 50 ? 'rare.example.org' : `h${spread % 3 === 0 ? spread % 20 : spread % hosts}.example.com`;
  const verdict: Verdict = id % 5_000 === 0 ? 'mismatch' : id % 3 === 0 ? 'unpinned' : 'pinned';
  const hasInterceptor = id % 2 === 0;
  const chain = [sampleCertificate(host), sampleCertificate('intermediate')];
  const localPort = 32_768 + (id % 28_000);
  return [
    ...(id % 4 === 0
      ? [
          {
            kind: 'verification' as const,
            record: sampleVerification(id, { host, presentedChain: chain, validatedChain: chain }),
          },
        ]
      : []),
    {
      kind: 'connection' as const,
      record: sampleConnection(id, {
        host,
        verdict,
        localPort,
        startedAt: sampleTime + id * 1_000,
        verificationId: id - (id % 4),
        route: { text: 'direct', interceptor: hasInterceptor ? 'mitmproxy 8.1.1' : null, ledTo: null },
      }),
    },
    ...(hasInterceptor
      ? [
          {
            kind: 'interceptor-event' as const,
            record: { id, ...sampleEvent({ at: sampleTime + id * 1_000 + 5, clientPort: localPort }) },
          },
        ]
      : []),
  ];
}

try {
  let { database } = openFile();
  const store = new JournalStore(database);
  measure(`record ${connections} connections`, () => {
    for (let id = 1; id <= connections;) {
      const batch: JournalRecord[] = [];
      for (; batch.length < 1_000 && id <= connections; id += 1) batch.push(...recordsOf(id));
      store.write(batch);
    }
  });
  measure('close', () => {
    database.close();
  });
  lines.push(['file', `${(statSync(join(folder, 'journal.sqlite')).size / 1_048_576).toFixed(0)} MB`]);

  const opened = measure('open', openFile);
  ({ database } = opened);
  const page = (what: string, query: Partial<ConnectionPageQuery>): void => {
    const full = { before: null, limit: 200, host: '', verdicts: [], ...query };
    for (const turn of ['first', 'again']) {
      measure(`${what}, ${turn}`, () => connectionsPage(database, full));
    }
  };
  page('first page of 200', {});
  page('page in the middle', { before: Math.floor(connections / 2) });
  page('one busy host', { host: 'h7.example.com' });
  page('part of every host', { host: 'example' });
  page('a rare old host', { host: 'rare' });
  page('no such host', { host: 'nowhere' });
  page('mismatches', { verdicts: ['mismatch'] });
  page('mismatches of every host', { host: 'example', verdicts: ['mismatch'] });
  page('first page of 1000 of every host', { host: 'example', limit: 1_000 });
  measure('detail', () => connectionDetail(database, connections - 1));
  measure('totals', () => totals(database, sampleTime, new Removed()));

  let longest = 0;
  measure('retention: the older half goes', () => {
    const slices = trim(
      database,
      opened.path,
      { days: 1, megabytes: null },
      sampleTime + (connections / 2) * 1_000 + 24 * 60 * 60 * 1_000,
      () => undefined,
    );
    for (let isDone = false; !isDone;) {
      const began = performance.now();
      isDone = slices.next().done === true;
      longest = Math.max(longest, performance.now() - began);
    }
  });
  lines.push(['retention: longest slice', `${longest.toFixed(1)} ms`]);
  measure('clear', () => {
    removeRows(database, { kind: 'all', upTo: new JournalStore(database).largestIds() });
  });
  database.close();
  const width = Math.max(...lines.map(([what]) => what.length));
  process.stdout.write(lines.map(([what, value]) => `${what.padEnd(width)}  ${value}\n`).join(''));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
