/** Writes a report of what a filter of the Connections view takes. The file appears under its name when it is whole. */
import type { ConnectionDetail } from '../../common/ipc/contract.ts';
import { failure, success } from '../../common/result.ts';
import type { ExportReport } from '../ipc/list-handlers.ts';
import type { Journal } from '../journal/journal.ts';
import { ReportFiles } from '../reports/report-files.ts';
import { type JournalReportFacts, toJournalReport } from './journal-report.ts';

/** More than a person reads, and less than a browser chokes on; CSV and JSON take rows without end. */
const maximumConnections = 2_000;
const progressEveryMs = 100;

export const exportJournalReport =
  (
    journal: Pick<Journal, 'newestIds' | 'connectionDetail'>,
    facts: Pick<JournalReportFacts, 'version' | 'engine'>,
  ): ExportReport =>
  async ({ filter, format, path }, onProgress, signal) => {
    const files = await ReportFiles.open([{ kind: format, path }], '/');
    if (!files.ok) return notWritten(files.error);
    try {
      const { ids, total } = await journal.newestIds({ filter, limit: maximumConnections });
      const details: ConnectionDetail[] = [];
      let toldAt = 0;
      for (const id of ids) {
        if (signal.aborted) return success(null);
        const detail = await journal.connectionDetail(id);
        // A row that was cleared meanwhile is no longer there; one that is damaged must not pass for a whole report.
        if (detail.ok) details.push(detail.value);
        else if (detail.error.code !== 'not-in-journal') return failure(detail.error);
        if (performance.now() - toldAt < progressEveryMs) continue;
        toldAt = performance.now();
        onProgress({ rows: details.length, total: ids.length });
      }
      const kind = format === 'har' ? 'requests' : 'connections';
      const written = await files.value.write(toJournalReport(details, kind, { ...facts, filter, total }));
      return written.ok ? success({ rows: details.length, total }) : notWritten(written.error.join(' '));
    } finally {
      await files.value.discard();
    }
  };

const notWritten = (sentence: string) =>
  failure({ code: 'export-failed', message: sentence, advice: 'Choose another place.' });
