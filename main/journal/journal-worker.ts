/**
 * The thread that holds the journal's file, so that neither a slow disk nor a long query ever holds up the main
 * process. Between two messages it keeps the journal within its limits, a slice at a time.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { errorText } from '../../common/error-text.ts';
import { Exporting } from './exporting.ts';
import { JournalSession } from './journal-session.ts';
import { loadSqlite, sqliteTrouble } from './sqlite.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

const trimEveryMs = 30_000;
const trimAfterRows = 5_000;
const quietMs = 2_000;

const port = parentPort;
if (port === null) throw new Error('journal-worker.js runs as a worker thread of the main process');

const say = (message: FromWorker): void => {
  port.postMessage(message);
};

const opened = JournalSession.open(await loadSqlite(), workerData as WorkerStart, (notice) => {
  say({ kind: 'notice', notice });
});
if (opened.ok) serve(opened.value);
else {
  say({ kind: 'not-opened', failure: opened.error });
  port.close();
}

function serve(session: JournalSession): void {
  let trimming: Generator<undefined, void, undefined> | null = null;
  let rowsSinceTrim = 0;
  let isClosed = false;

  /** Retention and the log are care, not duty: on a disk in trouble they wait for the next time. */
  const care = (work: () => void): void => {
    if (isClosed) return;
    try {
      work();
    } catch (error) {
      trimming = null;
      if (sqliteTrouble(error) === null) throw error;
    }
  };
  const nextSlice = (): void => {
    care(() => {
      if (trimming?.next().done === true) trimming = null;
      else if (trimming !== null) setImmediate(nextSlice);
    });
  };
  const startTrim = (): void => {
    rowsSinceTrim = 0;
    if (trimming !== null || isClosed) return;
    trimming = session.trim(Date.now());
    setImmediate(nextSlice);
  };
  const exporting = new Exporting(session, say);
  const timer = setInterval(startTrim, trimEveryMs);
  const quiet = setTimeout(() => {
    care(() => {
      session.checkpoint();
    });
  }, quietMs);

  const onMessage = (message: ToWorker): void => {
    switch (message.kind) {
      case 'write':
        try {
          say({ kind: 'written', ...session.write(message.batch) });
        } catch (error) {
          say({
            kind: 'not-written',
            trouble: sqliteTrouble(error) ?? 'unreadable',
            message: errorText(error),
          });
        }
        quiet.refresh();
        rowsSinceTrim += message.batch.length;
        if (rowsSinceTrim >= trimAfterRows) startTrim();
        return;
      case 'query':
        try {
          const { token, name } = message;
          say({ kind: 'answered', token, result: session.answer(name, message.parameters) });
          if (name === 'setRetention') {
            // A pass by the old limits is not finished.
            if (trimming === null) startTrim();
            else trimming = session.trim(Date.now());
          }
        } catch (error) {
          say({ kind: 'not-answered', token: message.token, message: errorText(error) });
        }
        return;
      case 'export':
        exporting.start(message.token, message.order);
        return;
      case 'stop-export':
        exporting.stop(message.token);
        return;
      case 'close':
        isClosed = true;
        exporting.stopAll();
        clearInterval(timer);
        clearTimeout(quiet);
        session.close();
        port?.close();
        return;
    }
  };
  /** Between two messages, so that the first filter finds all rows in memory. */
  const loadList = (): void => {
    care(() => {
      if (!session.loadList()) setImmediate(loadList);
    });
  };
  say({ kind: 'opened', largestIds: session.largestIds() });
  port?.on('message', onMessage);
  setImmediate(loadList);
}
