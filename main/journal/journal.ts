/**
 * The journal as the main process sees it. Recording only puts into memory; a worker thread writes, one batch at a
 * time, at most 25 ms later. A batch that could not be written is kept and tried again, and what waits behind it is
 * bounded: nothing is lost without a notice that says how much.
 */
import { Worker } from 'node:worker_threads';
import type { CertificatesSeen } from '../../common/certificates-seen.ts';
import type { ListPage, ListView } from '../../common/connection-list.ts';
import { errorText } from '../../common/error-text.ts';
import type { FilterProblem } from '../../common/filter/filter.ts';
import type { HostHistory } from '../../common/host-history.ts';
import type { ConnectionDetail, ConnectionRow, Page } from '../../common/ipc/contract.ts';
import type { Failure } from '../../common/ipc/state.ts';
import type { Connection, HttpRequest, InterceptorEvent, Verification } from '../../common/records.ts';
import { failure, success, type Result } from '../../common/result.ts';
import type { ExportOrder, ExportProgress } from './export-connections.ts';
import { Exports } from './exports.ts';
import type { JournalNotice } from './journal-file.ts';
import type { LargestIds } from './journal-record.ts';
import { JournalWriter, type WrittenRows } from './journal-writer.ts';
import type { Retention } from './retention.ts';
import type { ConnectionPageQuery, RequestPageQuery } from './row-pages.ts';
import type { SeenQuery } from './seen-values.ts';
import type { FromWorker, QueryName, ToWorker, WorkerQueries, WorkerStart } from './worker-messages.ts';

export interface JournalOptions {
  /** The folder of the journal alone: it is made readable by its owner only. null: keep rows in memory. */
  readonly folder: string | null;
  /** `journal-worker.js` */
  readonly workerUrl: URL;
  /** Rows that are on disk, new or changed. */
  readonly onWritten: (rows: WrittenRows) => void;
  readonly onNotice: (notice: JournalNotice) => void;
  /** Records that may wait for the disk. */
  readonly queueLimit?: number;
  /** How long what was removed can be brought back. */
  readonly undoMs?: number;
}

export type IdKind = 'verification' | 'connection' | 'request';

export interface Journal {
  /** Each answers at once. Recording an id again replaces its row. */
  readonly record: {
    readonly verification: (verification: Verification) => void;
    readonly connection: (connection: Connection) => void;
    readonly request: (request: HttpRequest) => void;
    readonly interceptorEvent: (event: InterceptorEvent) => void;
  };
  /** An id that no row has, so that records can name each other before they are written. */
  readonly nextId: (kind: IdKind) => number;
  readonly connectionsPage: (query: ConnectionPageQuery) => Promise<Page<ConnectionRow>>;
  /** Expected failures: `not-in-journal`, `row-damaged`. */
  readonly connectionDetail: (id: number) => Promise<Result<ConnectionDetail, Failure>>;
  readonly requestsPage: (query: RequestPageQuery) => Promise<Page<HttpRequest>>;
  /** `since` in epoch milliseconds. */
  readonly totals: (since: number) => Promise<{ readonly connections: number; readonly pinsFailed: number }>;
  /** Every certificate in the journal, and which hosts showed it when. */
  readonly certificatesSeen: () => Promise<CertificatesSeen>;
  /** Canonical host name; one that is not there has an empty history. */
  readonly hostHistory: (host: string) => Promise<HostHistory>;
  /** The list that the window shows: see `ConnectionList`. Expected failure: what is wrong with the filter. */
  readonly showList: (
    query: WorkerQueries['listShow']['parameters'],
  ) => Promise<Result<ListView, FilterProblem>>;
  readonly listPage: (query: WorkerQueries['listPage']['parameters']) => Promise<ListPage | null>;
  readonly locateInList: (query: WorkerQueries['listLocate']['parameters']) => Promise<number | null>;
  readonly idsInList: (query: WorkerQueries['listIds']['parameters']) => Promise<readonly number[]>;
  /** Newest first, so many at most, and how many the filter takes. */
  readonly newestIds: (
    query: WorkerQueries['newestIds']['parameters'],
  ) => Promise<WorkerQueries['newestIds']['result']>;
  /** Newest first; ids without a row are left out. */
  readonly rowsById: (ids: readonly number[]) => Promise<readonly ConnectionRow[]>;
  readonly seenValues: (query: SeenQuery) => Promise<readonly string[]>;
  /**
   * Hides these connections, or every row there is, also of connections that are still open; they go for good after `undoMs`,
   * when something else is removed, or when the journal is closed.
   */
  readonly remove: (what: 'all' | readonly number[]) => Promise<void>;
  /** Brings back what was removed last; false: it is gone. */
  readonly restore: () => Promise<boolean>;
  /** In force until it is set again or the journal is closed. */
  readonly setRetention: (retention: Retention) => Promise<void>;
  /** Writes what a filter takes to a file; `signal` stops it and takes the file away. Expected failure: `export-failed`. */
  readonly exportConnections: (
    order: ExportOrder,
    onProgress: (progress: ExportProgress) => void,
    signal: AbortSignal,
  ) => Promise<Result<ExportProgress | null, Failure>>;
  /** Writes what waits and closes the file; gives up after five seconds, with a notice. */
  readonly close: () => Promise<void>;
}

const closeTimeoutMs = 5_000;

interface Waiting {
  readonly resolve: (result: WorkerQueries[QueryName]['result']) => void;
  readonly reject: (error: Error) => void;
}

