/** The files of `--report`, of which none may be one that the same run reads: its pins or its baseline would be gone. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Result, failure } from '../../common/result.ts';
import { ReportFiles, type ReportRequest } from '../reports/report-files.ts';
import type { CommandIo, GivenArguments } from './command.ts';

/** `inputs`: the options that name a file to be read. The error is a sentence; then nothing was touched. */
export const openReports = async (
  requests: readonly ReportRequest[],
  given: GivenArguments,
  inputs: readonly string[],
  { workingDirectory }: Pick<CommandIo, 'workingDirectory'>,
): Promise<Result<ReportFiles, string>> => {
  for (const { kind, path } of requests) {
    const written = await identityOf(resolve(workingDirectory, path));
    for (const option of inputs) {
      const name = given.value(option);
      if (written === null || name === null || name === '-') continue;
      if (written !== (await identityOf(resolve(workingDirectory, name)))) continue;
      return failure(
        `--report ${kind}=${path} would replace the file that --${option} reads. Give the report a file of its own${option === 'baseline' ? ', and let it take the place of the baseline once its changes are accepted' : ''}.`,
      );
    }
  }
  return ReportFiles.open(requests, workingDirectory);
};

/** The same for every path to one ordinary file, by links too; null: there is none yet, so nothing is lost. */
const identityOf = async (path: string): Promise<string | null> => {
  const place = await stat(path, { bigint: true }).catch(() => null);
  return place?.isFile() === true ? `${place.dev}:${place.ino}` : null;
};
