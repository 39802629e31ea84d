/**
 * The one list that the window shows: a filter, an order, and entries by number. All that it knows of a row is in memory
 * (`RowIndex`); the rows themselves are read by id, a page at a time.
 */
import type { ListChange, ListEntry, ListPage, ListView, RowOrder } from '../../common/connection-list.ts';
import type { Filter } from '../../common/filter/filter.ts';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import type { HostHistory } from '../../common/host-history.ts';
import { AskingPages, type AskingPage } from './asking-pages.ts';
import { arrangeRows, groupRows, type Arranged } from './arranged-view.ts';
import { hostHistory } from './host-history.ts';
import { connectionRows } from './journal-queries.ts';
import { KindSet } from './kind-set.ts';
import { RowIndex, type IndexedRow } from './row-index.ts';
import { nothingChanged, RowView } from './row-view.ts';
import type { Database } from './sqlite.ts';

export interface ListQuery {
  readonly filter: Filter;
  readonly by: RowOrder;
  /** Rows under their hosts, whatever `by` says; those of these hosts are shown. null: not grouped. */
  readonly expandedHosts: readonly string[] | null;
}

interface Shown {
  readonly view: number;
  readonly rows: RowView;
  /** null: in the order of time, and kept up. */
  readonly arranged: Arranged | null;
}

const indexedSql = `SELECT id, kindId, startedAt, epoch, applicationBytesSent AS sent, coalesce(decidedMs, -1) AS decidedMs
  FROM connections WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`;

export class ConnectionList {
  readonly #database: Database;
  readonly #index = new RowIndex();
  #loading: Generator<undefined, void, undefined>;
  readonly #pages: AskingPages;
  readonly #loadingPages: Generator<undefined, void, undefined>;
  #isLoaded = false;
  #hasPages = false;
  #shown: Shown | null = null;
  #lastView = 0;
  #isHidden: (id: number) => boolean = () => false;

  constructor(database: Database) {
    this.#database = database;
    this.#loading = this.#index.load(database, (id) => this.#isHidden(id));
    this.#pages = new AskingPages(database);
    this.#loadingPages = this.#pages.load(database);
  }