/** Expected failures: `journal-in-use` (another process has it), `journal-unusable`. */
export async function openJournal(options: JournalOptions): Promise<Result<Journal, Failure>> {
  const { folder, workerUrl, onWritten, onNotice, queueLimit = 20_000, undoMs = 60_000 } = options;
  const waiting = new Map<number, Waiting>();
  let lastToken = 0;
  let hasStopped = false;

  const worker = new Worker(workerUrl, { workerData: { folder } satisfies WorkerStart, name: 'journal' });
  const say = (message: ToWorker): void => {
    if (!hasStopped) worker.postMessage(message);
  };
  const writer = new JournalWriter({ queueLimit, send: say, onWritten, onNotice });
  const stopped = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      hasStopped = true;
      for (const { reject } of waiting.values()) reject(new Error('The journal was closed.'));
      waiting.clear();
      resolve();
    });
  });

  const opened = await new Promise<Result<LargestIds, Failure>>((resolve) => {
    const onMessage = (message: FromWorker): void => {
      switch (message.kind) {
        case 'opened':
          resolve(success(message.largestIds));
          return;
        case 'not-opened':
          resolve(failure(message.failure));
          return;
        case 'notice':
          onNotice(message.notice);
          return;
        case 'written':
        case 'not-written':
          writer.onOutcome(message);
          return;
        case 'exported':
          exports.onMessage(message);
          return;
        case 'answered':
          waiting.get(message.token)?.resolve(message.result);
          waiting.delete(message.token);
          return;
        case 'not-answered':
          waiting.get(message.token)?.reject(new Error(message.message));
          waiting.delete(message.token);
          return;
      }
    };
    worker.on('message', onMessage);
    worker.on('error', (error) => {
      resolve(failure(stoppedFailure(error)));
      const { message, advice } = stoppedFailure(error);
      onNotice({ level: 'error', title: 'The journal has stopped', text: `${message} ${advice}` });
      writer.stop();
    });
  });
  if (!opened.ok) {
    await stopped;
    return opened;
  }

  const ids: Record<IdKind | 'interceptorEvent', number> = { ...opened.value };
  const exports = new Exports(say);
  let settling: NodeJS.Timeout | undefined;

  const query = <Name extends QueryName>(
    name: Name,
    parameters: WorkerQueries[Name]['parameters'],
  ): Promise<WorkerQueries[Name]['result']> =>
    new Promise((resolve, reject) => {
      if (hasStopped) {
        reject(new Error('The journal was closed.'));
        return;
      }
      lastToken += 1;
      waiting.set(lastToken, { resolve: resolve, reject });
      say({ kind: 'query', token: lastToken, name, parameters } as ToWorker);
    });

  return success({
    record: {
      verification: (record) => {
        writer.add({ kind: 'verification', record });
      },
      connection: (record) => {
        writer.add({ kind: 'connection', record });
      },
      request: (record) => {
        writer.add({ kind: 'request', record });
      },
      interceptorEvent: (event) => {
        ids.interceptorEvent += 1;
        writer.add({ kind: 'interceptor-event', record: { id: ids.interceptorEvent, ...event } });
      },
    },
    nextId: (kind) => {
      ids[kind] += 1;
      return ids[kind];
    },
    connectionsPage: (parameters) => query('connectionsPage', parameters),
    connectionDetail: (id) => query('connectionDetail', id),
    requestsPage: (parameters) => query('requestsPage', parameters),
    totals: (since) => query('totals', since),
    certificatesSeen: () => query('certificatesSeen', null),
    hostHistory: (host) => query('hostHistory', host),
    showList: (parameters) => query('listShow', parameters),
    listPage: (parameters) => query('listPage', parameters),
    locateInList: (parameters) => query('listLocate', parameters),
    idsInList: (parameters) => query('listIds', parameters),
    newestIds: (parameters) => query('newestIds', parameters),
    rowsById: (parameters) => query('rowsById', parameters),
    seenValues: (parameters) => query('seenValues', parameters),
    remove: async (what) => {
      clearTimeout(settling);
      await query(
        'remove',
        what === 'all' ? { kind: 'all', upTo: { ...ids } } : { kind: 'some', connectionIds: what },
      );
      settling = setTimeout(() => {
        void query('settle', null).then(
          (settled) => {
            if (settled.ok) return;
            const { message, advice } = settled.error;
            onNotice({ level: 'error', title: 'The journal was not cleared', text: `${message} ${advice}` });
          },
          (error: unknown) => {
            const text = errorText(error);
            onNotice({ level: 'error', title: 'The journal was not cleared', text });
          },
        );
      }, undoMs);
    },
    restore: () => {
      clearTimeout(settling);
      return query('restore', null);
    },
    exportConnections: (order, onProgress, signal) => exports.start(order, onProgress, signal),
    setRetention: async (retention) => {
      await query('setRetention', retention);
    },
    close: async () => {
      clearTimeout(settling);
      const giveUp = setTimeout(() => {
        void worker.terminate();
      }, closeTimeoutMs);
      await Promise.race([writer.finish(), stopped]);
      say({ kind: 'close' });
      await stopped;
      clearTimeout(giveUp);
      writer.stop();
    },
  });
}

const stoppedFailure = (error: unknown): Failure => ({
  code: 'journal-unusable',
  message: `The journal's thread ended: ${errorText(error)}.`,
  advice: 'What happens from here on is not recorded until Pinspect is started again.',
});
