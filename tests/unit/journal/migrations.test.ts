import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openJournalFile } from '../../../main/journal/journal-file.ts';
import { JournalStore } from '../../../main/journal/journal-store.ts';
import { migrations } from '../../../main/journal/migrations.ts';
import { loadSqlite, type Database } from '../../../main/journal/sqlite.ts';
import { sampleConnection } from '../../support/journal/sample-records.ts';

const later = [
  ...migrations,
  'ALTER TABLE connections ADD COLUMN colour TEXT',
  'CREATE TABLE third (id INTEGER)',
];

async function begunJournal(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pinspect-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const database = await open(folder, migrations);
  new JournalStore(database).write([{ kind: 'connection', record: sampleConnection(1) }]);
  database.close();
  return folder;
}

async function open(folder: string, steps: readonly string[]): Promise<Database> {
  const opened = openJournalFile(await loadSqlite(), { folder, steps });
  if (!opened.ok) throw new Error(opened.error.message);
  expect(opened.value.notices).toEqual([]);
  return opened.value.database;
}

test('a journal of an earlier version is brought forward, and kept as it was in a file for its owner only', async () => {
  const folder = await begunJournal();
  const database = await open(folder, later);
  const backup = join(folder, `journal.before-schema-${migrations.length + 1}.sqlite`);
  const earlier = (await loadSqlite()).open(backup);
  const facts = {
    version: database.pragma('user_version'),
    row: { ...database.statement('SELECT id, colour FROM connections').get() },
    backupVersion: earlier.pragma('user_version'),
    backupRow: { ...earlier.statement('SELECT id FROM connections').get() },
    backupMode: (await stat(backup)).mode & 0o777,
  };
  earlier.close();
  database.close();
  expect(facts).toEqual({
    version: migrations.length + 2,
    row: { id: 1, colour: null },
    backupVersion: migrations.length,
    backupRow: { id: 1 },
    backupMode: 0o600,
  });
});

test('a migration that fails leaves the journal in its version, with all rows', async () => {
  const folder = await begunJournal();
  const failed = openJournalFile(await loadSqlite(), { folder, steps: [...later, 'NOT SQL'] });
  expect(failed).toMatchObject({ ok: false, error: { code: 'journal-unusable' } });
  const database = await open(folder, migrations);
  expect([
    database.pragma('user_version'),
    database.statement('SELECT id FROM connections').all().length,
  ]).toEqual([migrations.length, 1]);
  database.close();
});

test('a new journal has no backup, and frees the pages it no longer needs', async () => {
  const folder = await begunJournal();
  const database = await open(folder, migrations);
  const incremental = 2;
  expect([database.pragma('auto_vacuum'), await readdir(folder)]).toEqual([
    incremental,
    expect.not.arrayContaining([expect.stringContaining('before')]),
  ]);
  database.close();
});

test('a folder that cannot be is an expected failure', async () => {
  const folder = join(await begunJournal(), 'journal.sqlite', 'below-a-file');
  expect(openJournalFile(await loadSqlite(), { folder })).toMatchObject({
    ok: false,
    error: { code: 'journal-unusable' },
  });
});
