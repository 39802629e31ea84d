/**
 * The journal as the worker holds it: one open file, and what happens when that file turns out to be damaged while in
 * use: it is set aside, a new one begun, and the work that hit the damage done again there.
 */
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { openJournalFile, setAside, type JournalFileOptions, type JournalNotice } from './journal-file.ts';
import {
  connectionDetail,
  connectionOfEvent,
  connectionRows,
  connectionsPage,
  requestsPage,
  totals,
} from './journal-queries.ts';
import type { JournalRecord, LargestIds } from './journal-record.ts';
import { JournalStore } from './journal-store.ts';
import { trim, type Retention } from './retention.ts';
import { sqliteTrouble, type Database, type Sqlite } from './sqlite.ts';
import type { QueryName, WorkerQueries, Written } from './worker-messages.ts';

interface Open {
  readonly database: Database;
  readonly path: string | null;
  readonly store: JournalStore;
}

export class JournalSession {
  readonly #sqlite: Sqlite;
  readonly #file: JournalFileOptions;
  readonly #onNotice: (notice: JournalNotice) => void;
  /** null: a damaged file was set aside and no new one could be begun; the next use tries again. */
  #open: Open | null;
  #retention: Retention = { days: null, megabytes: null };

  private constructor(
    sqlite: Sqlite,
    file: JournalFileOptions,
    onNotice: (notice: JournalNotice) => void,
    open: Open,
  ) {
    this.#sqlite = sqlite;
    this.#file = file;
    this.#onNotice = onNotice;
    this.#open = open;
  }

  /** Expected failures: `journal-in-use`, `journal-unusable`. */
  static open(
    sqlite: Sqlite,
    file: JournalFileOptions,
    onNotice: (notice: JournalNotice) => void,
  ): Result<JournalSession, Failure> {
    const opened = openJournalFile(sqlite, file);
    if (!opened.ok) return opened;
    for (const notice of opened.value.notices) onNotice(notice);
    const { database, path } = opened.value;
    return success(
      new JournalSession(sqlite, file, onNotice, { database, path, store: new JournalStore(database) }),
    );
  }

  /** @see JournalStore.write */
  write(batch: readonly JournalRecord[]): Written {
    return this.#mending(({ store, database }) => {
      const refused = store.write(batch);
      const ids = new Set<number>();
      for (const [place, { kind, record }] of batch.entries()) {
        if (refused.includes(place)) continue;
        if (kind === 'connection') ids.add(record.id);
        if (kind === 'interceptor-event') ids.add(connectionOfEvent(database, record) ?? 0);
      }
      return { refused, connections: ids.size === 0 ? [] : connectionRows(database, [...ids]) };
    });
  }

  largestIds(): LargestIds {
    return this.#mending(({ store }) => store.largestIds());
  }

  answer<Name extends QueryName>(
    name: Name,
    parameters: WorkerQueries[Name]['parameters'],
  ): WorkerQueries[Name]['result'] {
    return this.#answers[name](parameters);
  }

  /** One pass of retention, a slice a step. */
  *trim(now: number): Generator<undefined, void, undefined> {
    const open = this.#opened();
    const slices = trim(open.database, open.path, this.#retention, now, () => {
      open.store.forgetIds();
    });
    // The file may be exchanged between two slices; a pass over the old one then ends.
    while (this.#open === open && this.#mending(() => this.#open === open && slices.next().done !== true))
      yield;
  }

  /** Writes the log back into the file, so that it does not have to happen while rows come in. */
  checkpoint(): void {
    this.#mending(({ database }) => {
      database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    });
  }

  close(): void {
    this.#open?.database.close();
  }

  readonly #answers: {
    readonly [Name in QueryName]: (
      parameters: WorkerQueries[Name]['parameters'],
    ) => WorkerQueries[Name]['result'];
  } = {
    connectionsPage: (query) => this.#mending(({ database }) => connectionsPage(database, query)),
    requestsPage: (query) => this.#mending(({ database }) => requestsPage(database, query)),
    connectionDetail: (id) => this.#mending(({ database }) => connectionDetail(database, id)),
    totals: (since) => this.#mending(({ database }) => totals(database, since)),
    clear: () => {
      try {
        this.#mending(({ store }) => {
          store.clear();
        });
        return success(null);
      } catch (error) {
        if (sqliteTrouble(error) === null) throw error;
        return failure({
          code: 'journal-not-cleared',
          message: `The journal could not be cleared: ${error instanceof Error ? error.message : String(error)}.`,
          advice: 'See that the disk has room and that the data folder can be written.',
        });
      }
    },
    setRetention: (retention) => {
      this.#retention = retention;
      return null;
    },
  };

  #mending<Value>(work: (open: Open) => Value): Value {
    const open = this.#opened();
    try {
      return work(open);
    } catch (error) {
      if (sqliteTrouble(error) !== 'damaged' || open.path === null) throw error;
      this.#open = null;
      open.database.close();
      this.#onNotice(setAside(open.path, error instanceof Error ? error.message : String(error), Date.now()));
      return work(this.#opened());
    }
  }

  #opened(): Open {
    if (this.#open !== null) return this.#open;
    const opened = openJournalFile(this.#sqlite, this.#file);
    if (!opened.ok) throw new Error(opened.error.message);
    for (const notice of opened.value.notices) this.#onNotice(notice);
    this.#open = { ...opened.value, store: new JournalStore(opened.value.database) };
    return this.#open;
  }
}
