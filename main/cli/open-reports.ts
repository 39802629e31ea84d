/** The files that a run writes, of which none may be one that it reads: its pins or its baseline would be gone. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Result, failure } from '../../common/result.ts';
import { ReportFiles, type ReportRequest } from '../reports/report-files.ts';
import type { CommandIo, GivenArguments } from './command.ts';

/**
 * Opens the reports, and what `--save` names. `inputs`: the options that name a file to be
 * read. The error is a sentence; then nothing was touched.
 */
export const openReports = async (
  requests: readonly ReportRequest[],
  given: GivenArguments,
  inputs: readonly string[],
  { workingDirectory }: Pick<CommandIo, 'workingDirectory'>,
): Promise<Result<ReportFiles, string>> => {
  const reports = requests.map(({ kind, path }) => ({ words: `--report ${kind}=${path}`, path }));
  const saved = given.values('save').map((path) => ({ words: `--save ${path}`, path }));
  for (const { words, path } of [...reports, ...saved]) {
    const written = await identityOf(resolve(workingDirectory, path));
    for (const option of inputs) {
      const name = given.value(option);
      if (written === null || name === null || name === '-') continue;
      if (written !== (await identityOf(resolve(workingDirectory, name)))) continue;
      return failure(
        `${words} would replace the file that --${option} reads. Name a file of its own${option === 'baseline' ? ', and let it take the place of the baseline once its changes are accepted' : ''}.`,
      );
    }
  }
  return ReportFiles.open(requests, workingDirectory, given.value('save'));
};

/** The same for every path to one ordinary file, by links too; null: there is none yet, so nothing is lost. */
const identityOf = async (path: string): Promise<string | null> => {
  const place = await stat(path, { bigint: true }).catch(() => null);
  return place?.isFile() === true ? `${place.dev}:${place.ino}` : null;
};
