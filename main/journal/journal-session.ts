/**
 * The journal as the worker holds it: one open file, and what happens when that file turns out to be damaged while in
 * use: it is set aside, a new one begun, and the work that hit the damage done again there. What a person removed is hidden here
 * until it is settled (`Removed`).
 */
import { errorText } from '../../common/error-text.ts';
import { parseFilter } from '../../common/filter/parse-filter.ts';
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { certificatesSeen } from './certificates-seen.ts';
import type { AskingPage } from './asking-pages.ts';
import { ConnectionList } from './connection-list.ts';
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
import { removeRows } from './remove-rows.ts';
import { Removed, type Removal } from './removal.ts';
import { trim, type Retention } from './retention.ts';
import { seenValues } from './seen-values.ts';
import { sqliteTrouble, type Database, type Sqlite } from './sqlite.ts';
import type { QueryName, WorkerQueries, Written } from './worker-messages.ts';

interface Open {
  readonly database: Database;
  readonly path: string | null;
  readonly store: JournalStore;
  readonly list: ConnectionList;
}

export class JournalSession {
  readonly #sqlite: Sqlite;
  readonly #file: JournalFileOptions;
  readonly #onNotice: (notice: JournalNotice) => void;
  /** null: a damaged file was set aside and no new one could be begun; the next use tries again. */
  #open: Open | null;
  #retention: Retention = { days: null, megabytes: null };
  /** Settled: no record of these is kept. */
  readonly #gone = new Removed();
  /** Can still be asked back. */
  #pending: Removal | null = null;
  #hidden = new Removed();

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
    return success(new JournalSession(sqlite, file, onNotice, withStore(opened.value)));
  }

  /** @see JournalStore.write */
  write(batch: readonly JournalRecord[]): Written {
    return this.#mending(({ store, database, list }) => {
      const places = batch.map((_, place) => place).filter((place) => !this.#isGone(batch[place]));
      const kept = places.map((place) => batch[place]).filter((item) => item !== undefined);
      const refused = store.write(kept).map((index) => places[index] ?? -1);
      const ids = new Set<number>();
      const rearranged = new Set<number>();
      const asking: AskingPage[] = [];
      for (const place of places) {
        const item = batch[place];
        if (item === undefined || refused.includes(place)) continue;
        if (item.kind === 'connection') ids.add(item.record.id);
        if (item.kind === 'request') {
          const { connectionId, possibleConnectionIds, pageUrl } = item.record;
          const asked = connectionId === null ? possibleConnectionIds : [connectionId];
          if (pageUrl !== null) asking.push(...asked.map((one) => ({ connectionId: one, pageUrl })));
        }
        if (item.kind === 'interceptor-event') ids.add(connectionOfEvent(database, item.record) ?? 0);
        if (item.kind === 'verification')
          for (const id of store.connectionsOn(item.record.id)) rearranged.add(id);
      }
      const shown = [...ids].filter((id) => !this.#hidden.hasConnection(id));
      const connections = shown.length === 0 ? [] : connectionRows(database, shown);
      return {
        refused,
        removed: batch.flatMap((item, place) =>
          this.#isGone(item) || this.#hidden.hasRecord(item) ? [place] : [],
        ),
        connections,
        list: list.onWritten([...ids, ...rearranged], connections, asking),
      };
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
    const slices = trim(open.database, open.path, this.#retention, now, (connectionIds) => {
      open.store.forgetIds();
      open.list.onRemoved(new Set(connectionIds));
    });
    // The file may be exchanged between two slices; a pass over the old one then ends.
    while (this.#open === open && this.#mending(() => this.#open === open && slices.next().done !== true))
      yield;
  }

  /** Reads on what the list is made of; true: all is read. */
  loadList(): boolean {
    return this.#mending(({ list }) => list.loadSlice());
  }

  /** What this filter takes at this moment, newest first; for an export, which reads the rows a slice at a time. */
  idsOf(filter: string, now: number): Float64Array {
    const parsed = parseFilter(filter, now);
    return parsed.ok ? this.#mending(({ list }) => list.idsOf(parsed.value, now)) : new Float64Array();
  }

  /** Newest first. */
  rows(ids: readonly number[]): ReturnType<typeof connectionRows> {
    return this.#mending(({ database }) => connectionRows(database, ids));
  }

  /** Writes the log back into the file, so that it does not have to happen while rows come in. */
  checkpoint(): void {
    this.#mending(({ database }) => {
      database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    });
  }

  close(): void {
    if (this.#open === null) return;
    try {
      if (this.#pending !== null) this.#settle();
    } finally {
      this.#open.database.close();
    }
  }

  readonly #answers: {
    readonly [Name in QueryName]: (
      parameters: WorkerQueries[Name]['parameters'],
    ) => WorkerQueries[Name]['result'];
  } = {
    connectionsPage: (query) =>
      this.#mending(({ database }) => {
        const { rows, hasMore } = connectionsPage(database, query);
        const kept = rows.filter(({ id }) => !this.#hidden.hasConnection(id));
        return { rows: kept, hasMore: hasMore && (rows.at(-1)?.id ?? 0) > this.#hidden.connectionsUpTo };
      }),
    requestsPage: (query) =>
      this.#mending(({ database }) => {
        const { rows, hasMore } = requestsPage(database, query);
        return { rows: rows.filter((row) => !this.#hidden.hasRequest(row)), hasMore };
      }),
    connectionDetail: (id) => this.#mending(({ database }) => connectionDetail(database, id)),
    totals: (since) => this.#mending(({ database }) => totals(database, since, this.#hidden)),
    certificatesSeen: () =>
      this.#mending(({ database }) => certificatesSeen(database, this.#hidden.verificationsUpTo)),
    hostHistory: (host) => this.#mending(({ list }) => list.hostHistory(host)),
    listShow: ({ filter, by, expandedHosts }) => {
      const now = Date.now();
      const parsed = parseFilter(filter, now);
      if (!parsed.ok) return parsed;
      return success(
        this.#mending(({ list }) => list.show({ filter: parsed.value, by, expandedHosts }, now)),
      );
    },
    listPage: ({ view, from, count }) => this.#mending(({ list }) => list.page(view, from, count)),
    listLocate: ({ view, id }) => this.#mending(({ list }) => list.locate(view, id)),
    listIds: ({ view, from, to }) => this.#mending(({ list }) => list.idsBetween(view, from, to, mostIds)),
    newestIds: ({ filter, limit }) => {
      const ids = this.idsOf(filter, Date.now());
      return { ids: [...ids.subarray(0, limit)], total: ids.length };
    },
    rowsById: (ids) => this.#mending(({ database }) => connectionRows(database, ids)),
    seenValues: (query) => this.#mending(({ database }) => seenValues(database, query)),
    remove: (removal) => {
      this.#trySettle();
      this.#pending = removal;
      this.#hide(removal);
      return null;
    },
    restore: () => {
      if (this.#pending === null) return false;
      this.#pending = null;
      this.#hide(null);
      return true;
    },
    settle: () => this.#trySettle(),
    setRetention: (retention) => {
      this.#retention = retention;
      return null;
    },
  };

  #isGone(item: JournalRecord | undefined): boolean {
    return item !== undefined && this.#gone.hasRecord(item);
  }

  #hide(removal: Removal | null): void {
    this.#hidden = new Removed();
    if (removal !== null) this.#hidden.add(removal);
    this.#mending(({ list }) => {
      const hidden = this.#hidden;
      list.hide((id) => hidden.hasConnection(id));
    });
  }

  #trySettle(): Result<null, Failure> {
    try {
      this.#settle();
      return success(null);
    } catch (error) {
      if (sqliteTrouble(error) === null) throw error;
      return failure({
        code: 'journal-not-cleared',
        message: `What was removed is still in the journal’s file: ${errorText(error)}.`,
        advice: 'See that the disk has room and that the data folder can be written, and remove it again.',
      });
    }
  }

  /** From here on nobody can ask for it back. */
  #settle(): void {
    const removal = this.#pending;
    if (removal === null) return;
    this.#pending = null;
    this.#gone.add(removal);
    this.#mending(({ database, store }) => {
      store.forgetIds();
      removeRows(database, removal);
    });
    this.#hidden = new Removed();
  }

  #mending<Value>(work: (open: Open) => Value): Value {
    const open = this.#opened();
    try {
      return work(open);
    } catch (error) {
      if (sqliteTrouble(error) !== 'damaged' || open.path === null) throw error;
      this.#open = null;
      open.database.close();
      this.#onNotice(setAside(open.path, errorText(error), Date.now()));
      return work(this.#opened());
    }
  }

  #opened(): Open {
    if (this.#open !== null) return this.#open;
    const opened = openJournalFile(this.#sqlite, this.#file);
    if (!opened.ok) throw new Error(opened.error.message);
    for (const notice of opened.value.notices) this.#onNotice(notice);
    this.#open = withStore(opened.value);
    return this.#open;
  }
}

/** More are not copied or removed at a time; an export has no limit. */
const mostIds = 10_000;

const withStore = ({
  database,
  path,
}: {
  readonly database: Database;
  readonly path: string | null;
}): Open => ({
  database,
  path,
  store: new JournalStore(database),
  list: new ConnectionList(database),
});
