/**
 * A process that holds a journal, for tests that kill it, starve it or run it on another Node:
 * `journal-process.js <task> <folder>`; one JSON line on stdout for whatever the test has to know.
 */
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openJournal, type Journal } from '../../../main/journal/journal.ts';
import {
  sampleConnection,
  sampleEvent,
  sampleRequest,
  sampleTime,
  sampleVerification,
} from './sample-records.ts';

/** Not through the stream: a line is in the pipe when this returns, even if the process is killed next. */
const tell = (fact: unknown): void => {
  writeSync(1, `${JSON.stringify(fact)}\n`);
};

/** Records a connection with its verification and request every few milliseconds, until it is killed. */
async function recordForever(journal: Journal): Promise<never> {
  for (;;) {
    const verificationId = journal.nextId('verification');
    const id = journal.nextId('connection');
    journal.record.verification(sampleVerification(verificationId));
    journal.record.connection(sampleConnection(id, { verificationId }));
    journal.record.request(sampleRequest(journal.nextId('request'), { connectionId: id }));
    tell({ id, at: Date.now() });
    await delay(2);
  }
}

/** Records larger and larger amounts until it is told of trouble, then goes on until it is closed by a line on stdin. */
async function recordUntilClosed(journal: Journal): Promise<void> {
  const ended = new AbortController();
  process.stdin.once('data', () => {
    ended.abort();
  });
  while (!ended.signal.aborted) {
    const id = journal.nextId('connection');
    journal.record.connection(sampleConnection(id, { reason: 'x'.repeat(2_000) }));
    tell({ id });
    await delay(2);
  }
  await journal.close();
  process.stdin.destroy();
}

/** A bit of everything; the answers are to be the same with either SQLite. */
async function readBack(journal: Journal): Promise<void> {
  journal.record.verification(sampleVerification(journal.nextId('verification')));
  for (let number = 1; number <= 50; number += 1) {
    const id = journal.nextId('connection');
    const host = `h${number % 3}.example.com`;
    journal.record.connection(sampleConnection(id, { host, verificationId: 1, localPort: 50_000 + id }));
  }
  journal.record.interceptorEvent(sampleEvent({ at: sampleTime + 50, clientPort: 50_050 }));
  journal.record.request(sampleRequest(journal.nextId('request'), { connectionId: 50 }));
  while ((await journal.requestsPage({ before: null, limit: 1, host: '' })).rows.length === 0) await delay(5);
  tell({
    page: await journal.connectionsPage({ before: 40, limit: 3, host: 'H1', verdicts: ['mismatch'] }),
    detail: await journal.connectionDetail(50),
    totals: await journal.totals(0),
    restored: await journal.remove('all').then(() => journal.restore()),
    cleared: await journal.remove('all').then(() => null),
    afterClear: await journal.connectionsPage({ before: null, limit: 3, host: '', verdicts: [] }),
  });
  await journal.close();
}

const [task, folder = ''] = process.argv.slice(2);
const opened = await openJournal({
  folder,
  workerUrl: new URL('./journal-worker.js', import.meta.url),
  onWritten: () => undefined,
  onNotice: (notice) => {
    tell({ notice });
  },
});
tell({ opened: opened.ok ? true : opened.error.code });
if (opened.ok) {
  if (task === 'record-forever') await recordForever(opened.value);
  if (task === 'record-until-closed') await recordUntilClosed(opened.value);
  if (task === 'read-back') await readBack(opened.value);
}
