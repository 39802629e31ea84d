import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openJournal, type Journal, type JournalOptions } from '../../../main/journal/journal.ts';
import type { JournalNotice } from '../../../main/journal/journal-file.ts';
import type { WrittenRows } from '../../../main/journal/journal-writer.ts';
import { bundledJournal } from './bundle-journal.ts';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pinspect-journal-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface OpenedForTest {
  readonly journal: Journal;
  readonly notices: readonly JournalNotice[];
  readonly written: readonly WrittenRows[];
  /** Settles when all that was recorded is on disk. */
  readonly settled: () => Promise<void>;
}

/** Opens a journal that is closed when the test ends; a journal that does not open fails the test. */
export async function openForTest(
  folder: string | null,
  changes: Partial<JournalOptions> = {},
): Promise<OpenedForTest> {
  const notices: JournalNotice[] = [];
  const written: WrittenRows[] = [];
  const opened = await openJournal({
    folder,
    workerUrl: await bundledJournal('journal-worker'),
    onWritten: (rows) => written.push(rows),
    onNotice: (notice) => notices.push(notice),
    ...changes,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const journal = opened.value;
  onTestFinished(() => journal.close());
  const settled = async (): Promise<void> => {
    // Written in order: once this one is, so is what came before it.
    const id = journal.nextId('request');
    journal.record.request({ ...markerRequest, id });
    while (!written.some(({ requests }) => requests.some((request) => request.id === id))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { journal, notices, written, settled };
}

const markerRequest = {
  startedAt: Date.UTC(2099, 0, 1),
  epoch: 0,
  method: 'GET',
  url: 'https://marker.invalid/',
  pageUrl: null,
  resourceType: 'probe',
  status: null,
  error: null,
  fromCache: false,
  durationMs: null,
  connectionId: null,
  possibleConnectionIds: [],
};
