/** The report of the lab's last run as one HTML file, at a place the person chooses. */
import { join } from 'node:path';
import { app } from 'electron';
import type { Failure } from '../../common/ipc/state.ts';
import type { LabResult } from '../../common/lab-result.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import type { DialogsOver } from '../electron/dialogs-over.ts';
import { ReportFiles } from '../reports/report-files.ts';
import { labHolds, toLabReport } from './lab-report.ts';

export const saveLabReport = async (
  result: LabResult | null,
  dialogs: DialogsOver,
  version: string,
): Promise<Result<string | null, Failure>> => {
  if (result === null)
    return failure({
      code: 'no-lab-result',
      message: 'There is nothing to save yet.',
      advice: 'Run the lab first.',
    });
  const path = await dialogs.choosePlace({
    title: 'Report of the lab',
    defaultPath: join(app.getPath('documents'), 'pinspect-lab.html'),
    filters: [{ name: 'HTML', extensions: ['html'] }],
  });
  if (path === null) return success(null);
  const files = await ReportFiles.open([{ kind: 'html', path }], '/');
  if (!files.ok)
    return failure({ code: 'report-not-written', message: files.error, advice: 'Choose another place.' });
  const exitCode = labHolds(result, false) ? exitCodes.good : exitCodes.mismatch;
  const engine = `Chromium ${process.versions.chrome}`;
  const written = await files.value.write(toLabReport(result, { version, engine, exitCode }));
  return written.ok
    ? success(path)
    : failure({
        code: 'report-not-written',
        message: written.error.join(' '),
        advice: 'Choose another place.',
      });
};
