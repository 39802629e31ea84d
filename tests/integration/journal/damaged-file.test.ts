import { open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrations } from '../../../main/journal/migrations.ts';
import { loadSqlite } from '../../../main/journal/sqlite.ts';
import { sampleConnection, sampleVerification } from '../../support/journal/sample-records.ts';
import { openForTest, temporaryFolder } from '../../support/journal/temporary-journal.ts';

const newest = { before: null, limit: 10, host: '', verdicts: [] } as const;
const pageBytes = 4_096;

/** A closed journal of some hundred pages, or more with longer texts; answers its path. */
async function writtenJournal(folder: string, reason = 'a reason'): Promise<string> {
  const { journal } = await openForTest(folder, { queueLimit: 100_000 });
  for (let id = 1; id <= 1_500; id += 1) {
    journal.record.verification(sampleVerification(id));
    journal.record.connection(
      sampleConnection(id, { verificationId: id, host: `h${id}.example.com`, reason }),
    );
  }
  await journal.close();
  return join(folder, 'journal.sqlite');
}

async function overwrite(path: string, position: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, position);
  await file.close();
}

const damages: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'half of it is missing': async (path) => truncate(path, Math.floor((await stat(path)).size / 2)),
  'it ends within a page': async (path) => truncate(path, (await stat(path)).size - 1_000),
  'its header is garbage': (path) => overwrite(path, 0, Buffer.alloc(100, 0x5a)),
  'it is no database at all': (path) => writeFile(path, 'this was never a database\n'.repeat(500)),
  'a page of it has another kind': async (path) => {
    // The first byte of a page is its kind (fileformat2, 1.6); bit 3 makes a leaf of an inner page and back.
    const [kind = 0] = (await readFile(path)).subarray(20 * pageBytes);
    await overwrite(path, 20 * pageBytes, Uint8Array.of(kind ^ 8));
  },
};

for (const [damage, apply] of Object.entries(damages)) {
  test(`a journal is set aside with a notice and a new one begun when ${damage}`, async () => {
    const folder = await temporaryFolder();
    const path = await writtenJournal(folder);
    await apply(path);
    const damaged = await readFile(path);

    const { journal, notices, settled } = await openForTest(folder);
    journal.record.connection(sampleConnection(1));
    await settled();
    const asides = (await readdir(folder)).filter((name) => /^journal\.damaged-[\dT-]+\.sqlite$/.test(name));
    expect({
      notices: notices.map(({ level, title }) => ({ level, title })),
      asides: asides.length,
      isNoticeNamingIt: notices[0]?.text.includes(asides[0] ?? 'none'),
      isKeptAsItWas: (await readFile(join(folder, asides[0] ?? 'none'))).equals(damaged),
      rows: (await journal.connectionsPage(newest)).rows.length,
    }).toEqual({
      notices: [{ level: 'error', title: 'The journal was damaged' }],
      asides: 1,
      isNoticeNamingIt: true,
      isKeptAsItWas: true,
      rows: 1,
    });
  });
}

test('a database of another program is not written into', async () => {
  const folder = await temporaryFolder();
  const database = (await loadSqlite()).open(join(folder, 'journal.sqlite'));
  database.exec('CREATE TABLE other (value TEXT)');
  database.close();
  const { notices } = await openForTest(folder);
  expect(notices.map(({ text }) => text.includes('it is not a journal of Pinspect'))).toEqual([true]);
});

test('damage that shows while the journal is in use sets it aside too, and recording goes on', async () => {
  const folder = await temporaryFolder();
  // More than SQLite keeps in memory, so that it has to read.
  const path = await writtenJournal(folder, 'a long reason'.repeat(500));
  const { journal, notices, settled } = await openForTest(folder);
  const { size } = await stat(path);
  // All but the first page: what the opening read of the schema stays, every later read of a table fails.
  await overwrite(path, pageBytes, Buffer.alloc(size - pageBytes, 0xff));
  expect((await journal.connectionsPage({ ...newest, host: 'h77.' })).rows).toEqual([]);
  journal.record.connection(sampleConnection(2_000));
  await settled();
  expect((await journal.connectionsPage(newest)).rows.map(({ id }) => id)).toEqual([2_000]);
  expect(notices.map(({ title }) => title)).toEqual(['The journal was damaged']);
});

test('an empty file, as a crash in the first moment leaves it, becomes a journal', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'journal.sqlite'), '');
  const { journal, notices, settled } = await openForTest(folder);
  journal.record.connection(sampleConnection(1));
  await settled();
  expect({ notices, rows: (await journal.connectionsPage(newest)).rows.length }).toEqual({
    notices: [],
    rows: 1,
  });
});

test('a journal of a newer version stays as it is, and this version records beside it, each time', async () => {
  const folder = await temporaryFolder();
  const path = await writtenJournal(folder);
  const database = (await loadSqlite()).open(path);
  database.exec('PRAGMA user_version = 999');
  database.close();
  const before = await readFile(path);

  const first = await openForTest(folder);
  first.journal.record.connection(sampleConnection(5));
  await first.journal.close();
  const second = await openForTest(folder);
  expect({
    isUntouched: (await readFile(path)).equals(before),
    files: (await readdir(folder)).filter((name) => name.endsWith('.sqlite')).sort(),
    rows: (await second.journal.connectionsPage(newest)).rows.map(({ id }) => id),
    titles: [...first.notices, ...second.notices].map(({ title }) => title),
  }).toEqual({
    isUntouched: true,
    files: [`journal.schema-${migrations.length}.sqlite`, 'journal.sqlite'],
    rows: [5],
    titles: ['The journal is from a newer version', 'The journal is from a newer version'],
  });
});