  /** Reads on, the rows first; true: all is read. */
  loadSlice(): boolean {
    if (!this.#isLoaded) this.#isLoaded = this.#loading.next().done === true;
    else this.#hasPages ||= this.#loadingPages.next().done === true;
    return this.#isLoaded && this.#hasPages;
  }

  show({ filter, by, expandedHosts }: ListQuery, now: number): ListView {
    const rows = this.#rowsOf(filter, now);
    this.#lastView += 1;
    const arranged =
      expandedHosts !== null
        ? groupRows(this.#database, this.#index, rows, expandedHosts)
        : by === 'time'
          ? null
          : arrangeRows(this.#database, this.#index, rows, by);
    this.#shown = { view: this.#lastView, rows, arranged };
    return facts(this.#shown);
  }

  /** null: another list is shown by now. */
  page(view: number, from: number, count: number): ListPage | null {
    const shown = this.#shown;
    if (shown?.view !== view) return null;
    const { first, total } = facts(shown);
    const start = Math.max(first, from);
    const places: number[] = [];
    for (let number = start; number < Math.min(from + count, first + total); number += 1) {
      places.push(
        shown.arranged === null ? shown.rows.placeAt(number) : (shown.arranged.entries[number] ?? -1),
      );
    }
    const isGroup = (place: number): boolean =>
      shown.arranged !== null && place < 0 && shown.arranged.groups.length > 0;
    const rows = this.#read(places.filter((place) => !isGroup(place)));
    const entries: (ListEntry | null)[] = [];
    for (const place of places) {
      const group = isGroup(place) ? shown.arranged?.groups[-place - 1] : undefined;
      const row = rows.get(this.#idAt(place));
      if (group !== undefined) entries.push({ kind: 'host', group });
      else entries.push(row === undefined ? null : { kind: 'connection', row });
    }
    return { view, first, total, from: start, entries };
  }

  /** The number of a connection's entry; null: it is not in the list, or another list is shown. */
  locate(view: number, id: number): number | null {
    const shown = this.#shown;
    const place = this.#index.placeOf(id);
    if (shown?.view !== view || place === -1) return null;
    const number =
      shown.arranged === null ? shown.rows.numberOf(place) : shown.arranged.entries.indexOf(place);
    return number === -1 ? null : number;
  }

  /** The ids of the connections among these entries, at most `most`. */
  idsBetween(view: number, from: number, to: number, most: number): number[] {
    const shown = this.#shown;
    if (shown?.view !== view) return [];
    const { first, total } = facts(shown);
    const ids: number[] = [];
    for (
      let number = Math.max(first, from);
      number <= Math.min(to, first + total - 1) && ids.length < most;
      number += 1
    ) {
      const place =
        shown.arranged === null ? shown.rows.placeAt(number) : (shown.arranged.entries[number] ?? -1);
      if (place >= 0) ids.push(this.#idAt(place));
    }
    return ids;
  }

  /** Every id that a filter takes, newest first, as they are at this moment. */
  idsOf(filter: Filter, now: number): Float64Array {
    const rows = this.#rowsOf(filter, now);
    const ids = new Float64Array(rows.total);
    for (let at = 0; at < ids.length; at += 1)
      ids[ids.length - 1 - at] = this.#idAt(rows.placeAt(rows.first + at));
    return ids;
  }

  hostHistory(host: string): HostHistory {
    this.#loadRows();
    return hostHistory(this.#database, this.#index, host);
  }

  /**
   * After rows with these ids were written; `announced` are those whose numbers the window wants, `asking` the pages of requests
   * that were written.
   */
  onWritten(
    written: readonly number[],
    announced: readonly ConnectionRow[],
    asking: readonly AskingPage[],
  ): ListChange | null {
    const asked = asking.filter((page) => this.#pages.add(page)).map(({ connectionId }) => connectionId);
    const ids = [...new Set([...written, ...asked])];
    let changedFrom = nothingChanged;
    let isRebuilt = false;
    const shown = this.#shown;
    for (const row of this.#database
      .statement(indexedSql)
      .all(JSON.stringify(ids)) as unknown as IndexedRow[]) {
      if (!this.#index.covers(row.id) || this.#isHidden(row.id)) continue;
      const { place, isMoved } = this.#index.put(row);
      isRebuilt ||= isMoved;
      if (!isRebuilt && shown?.arranged === null)
        changedFrom = Math.min(changedFrom, shown.rows.onPut(place));
    }
    if (shown === null) return null;
    if (isRebuilt) {
      shown.rows.rebuild();
      changedFrom = 0;
    }
    return {
      ...facts(shown),
      changedFrom: changedFrom === nothingChanged ? null : changedFrom,
      numbers: announced.map(({ id }) => this.locate(shown.view, id) ?? -1),
      isOutdated: shown.arranged !== null && ids.length > 0,
    };
  }

  /** After retention: rows with these ids are no more. */
  onRemoved(ids: ReadonlySet<number>): void {
    if (this.#index.remove((id) => ids.has(id))) this.#shown?.rows.rebuild();
    else this.#shown?.rows.onOldestGone();
  }

  /** Leaves rows out that are about to go; called anew whenever what is hidden changes, and the list is then read anew. */
  hide(isHidden: (id: number) => boolean): void {
    this.#isHidden = isHidden;
    this.#isLoaded = false;
    this.#shown = null;
    this.#loading = this.#index.load(this.#database, isHidden);
  }

  #rowsOf(filter: Filter, now: number): RowView {
    this.#loadRows();
    if (filter.some(({ key }) => key === 'page')) while (!this.loadSlice());
    return new RowView(this.#index, new KindSet(this.#database, filter, now, this.#pages));
  }

  #loadRows(): void {
    while (!this.#isLoaded) this.loadSlice();
  }

  #idAt(place: number): number {
    return this.#index.id[this.#index.element(place)] ?? 0;
  }

  #read(places: readonly number[]): Map<number, ConnectionRow> {
    const ids = places.map((place) => this.#idAt(place));
    return new Map(connectionRows(this.#database, ids).map((row) => [row.id, row]));
  }
}

const facts = ({ view, rows, arranged }: Shown): ListView =>
  arranged === null
    ? { view, first: rows.first, total: rows.total }
    : { view, first: 0, total: arranged.entries.length };
