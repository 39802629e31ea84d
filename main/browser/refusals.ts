import type { BrowserRefusal } from '../../common/ipc/browser-state.ts';

const kept = 50;

/** What pages asked for and did not get: once each, however often. */
export class Refusals {
  readonly #all = new Map<string, BrowserRefusal>();
  #lastId = 0;

  /** Newest first. */
  get list(): readonly BrowserRefusal[] {
    return [...this.#all.values()].reverse();
  }

  add(origin: string, what: string): void {
    const key = `${origin} ${what}`;
    const times = (this.#all.get(key)?.times ?? 0) + 1;
    this.#lastId += 1;
    this.#all.delete(key);
    this.#all.set(key, { id: this.#lastId, origin, what, times });
    const [oldest] = this.#all.keys();
    if (this.#all.size > kept && oldest !== undefined) this.#all.delete(oldest);
  }

  clear(): void {
    this.#all.clear();
  }
}
