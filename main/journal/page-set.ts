/**
 * `page:`, a condition on the pages whose requests went over a connection. Without a star it is part of the page's address; with
 * one, all of the address or all of its host. Case does not matter. Sets of pages are judged once each.
 */
import type { AskingPages } from './asking-pages.ts';
import { hostText, type PageBound } from './filter-sql.ts';

export class PageSet {
  readonly #pages: AskingPages;
  readonly #bound: PageBound;
  /** 1: it matches; by page number. */
  #matching = new Uint8Array(0);
  /** 1: one of its pages matches; by set. */
  #taken = new Uint8Array(0);

  constructor(pages: AskingPages, bound: PageBound) {
    this.#pages = pages;
    this.#bound = bound;
  }

  takes(connectionId: number): boolean {
    const set = this.#pages.setOf(connectionId);
    if (set >= this.#taken.length) this.#learn();
    return (this.#taken[set] === 1) !== this.#bound.isNegated;
  }

  /** What came up since. */
  #learn(): void {
    const { urls, sets } = this.#pages;
    const known = this.#matching.length;
    this.#matching = longer(this.#matching, urls.length);
    for (let page = known; page < urls.length; page += 1)
      this.#matching[page] = Number(this.#bound.values.some((value) => isPage(urls[page] ?? '', value)));
    const judged = this.#taken.length;
    this.#taken = longer(this.#taken, sets);
    for (let set = judged; set < sets; set += 1) {
      const parts = this.#pages.partsOf(set);
      const takes = parts !== null && (this.#matching[parts.page] === 1 || this.#taken[parts.rest] === 1);
      this.#taken[set] = Number(takes);
    }
  }
}

const longer = (bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(length);
  all.set(bytes);
  return all;
};

const isPage = (url: string, value: string): boolean => {
  const wanted = hostText(value);
  const address = url.toLowerCase();
  if (!wanted.includes('*')) return address.includes(wanted);
  return isLike(address, wanted) || (URL.canParse(url) && isLike(new URL(url).hostname, wanted));
};

/** The whole text; each star stands for any run of characters. In time with the text's length, whatever the pattern. */
const isLike = (text: string, pattern: string): boolean => {
  const parts = pattern.split('*');
  const first = parts.shift() ?? '';
  const last = parts.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
};
