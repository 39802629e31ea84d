/** Addresses before and after the page that were visited in epochs which have ended: a new view knows none of them. */
const kept = 50;

export interface Visited {
  readonly urls: readonly string[];
  /** Index of the address it is at. */
  readonly at: number;
}

export class CarriedHistory {
  #before: readonly string[] = [];
  #after: readonly string[] = [];

  get canGoBack(): boolean {
    return this.#before.length > 0;
  }

  get canGoForward(): boolean {
    return this.#after.length > 0;
  }

  /** A view has ended at `urls[at]`; the next one begins with `next`, most often the same. */
  carry({ urls, at }: Visited, next: string): void {
    const isSame = urls.length === 0 || urls[at] === next;
    this.#before = [...this.#before, ...urls.slice(0, isSame ? at : at + 1)].slice(-kept);
    this.#after = isSame ? [...urls.slice(at + 1), ...this.#after].slice(0, kept) : [];
  }

  /** Where back leads from `current`; null: nowhere. */
  back(current: string): string | null {
    const url = this.#before.at(-1);
    if (url === undefined) return null;
    this.#before = this.#before.slice(0, -1);
    this.#after = [current, ...this.#after];
    return url;
  }

  forward(current: string): string | null {
    const [url] = this.#after;
    if (url === undefined) return null;
    this.#after = this.#after.slice(1);
    this.#before = [...this.#before, current];
    return url;
  }

  /** The page went somewhere new: what was after it is no more. */
  branch(): void {
    this.#after = [];
  }
}
