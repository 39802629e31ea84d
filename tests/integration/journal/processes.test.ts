import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openJournal } from '../../../main/journal/journal.ts';
import { loadSqlite } from '../../../main/journal/sqlite.ts';
import { bundledJournal } from '../../support/journal/bundle-journal.ts';
import { startJournalProcess } from '../../support/journal/start-journal-process.ts';
import { openForTest, temporaryFolder } from '../../support/journal/temporary-journal.ts';

const node24 = process.env.PINSPECT_NODE24;

test.each([300, 700, 1_100])(
  'kill -9 after %i ms of recording loses at most the last 100 ms, and not the file',
  async (recordingMs) => {
    const folder = await temporaryFolder();
    const recorder = await startJournalProcess('record-forever', folder);
    await recorder.until((fact) => Number(fact.id) > 20);
    await delay(recordingMs);
    recorder.child.kill('SIGKILL');
    await recorder.ended;
    const recorded = recorder.facts.flatMap(({ id, at }) =>
      id === undefined ? [] : [{ id, at: Number(at) }],
    );
    const lastMoment = Math.max(...recorded.map(({ at }) => at));

    const { journal, notices } = await openForTest(folder);
    const { rows } = await journal.connectionsPage({ before: null, limit: 1_000, host: '', verdicts: [] });
    const kept = new Set<unknown>(rows.map(({ id }) => id));
    const lost = recorded.filter(({ id }) => !kept.has(id));
    const detail = await journal.connectionDetail(1);
    await journal.close();
    const database = (await loadSqlite()).open(`${folder}/journal.sqlite`);
    const integrity = database.statement('PRAGMA integrity_check').all();
    database.close();
    expect(recorded.length).toBeGreaterThan(20);
    expect({
      lostBeforeTheLast100Ms: lost.filter(({ at }) => at < lastMoment - 100),
      notices,
      integrity,
      hasItsVerification: detail.ok && detail.value.verification?.id === 1,
    }).toEqual({
      lostBeforeTheLast100Ms: [],
      notices: [],
      integrity: [{ integrity_check: 'ok' }],
      hasItsVerification: true,
    });
  },
);

test('a second process is told that the journal is in use, and the first goes on', async () => {
  const folder = await temporaryFolder();
  const recorder = await startJournalProcess('record-forever', folder);
  await recorder.until((fact) => 'id' in fact);
  const second = await openJournal({
    folder,
    workerUrl: await bundledJournal('journal-worker'),
    onWritten: () => undefined,
    onNotice: () => undefined,
  });
  expect(second).toMatchObject({ ok: false, error: { code: 'journal-in-use' } });
  const before = recorder.facts.length;
  await recorder.until((fact) => Number(fact.id) > before + 20);
  expect(recorder.facts.filter((fact) => 'notice' in fact)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'a disk that takes no more is told once, recording goes on when it does, and nothing is missing (limits file sizes with prlimit)',
  async () => {
    const folder = await temporaryFolder();
    const recorder = await startJournalProcess('record-until-closed', folder, { fileLimitKib: 600 });
    await recorder.until((fact) => 'notice' in fact);
    await delay(1_500);
    await promisify(execFile)('prlimit', [`--pid=${recorder.child.pid}`, '--fsize=unlimited:']);
    await recorder.until((fact) => (fact.notice as { level?: string } | undefined)?.level === 'info');
    recorder.child.stdin.write('close\n');
    await recorder.ended;
    const ids = recorder.facts.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]));
    const { journal } = await openForTest(folder);
    expect({
      titles: recorder.facts.flatMap(({ notice }) =>
        notice === undefined ? [] : [(notice as { title: string }).title],
      ),
      rows: (await journal.totals(0)).connections,
    }).toEqual({
      titles: ['The journal cannot be written', 'The journal records again'],
      rows: Math.max(...ids),
    });
  },
);

test.skipIf(process.platform !== 'linux')(
  'a disk that stays full does not keep the journal from closing, and the loss is counted (limits file sizes with prlimit)',
  async () => {
    const folder = await temporaryFolder();
    const recorder = await startJournalProcess('record-until-closed', folder, { fileLimitKib: 600 });
    await recorder.until((fact) => 'notice' in fact);
    recorder.child.stdin.write('close\n');
    await recorder.ended;
    const recorded = Math.max(...recorder.facts.map(({ id }) => Number(id ?? 0)));
    const lost = recorder.facts.flatMap(({ notice }) => {
      const count = /^(\d+) records were not written/.exec(
        (notice as { text?: string } | undefined)?.text ?? '',
      );
      return count === null ? [] : [Number(count[1])];
    });
    const { journal } = await openForTest(folder);
    const { connections } = await journal.totals(0);
    expect({ notices: lost.length, sum: connections + (lost[0] ?? 0) }).toEqual({
      notices: 1,
      sum: recorded,
    });
  },
);

test.skipIf(node24 === undefined)(
  'the SQLite of Node 24 and the packaged one answer alike, without a word on stderr (needs PINSPECT_NODE24)',
  async () => {
    const answers = [];
    for (const node of [process.execPath, node24 ?? '']) {
      const reader = await startJournalProcess('read-back', await temporaryFolder(), { node });
      await reader.ended;
      expect(reader.stderr()).toBe('');
      answers.push(reader.facts);
    }
    expect(answers[0]?.[1]).toMatchObject({
      page: { rows: [{ id: 37 }, { id: 34 }, { id: 31 }], hasMore: true },
      detail: {
        ok: true,
        value: { verification: { id: 1 }, requests: [{ id: 1 }], interceptorEvents: [{}] },
      },
      totals: { connections: 50, pinsFailed: 50 },
      restored: true,
      cleared: null,
      afterClear: { rows: [], hasMore: false },
    });
    expect(answers[1]).toEqual(answers[0]);
  },
);

test.skipIf(node24 === undefined)(
  'a journal begun with one SQLite is carried on with the other (needs PINSPECT_NODE24)',
  async () => {
    const folder = await temporaryFolder();
    const recorder = await startJournalProcess('record-forever', folder, { node: node24 ?? '' });
    await recorder.until((fact) => Number(fact.id) > 20);
    await delay(200);
    recorder.child.kill('SIGKILL');
    await recorder.ended;
    const { journal, notices } = await openForTest(folder);
    expect(notices).toEqual([]);
    expect((await journal.totals(0)).connections).toBeGreaterThanOrEqual(20);
  },
);
