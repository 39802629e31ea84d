/**
 * The one door to SQLite: `node:sqlite` where it is built in (Node 22.13 and later, Electron 45), and
 * `@photostructure/sqlite`, which has the same API as native code, where it is not (Node 20, Electron 33).
 * Statements are prepared once a database and kept.
 */
import { isBuiltin } from 'node:module';

export type SqlValue = string | number | null;
export type Row = Record<string, unknown>;

export interface Statement {
  run(...values: SqlValue[]): unknown;
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
}

interface NativeDatabase {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export interface Sqlite {
  readonly name: 'node:sqlite' | '@photostructure/sqlite';
  readonly open: (path: string) => Database;
}

export class Database {
  readonly #native: NativeDatabase;
  readonly #statements = new Map<string, Statement>();

  constructor(native: NativeDatabase) {
    this.#native = native;
  }

  exec(sql: string): void {
    this.#native.exec(sql);
  }

  /** For SQL text that is constant: each text is prepared once and kept until the database is closed. */
  statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#native.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** For SQL text that is made for one question, such as a person's filter: prepared, asked and let go. */
  query(sql: string, values: readonly SqlValue[]): Row[] {
    return this.#native.prepare(sql).all(...values);
  }

  /** The number a pragma answers with. */
  pragma(name: string): number {
    const row = this.#native.prepare(`PRAGMA ${name}`).get();
    return Number(Object.values(row ?? {})[0]);
  }

  /** Runs in one transaction; whatever throws inside undoes all of it. */
  transaction<Value>(run: () => Value): Value {
    this.#native.exec('BEGIN IMMEDIATE');
    try {
      const value = run();
      this.#native.exec('COMMIT');
      return value;
    } catch (error) {
      try {
        this.#native.exec('ROLLBACK');
      } catch {
        // A full disk or a damaged file has already ended the transaction; the first error is the one that counts.
      }
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#native.close();
  }
}

/** Node announces `node:sqlite` as experimental on stderr, once; a person who reads stderr can do nothing about it. */
async function withoutExperimentalWarning<Value>(load: () => Promise<Value>): Promise<Value> {
  const emitWarning = process.emitWarning.bind(process);
  const quiet = (...words: unknown[]): void => {
    if (words[1] !== 'ExperimentalWarning') (emitWarning as (...all: unknown[]) => void)(...words);
  };
  process.emitWarning = quiet;
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

export async function loadSqlite(): Promise<Sqlite> {
  if (isBuiltin('node:sqlite')) {
    const { DatabaseSync } = await withoutExperimentalWarning(() => import('node:sqlite'));
    return {
      name: 'node:sqlite',
      open: (path) => new Database(new DatabaseSync(path)),
    };
  }
  const { DatabaseSync } = await import('@photostructure/sqlite');
  return {
    name: '@photostructure/sqlite',
    open: (path) => new Database(new DatabaseSync(path)),
  };
}

/** What an SQLite error means for the journal, by primary result code (sqlite.org/rescode.html). */
export type SqliteTrouble = 'damaged' | 'in-use' | 'disk-full' | 'read-only' | 'unreadable' | 'bad-value';

const troubles: Readonly<Record<number, SqliteTrouble>> = {
  5: 'in-use', // SQLITE_BUSY
  6: 'in-use', // SQLITE_LOCKED
  8: 'read-only', // SQLITE_READONLY
  10: 'unreadable', // SQLITE_IOERR
  11: 'damaged', // SQLITE_CORRUPT
  13: 'disk-full', // SQLITE_FULL
  14: 'unreadable', // SQLITE_CANTOPEN
  18: 'bad-value', // SQLITE_TOOBIG
  19: 'bad-value', // SQLITE_CONSTRAINT
  20: 'bad-value', // SQLITE_MISMATCH
  26: 'damaged', // SQLITE_NOTADB
};

/** null: not SQLite's complaint about the file or a value, so a bug. */
export function sqliteTrouble(error: unknown): SqliteTrouble | null {
  if (!(error instanceof Error)) return null;
  if ('errcode' in error && typeof error.errcode === 'number') return troubles[error.errcode & 0xff] ?? null;
  // A value that neither driver can bind (undefined, an object) never reaches SQLite.
  return 'code' in error && error.code === 'ERR_INVALID_ARG_TYPE' ? 'bad-value' : null;
}
