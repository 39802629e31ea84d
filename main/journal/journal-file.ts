/**
 * Opens the journal's file: one process at a time, readable by its owner only. A file that is damaged, or is no journal, is set aside
 * under another name and a new one begun; one from a newer version is left as it is, and this version writes beside
 * it. Nothing here opens the file itself: on POSIX, closing any handle of a file drops SQLite's lock on it.
 */
import { chmodSync, existsSync, mkdirSync, openSync, closeSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorText } from '../../common/error-text.ts';
import type { Failure, Notice } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { migrate, migrations } from './migrations.ts';
import { sqliteTrouble, type Database, type Sqlite } from './sqlite.ts';

export type JournalNotice = Pick<Notice, 'level' | 'title' | 'text'>;

export interface OpenedJournal {
  readonly database: Database;
  /** null: in memory. */
  readonly path: string | null;
  readonly notices: readonly JournalNotice[];
}

/** `PINS`, at offset 68 of the file: what `file` and other programs tell a journal by. */
const applicationId = 0x50_49_4e_53;
/** Checked whole up to here (a third of a second); a larger file is believed until a read says otherwise. */
const checkedWholeBytes = 64 * 1024 * 1024;
/** A window that is closing gives up its lock within this time. */
const lockTimeoutMs = 1_000;
const walPages = 1_000;

export interface JournalFileOptions {
  /** null: in memory only. */
  readonly folder: string | null;
  readonly steps?: readonly string[];
  readonly now?: () => number;
}

type Attempt =
  | { readonly kind: 'opened'; readonly database: Database }
  | { readonly kind: 'damaged' | 'newer'; readonly why: string };

/** Expected failures: `journal-in-use`, `journal-unusable`. */
export function openJournalFile(
  sqlite: Sqlite,
  { folder, steps = migrations, now = Date.now }: JournalFileOptions,
): Result<OpenedJournal, Failure> {
  const notices: JournalNotice[] = [];
  try {
    if (folder === null) {
      const database = sqlite.open(':memory:');
      database.exec('PRAGMA auto_vacuum = INCREMENTAL');
      prepare(database);
      migrate(database, steps);
      return success({ database, path: null, notices });
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    let path = join(folder, 'journal.sqlite');
    let attempt = open(sqlite, path, steps);
    if (attempt.kind === 'newer') {
      const newer = path;
      path = join(folder, `journal.schema-${steps.length}.sqlite`);
      notices.push({
        level: 'warning',
        title: 'The journal is from a newer version',
        text: `${newer} was written by a newer version of Pinspect (${attempt.why}) and is left as it is. This version records to ${basename(path)} beside it.`,
      });
      attempt = open(sqlite, path, steps);
    }
    if (attempt.kind !== 'opened') {
      notices.push(setAside(path, attempt.why, now()));
      attempt = open(sqlite, path, steps);
    }
    if (attempt.kind !== 'opened') return failure(unusable(path, attempt.why));
    return success({ database: attempt.database, path, notices });
  } catch (error) {
    if (sqliteTrouble(error) === 'in-use') {
      return failure({
        code: 'journal-in-use',
        message: `Another process has the journal in ${folder ?? 'memory'} open.`,
        advice: 'Close the other Pinspect window, or start this one with another data folder.',
      });
    }
    return failure(unusable(folder ?? 'memory', errorText(error)));
  }
}

const unusable = (where: string, why: string): Failure => ({
  code: 'journal-unusable',
  message: `The journal in ${where} cannot be opened or begun: ${why}.`,
  advice: 'See that the folder can be written and that the disk has room.',
});

/** Moves a closed file and its log away; the answer is what the person has to know. */
export function setAside(path: string, why: string, at: number): JournalNotice {
  const stem = path.replace(
    /\.sqlite$/,
    `.damaged-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}`,
  );
  let target = `${stem}.sqlite`;
  for (let number = 2; existsSync(target); number += 1) target = `${stem}-${number}.sqlite`;
  renameSync(path, target);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return {
    level: 'error',
    title: 'The journal was damaged',
    text: `The journal could not be read (${why}). It was set aside as ${target}, and a new one was begun.`,
  };
}

function open(sqlite: Sqlite, path: string, steps: readonly string[]): Attempt {
  if (existsSync(path)) chmodSync(path, 0o600);
  else closeSync(openSync(path, 'wx', 0o600));
  const database = sqlite.open(path);
  try {
    const attempt = examine(database, path, steps);
    if (attempt.kind !== 'opened') database.close();
    return attempt;
  } catch (error) {
    database.close();
    if (sqliteTrouble(error) !== 'damaged') throw error;
    return { kind: 'damaged', why: errorText(error) };
  }
}

function examine(database: Database, path: string, steps: readonly string[]): Attempt {
  // Exclusive before the first read: the lock is then held until the file is closed, and the log's index is in memory.
  database.exec(`PRAGMA busy_timeout = ${lockTimeoutMs}; PRAGMA locking_mode = EXCLUSIVE`);
  const isNew = database.pragma('schema_version') === 0;
  if (!isNew && database.pragma('application_id') !== applicationId) {
    return { kind: 'damaged', why: 'it is not a journal of Pinspect' };
  }
  const version = database.pragma('user_version');
  if (version > steps.length) {
    return { kind: 'newer', why: `format ${version}, this version knows ${steps.length}` };
  }
  // Before anything is written: a damaged file is set aside as it was found.
  if (!isNew && statSync(path).size <= checkedWholeBytes) {
    const finding = String(Object.values(database.statement('PRAGMA quick_check(1)').get() ?? {})[0]);
    if (finding !== 'ok') return { kind: 'damaged', why: finding };
  }
  if (isNew) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  prepare(database);
  if (isNew) database.exec(`PRAGMA application_id = ${applicationId}`);
  else if (version < steps.length) backUp(database, path, version);
  migrate(database, steps);
  return { kind: 'opened', database };
}

function prepare(database: Database): void {
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;
    PRAGMA wal_autocheckpoint = ${walPages};
    PRAGMA journal_size_limit = ${walPages * 4_096}
  `);
}

/** The state before a migration, in a file of its own: `journal.before-schema-2.sqlite`. */
function backUp(database: Database, path: string, version: number): void {
  const target = path.replace(/\.sqlite$/, `.before-schema-${version + 1}.sqlite`);
  rmSync(target, { force: true });
  closeSync(openSync(target, 'wx', 0o600));
  database.statement('VACUUM INTO ?').run(target);
}
