/**
 * Records on their way to the worker, in order. Bounded: when the disk cannot keep up, the oldest that are not yet
 * written go, and are counted.
 */
import type { JournalRecord } from './journal-record.ts';

export class WriteQueue {
  readonly #limit: number;
  #records: JournalRecord[] = [];
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#records.length;
  }

  push(record: JournalRecord): void {
    this.#records.push(record);
    if (this.#records.length <= this.#limit) return;
    // A sixteenth at once: taking the first off an array, one by one, moves all the others each time.
    const excess = this.#records.length - this.#limit + Math.floor(this.#limit / 16);
    this.#records.splice(0, excess);
    this.#dropped += excess;
  }

  /** Takes up to `most` of the oldest out. */
  take(most: number): JournalRecord[] {
    return this.#records.splice(0, most);
  }

  /** Forgets what waits; answers how many that were. */
  empty(): number {
    return this.take(this.#records.length).length;
  }

  /** How many went since this was last asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }
}
