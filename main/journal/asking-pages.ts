/**
 * Which pages' requests went over each connection, or may have, in memory: the number of a set of pages for each connection. A set is another
 * set and one page more, and sets that are alike share what they begin with: a connection that a thousand pages use costs a thousand
 * small entries, and a filter by page is one pass over the sets and then one look a row.
 */
import type { Database, Row } from './sqlite.ts';

export interface AskingPage {
  readonly connectionId: number;
  readonly pageUrl: string;
}

const sliceRows = 20_000;

const sliceSql = `SELECT pageUrl, max(id) AS lastId, count(*) AS requests,
    json_group_array(DISTINCT connectionId) FILTER (WHERE connectionId IS NOT NULL) AS connectionIds
  FROM (SELECT pageUrl, id, connectionId FROM requests INDEXED BY requestsByPage
    WHERE pageUrl IS NOT NULL AND (pageUrl, id) > (?, ?) ORDER BY pageUrl, id LIMIT ${sliceRows})
  GROUP BY pageUrl ORDER BY pageUrl`;

/** Few: requests that one of several connections carried. */
const possibleSql = `SELECT pageUrl, json_group_array(DISTINCT one.value) AS connectionIds
  FROM requests INDEXED BY requestsByPossibleConnections, json_each(possibleConnectionIds) AS one
  WHERE possibleConnectionIds IS NOT NULL AND pageUrl IS NOT NULL GROUP BY pageUrl`;

/** The set without pages. */
const noPages = 0;

export class AskingPages {
  readonly #urls: string[] = [];
  readonly #numberOf = new Map<string, number>();
  /** Of each set: the page that it has more than `#rest`, which is the smaller number. */
  readonly #added: number[] = [-1];
  readonly #rest: number[] = [noPages];
  readonly #setWith = new Map<string, number>();
  /** By connection id, counted from the smallest one of the journal. */
  #setOf = new Uint32Array(1_024);
  readonly #smallestId: number;

  constructor(database: Database) {
    this.#smallestId = Number(database.statement('SELECT min(id) AS id FROM connections').get()?.id ?? 0);
  }

  /** Every page's address. */
  get urls(): readonly string[] {
    return this.#urls;
  }

  get sets(): number {
    return this.#added.length;
  }

  setOf(connectionId: number): number {
    return this.#setOf[connectionId - this.#smallestId] ?? noPages;
  }

  /** A set's page, and the set of its other pages; null: it has none. */
  partsOf(set: number): { readonly page: number; readonly rest: number } | null {
    return set === noPages ? null : { page: this.#added[set] ?? -1, rest: this.#rest[set] ?? noPages };
  }

  /** True: the connection had no request of this page before. */
  add({ connectionId, pageUrl }: AskingPage): boolean {
    const at = connectionId - this.#smallestId;
    if (at < 0) return false;
    const page = this.#pageNumber(pageUrl);
    const before = this.setOf(connectionId);
    if (this.#has(before, page)) return false;
    if (at >= this.#setOf.length) {
      const wider = new Uint32Array(Math.max(this.#setOf.length * 2, at + 1));
      wider.set(this.#setOf);
      this.#setOf = wider;
    }
    this.#setOf[at] = this.#with(before, page);
    return true;
  }

  /** Reads the whole journal, a slice a step. */
  *load(database: Database): Generator<undefined, void, undefined> {
    for (const row of database.statement(possibleSql).all()) this.#addRead(row);
    yield;
    let after: readonly [string, number] = ['', 0];
    for (;;) {
      let requests = 0;
      for (const row of database.statement(sliceSql).all(...after)) {
        this.#addRead(row);
        requests += Number(row.requests);
        after = [String(row.pageUrl), Number(row.lastId)];
      }
      if (requests < sliceRows) return;
      yield;
    }
  }

  #addRead({ pageUrl, connectionIds }: Row): void {
    for (const connectionId of JSON.parse(String(connectionIds)) as number[])
      this.add({ connectionId, pageUrl: String(pageUrl) });
  }

  #pageNumber(url: string): number {
    let number = this.#numberOf.get(url);
    if (number === undefined) {
      number = this.#urls.push(url) - 1;
      this.#numberOf.set(url, number);
    }
    return number;
  }

  #has(set: number, page: number): boolean {
    for (let rest = set; rest !== noPages; rest = this.#rest[rest] ?? noPages)
      if (this.#added[rest] === page) return true;
    return false;
  }

  #with(rest: number, page: number): number {
    const key = `${rest} ${page}`;
    let set = this.#setWith.get(key);
    if (set === undefined) {
      set = this.#added.push(page) - 1;
      this.#rest.push(rest);
      this.#setWith.set(key, set);
    }
    return set;
  }
}
