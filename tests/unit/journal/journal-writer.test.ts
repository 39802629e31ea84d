import { expect, test } from 'vitest';
import type { JournalNotice } from '../../../main/journal/journal-file.ts';
import { openJournal } from '../../../main/journal/journal.ts';
import { sampleConnection } from '../../support/journal/sample-records.ts';

/** A thread that opens and then never answers, as one does whose disk hangs. */
const hangingWorker = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    const largestIds = { verification: 0, connection: 0, request: 0, interceptorEvent: 0 };
    parentPort.postMessage({ kind: 'opened', largestIds });
    parentPort.on('message', () => {});
  `)}`,
);

test('what a hanging disk makes the journal drop is counted, to the last record', async () => {
  const notices: JournalNotice[] = [];
  const opened = await openJournal({
    folder: null,
    workerUrl: hangingWorker,
    queueLimit: 1_000,
    onWritten: () => undefined,
    onNotice: (notice) => notices.push(notice),
  });
  if (!opened.ok) throw new Error(opened.error.message);
  for (let id = 1; id <= 5_000; id += 1) opened.value.record.connection(sampleConnection(id));
  await opened.value.close();
  opened.value.record.connection(sampleConnection(5_001));
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const lost = notices.map(({ text }) =>
    Number(/^(\d+) records? (?:were|was) not written: the disk/.exec(text)?.[1]),
  );
  expect({ sum: lost.reduce((sum, count) => sum + count, 0), few: lost.length < 10 }).toEqual({
    sum: 5_001,
    few: true,
  });
}, 15_000);

test('a thread that dies is told, and questions to it are refused instead of waiting for ever', async () => {
  const notices: JournalNotice[] = [];
  const opened = await openJournal({
    folder: null,
    workerUrl: new URL(
      hangingWorker.href.replace(
        encodeURIComponent("parentPort.on('message', () => {});"),
        encodeURIComponent("parentPort.on('message', () => { throw new Error('out of luck'); });"),
      ),
    ),
    onWritten: () => undefined,
    onNotice: (notice) => notices.push(notice),
  });
  if (!opened.ok) throw new Error(opened.error.message);
  await expect(opened.value.totals(0)).rejects.toThrow('The journal was closed.');
  await expect(opened.value.totals(0)).rejects.toThrow('The journal was closed.');
  expect(notices.map(({ title }) => title)).toEqual(['The journal has stopped']);
  await opened.value.close();
});
