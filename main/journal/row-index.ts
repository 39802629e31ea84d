/**
 * What the list is made of, for every connection in the journal, in memory: id, kind, and the few numbers that filters and
 * orders need; some 36 bytes a row. A filter is then one pass over numbers, and any place in a million rows is one look.
 *
 * Rows stand by id, oldest first. A row's place is counted from the journal's first row on and never changes when the
 * oldest go or newer ones come; `first` grows then. Only a row that comes late, between others, or goes from their midst moves places.
 */
import type { Database } from './sqlite.ts';

export interface IndexedRow {
  readonly id: number;
  readonly kindId: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly epoch: number;
  readonly sent: number;
  /** Milliseconds; -1: not decided. */
  readonly decidedMs: number;
}

/** A hundred and fifty slices for three million rows; each takes some ten milliseconds. */
const sliceRows = 20_000;
const smallestCapacity = 1_024;

const sliceSql = `SELECT json_group_array(id) AS id, json_group_array(kindId) AS kindId,
    json_group_array(startedAt) AS startedAt, json_group_array(epoch) AS epoch,
    json_group_array(applicationBytesSent) AS sent, json_group_array(coalesce(decidedMs, -1)) AS decidedMs
  FROM (SELECT id, kindId, startedAt, epoch, applicationBytesSent, decidedMs
    FROM connections INDEXED BY connectionsForList WHERE id > ? ORDER BY id LIMIT ${sliceRows})`;

export class RowIndex {
  id = new Float64Array(smallestCapacity);
  kindId = new Uint32Array(smallestCapacity);
  startedAt = new Float64Array(smallestCapacity);
  epoch = new Uint32Array(smallestCapacity);
  sent = new Float64Array(smallestCapacity);
  decidedMs = new Float32Array(smallestCapacity);
  /** The place of the oldest row. */
  first = 0;
  /** The arrays' element of the oldest row. */
  #head = 0;
  #end = 0;
  #loadedUpTo = 0;

  get length(): number {
    return this.#end - this.#head;
  }

  /** The place behind the newest row. */
  get last(): number {
    return this.first + this.length;
  }

  /** The arrays' element of a place. */
  element(place: number): number {
    return place - this.first + this.#head;
  }

  /** The place of this id; -1: not there. */
  placeOf(id: number): number {
    const element = this.#search(id);
    return element < this.#end && this.id[element] === id ? element - this.#head + this.first : -1;
  }

  /** Reads the whole journal, a slice a step, except what `isHidden` says is about to go. */
  *load(database: Database, isHidden: (id: number) => boolean): Generator<undefined, void, undefined> {
    this.clear();
    this.#loadedUpTo = 0;
    for (;;) {
      const slice = database.statement(sliceSql).get(this.#loadedUpTo);
      const read = (name: string): number[] => JSON.parse(String(slice?.[name])) as number[];
      const ids = read('id');
      if (ids.length < sliceRows) this.#loadedUpTo = Number.POSITIVE_INFINITY;
      else this.#loadedUpTo = ids.at(-1) ?? 0;
      const columns = {
        kindId: read('kindId'),
        startedAt: read('startedAt'),
        epoch: read('epoch'),
        sent: read('sent'),
        decidedMs: read('decidedMs'),
      };
      for (const [at, id] of ids.entries()) {
        if (isHidden(id)) continue;
        const value = (name: keyof typeof columns): number => columns[name][at] ?? 0;
        this.#write({
          id,
          kindId: value('kindId'),
          startedAt: value('startedAt'),
          epoch: value('epoch'),
          sent: value('sent'),
          decidedMs: value('decidedMs'),
        });
      }
      if (ids.length < sliceRows) return;
      yield;
    }
  }

  /** False for rows that a later slice of the loading brings. */
  covers(id: number): boolean {
    return id <= this.#loadedUpTo;
  }

  /** Adds the row or puts it in the place of its former state. `isMoved`: it came between others, whose places moved. */
  put(row: IndexedRow): { readonly place: number; readonly isNew: boolean; readonly isMoved: boolean } {
    let element = this.#end;
    let isNew = true;
    let isMoved = false;
    if (this.length > 0 && row.id <= (this.id[this.#end - 1] ?? 0)) {
      element = this.#search(row.id);
      isNew = this.id[element] !== row.id;
      isMoved = isNew;
    }
    if (isNew) {
      if (this.#end === this.id.length) element -= this.#grow();
      if (isMoved) this.#eachArray((array) => array.copyWithin(element + 1, element, this.#end));
      this.#end += 1;
    }
    this.#set(element, row);
    return { place: element - this.#head + this.first, isNew, isMoved };
  }

  #write(row: IndexedRow): void {
    if (this.#end === this.id.length) this.#grow();
    this.#set(this.#end, row);
    this.#end += 1;
  }

  #set(element: number, row: IndexedRow): void {
    this.id[element] = row.id;
    this.kindId[element] = row.kindId;
    this.startedAt[element] = row.startedAt;
    this.epoch[element] = row.epoch;
    this.sent[element] = row.sent;
    this.decidedMs[element] = row.decidedMs;
  }

  /** True: rows went from the midst of others, whose places moved. */
  remove(isGone: (id: number) => boolean): boolean {
    while (this.#head < this.#end && isGone(this.id[this.#head] ?? 0)) {
      this.#head += 1;
      this.first += 1;
    }
    let kept = this.#head;
    let from = this.#head;
    for (let element = this.#head; element <= this.#end; element += 1) {
      if (element < this.#end && !isGone(this.id[element] ?? 0)) continue;
      // Whole runs of rows that stay move at once.
      const [to, start, end] = [kept, from, element];
      if (to !== start) this.#eachArray((array) => array.copyWithin(to, start, end));
      kept += end - start;
      from = element + 1;
    }
    const isMoved = kept !== this.#end;
    this.#end = kept;
    return isMoved;
  }

  clear(): void {
    this.first = this.last;
    this.#head = 0;
    this.#end = 0;
  }

  /** The first element whose id is not smaller. */
  #search(id: number): number {
    let low = this.#head;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.id[middle] ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Room for more; answers by how much the elements moved to the front. */
  #grow(): number {
    const moved = this.#head;
    const length = this.length;
    const capacity = Math.max(smallestCapacity, length * 2);
    const wider = <Kind extends { set: (from: Kind) => void; subarray: (from: number, to: number) => Kind }>(
      array: Kind,
      to: Kind,
    ): Kind => {
      to.set(array.subarray(moved, moved + length));
      return to;
    };
    this.id = wider<Float64Array<ArrayBuffer>>(this.id, new Float64Array(capacity));
    this.kindId = wider<Uint32Array<ArrayBuffer>>(this.kindId, new Uint32Array(capacity));
    this.startedAt = wider<Float64Array<ArrayBuffer>>(this.startedAt, new Float64Array(capacity));
    this.epoch = wider<Uint32Array<ArrayBuffer>>(this.epoch, new Uint32Array(capacity));
    this.sent = wider<Float64Array<ArrayBuffer>>(this.sent, new Float64Array(capacity));
    this.decidedMs = wider<Float32Array<ArrayBuffer>>(this.decidedMs, new Float32Array(capacity));
    this.#head = 0;
    this.#end = length;
    return moved;
  }

  #eachArray(work: (array: Float64Array | Uint32Array | Float32Array) => unknown): void {
    for (const array of [this.id, this.kindId, this.startedAt, this.epoch, this.sent, this.decidedMs])
      work(array);
  }
}
