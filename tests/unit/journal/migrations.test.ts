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

test('connections from before are found by what weakened them, and those beside them are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pinspect-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const before = await open(folder, migrations.slice(0, 5));
  const kindColumns = `hostId, port, routeText, protocol, verdict, action, remembered`;
  before.exec(`
    INSERT INTO hosts (id, name) VALUES (1, 'api.example.com');
    INSERT INTO connectionKinds (id, signature, ${kindColumns}, hasSent)
      VALUES (7, json_array(1, 443, NULL, 'direct', NULL, 'tls', NULL, NULL, NULL, NULL, 'unpinned', 'allowed', 0, NULL,
        NULL, 0, NULL, NULL, NULL), 1, 443, 'direct', 'tls', 'unpinned', 'allowed', 0, 0);`);
  const verification = (id: number, trustedBy: string, why: string): void => {
    before
      .statement(
        `INSERT INTO verifications (id, at, epoch, host, evaluation, action, chromiumErrorCode, chromiumResult,
           isIssuedByKnownRoot, trustedByKind, reason) VALUES (?, 1, 1, 'api.example.com', ?, 'allowed', -202, '', 0, ?, '')`,
      )
      .run(id, why === 'damaged' ? '{' : JSON.stringify({ notInForce: [{ pattern: 'a', why }] }), trustedBy);
    before
      .statement(
        `INSERT INTO connections (id, startedAt, epoch, ${kindColumns}, verificationId, isNewVerification, reason,
           bytesSent, bytesReceived, applicationBytesSent, kindId)
         VALUES (?, 1, 1, 1, 443, 'direct', 'tls', 'unpinned', 'allowed', 0, ?, 1, '', 0, 0, 0, 7)`,
      )
      .run(id, id);
  };
  verification(1, 'chromium', 'off');
  verification(2, 'chromium', 'expired on 2026-01-01');
  verification(3, 'this-run', 'off');
  verification(4, 'chromium', 'damaged');
  before.close();
  const database = await open(folder, migrations);
  const kinds = database
    .statement(
      `SELECT connections.id, isTrustedByHand, hasEndedPins, signature FROM connections
       JOIN connectionKinds ON connectionKinds.id = kindId ORDER BY connections.id`,
    )
    .all();
  expect(kinds.map(({ id, isTrustedByHand, hasEndedPins }) => [id, isTrustedByHand, hasEndedPins])).toEqual([
    [1, 0, 0],
    [2, 0, 1],
    [3, 1, 0],
    [4, 0, 0],
  ]);
  expect(kinds.map(({ signature }) => (JSON.parse(String(signature)) as unknown[]).slice(18))).toEqual([
    [null, 0, 0, 0],
    [null, 0, 0, 1],
    [null, 0, 1, 0],
    [null, 0, 0, 0],
  ]);
  database.close();
});
