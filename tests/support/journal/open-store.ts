import { onTestFinished } from 'vitest';
import { openJournalFile } from '../../../main/journal/journal-file.ts';
import { JournalStore } from '../../../main/journal/journal-store.ts';
import { loadSqlite, type Database } from '../../../main/journal/sqlite.ts';

/** A journal's core without its thread; closed when the test ends. */
export async function openStore(
  folder: string | null,
): Promise<{ database: Database; store: JournalStore; path: string | null }> {
  const opened = openJournalFile(await loadSqlite(), { folder });
  if (!opened.ok) throw new Error(opened.error.message);
  const { database, path } = opened.value;
  onTestFinished(() => {
    database.close();
  });
  return { database, path, store: new JournalStore(database) };
}
