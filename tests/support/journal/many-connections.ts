/** A journal of very many connections, for measurements: some thousand hosts, every fifth thousandth a mismatch. */
import type { Connection } from '../../../common/records.ts';
import type { JournalStore } from '../../../main/journal/journal-store.ts';
import { sampleConnection, sampleRequest } from './sample-records.ts';

const hosts = 3_000;

/** One a second, the first one second after `since` (epoch milliseconds). */
export const oneOfMany = (id: number, since: number): Connection => {
  const spread = (id * 2_654_435_761) % 1_000_003;
  return sampleConnection(id, {
    host: id < 50 ? 'rare.example.org' : `h${spread % 3 === 0 ? spread % 20 : spread % hosts}.example.com`,
    verdict: id % 5_000 === 0 ? 'mismatch' : id % 3 === 0 ? 'unpinned' : 'pinned',
    port: id % 10 === 0 ? 8_443 : 443,
    startedAt: since + id * 1_000,
    route: { text: 'direct', interceptor: id % 2 === 0 ? 'mitmproxy 8.1.1' : null, ledTo: null },
  });
};

/** A request over each connection, in the name of one of two thousand pages. */
export const recordManyRequests = (store: JournalStore, count: number, since: number): void => {
  for (let id = 1; id <= count;) {
    const batch = [];
    for (; batch.length < 1_000 && id <= count; id += 1) {
      const page = (id * 7_919) % 2_000;
      const pageUrl = `https://p${page % 50}.example.com/${page === 0 ? 'rare' : 'page'}/${page}?from=bench`;
      const record = sampleRequest(id, { connectionId: id, pageUrl, startedAt: since + id * 1_000 });
      batch.push({ kind: 'request' as const, record });
    }
    store.write(batch);
  }
};

export const recordMany = (store: JournalStore, count: number, since: number): void => {
  for (let id = 1; id <= count;) {
    const batch = [];
    for (; batch.length < 1_000 && id <= count; id += 1)
      batch.push({ kind: 'connection' as const, record: oneOfMany(id, since) });
    store.write(batch);
  }
};
