/**
 * The rows of one filter, oldest first, kept up as rows come, change and go. An entry's number is counted from the
 * first one that ever was in the view: it stays when newer rows come or the oldest go, so that whoever holds rows
 * by number need forget only those from `changedFrom` on.
 */
import type { KindSet } from './kind-set.ts';
import type { RowIndex } from './row-index.ts';

/** Nothing before it changed. */
export const nothingChanged = Number.MAX_SAFE_INTEGER;

export class RowView {
  readonly #index: RowIndex;
  readonly #kinds: KindSet;
  /** Places in the index; null: every row, and an entry's number is its place. */
  #places: Int32Array<ArrayBuffer> | null = null;
  #head = 0;
  #end = 0;
  #first = 0;

  constructor(index: RowIndex, kinds: KindSet) {
    this.#index = index;
    this.#kinds = kinds;
    this.rebuild();
  }

  get first(): number {
    return this.#places === null ? this.#index.first : this.#first;
  }

  get total(): number {
    return this.#places === null ? this.#index.length : this.#end - this.#head;
  }

  /** The place of an entry; -1: there is none of this number. */
  placeAt(number: number): number {
    if (number < this.first || number >= this.first + this.total) return -1;
    return this.#places === null ? number : (this.#places[number - this.#first + this.#head] ?? -1);
  }

  /** The number of the entry for this place; -1: the row is not in the view. */
  numberOf(place: number): number {
    if (this.#places === null) return place;
    const at = this.#search(place);
    return at < this.#end && this.#places[at] === place ? at - this.#head + this.#first : -1;
  }

  /** Passes over all rows. */
  rebuild(): void {
    const index = this.#index;
    this.#first = this.#head = this.#end = 0;
    if (this.#kinds.takesAll) {
      this.#places = null;
      return;
    }
    let places = new Int32Array(index.length + 64);
    let count = 0;
    for (let place = index.first; place < index.last; place += 1) {
      if (this.#kinds.takes(index, index.element(place))) {
        places[count] = place;
        count += 1;
      }
    }
    places = places.slice(0, Math.max(64, Math.min(places.length, count * 2)));
    this.#places = places;
    this.#end = count;
  }

  /** After the row at this place came or changed; answers the first number whose entry is another one than before. */
  onPut(place: number): number {
    if (this.#places === null) return nothingChanged;
    const isIn = this.numberOf(place) !== -1;
    const belongs = this.#kinds.takes(this.#index, this.#index.element(place));
    if (isIn === belongs) return nothingChanged;
    const at = this.#search(place);
    if (belongs) this.#insert(at, place);
    else {
      this.#places.copyWithin(at, at + 1, this.#end);
      this.#end -= 1;
    }
    // At the end nothing was displaced: the entry is just there.
    return belongs && at === this.#end - 1 ? nothingChanged : at - this.#head + this.#first;
  }

  /** After the oldest rows went. */
  onOldestGone(): void {
    if (this.#places === null) return;
    while (this.#head < this.#end && (this.#places[this.#head] ?? 0) < this.#index.first) {
      this.#head += 1;
      this.#first += 1;
    }
  }

  #insert(at: number, place: number): void {
    let places = this.#places ?? new Int32Array(64);
    if (this.#end === places.length) {
      const wider = new Int32Array(places.length * 2);
      wider.set(places);
      places = wider;
    }
    places.copyWithin(at + 1, at, this.#end);
    places[at] = place;
    this.#end += 1;
    this.#places = places;
  }

  #search(place: number): number {
    let low = this.#head;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#places?.[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
