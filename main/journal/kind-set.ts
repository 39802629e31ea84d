/** Which kinds a filter takes, and which bounds on a row's numbers and pages: the whole of a filter, ready for a pass over the rows. */
import type { Filter } from '../../common/filter/filter.ts';
import { compileFilter, type CompiledFilter, type RowBound } from './filter-sql.ts';
import type { AskingPages } from './asking-pages.ts';
import { PageSet } from './page-set.ts';
import type { RowIndex } from './row-index.ts';
import type { Database } from './sqlite.ts';

const kindSql = 'SELECT kind.id FROM connectionKinds AS kind JOIN hosts ON hosts.id = kind.hostId WHERE';

export class KindSet {
  readonly #database: Database;
  readonly #compiled: CompiledFilter;
  readonly #pages: readonly PageSet[];
  /** 1: taken, by kind id. */
  #taken: Uint8Array;
  /** The largest id that was asked about. */
  #known: number;

  constructor(database: Database, filter: Filter, now: number, pages: AskingPages) {
    this.#database = database;
    this.#compiled = compileFilter(filter, now);
    this.#pages = this.#compiled.pages.map((bound) => new PageSet(pages, bound));
    this.#known = largestKindId(database);
    this.#taken = new Uint8Array(this.#known + smallestGrowth);
    this.#ask('');
  }

  /** No condition at all. */
  get takesAll(): boolean {
    const { kinds, rows, pages } = this.#compiled;
    return kinds.where === 'true' && rows.length === 0 && pages.length === 0;
  }

  takes(index: RowIndex, element: number): boolean {
    const kindId = index.kindId[element] ?? 0;
    if (kindId > this.#known) this.#learn(kindId);
    if (this.#taken[kindId] !== 1) return false;
    for (const bound of this.#compiled.rows) {
      if (isWithin(bound, index[bound.of][element] ?? 0) === bound.isNegated) return false;
    }
    for (const pages of this.#pages) if (!pages.takes(index.id[element] ?? 0)) return false;
    return true;
  }

  /** A kind that came up since. */
  #learn(kindId: number): void {
    if (kindId >= this.#taken.length) {
      const wider = new Uint8Array(kindId * 2);
      wider.set(this.#taken);
      this.#taken = wider;
    }
    this.#ask(`kind.id > ${this.#known} AND`);
    this.#known = Math.max(kindId, largestKindId(this.#database));
  }

  #ask(scope: string): void {
    const { where, values } = this.#compiled.kinds;
    for (const { id } of this.#database.query(`${kindSql} ${scope} ${where}`, values)) {
      this.#taken[Number(id)] = 1;
    }
  }
}

const smallestGrowth = 1_024;

const largestKindId = (database: Database): number =>
  Number(database.statement('SELECT max(id) AS id FROM connectionKinds').get()?.id ?? 0);

const isWithin = ({ ranges }: RowBound, value: number): boolean =>
  ranges.some(({ from, to }) => value >= from && value <= to);
