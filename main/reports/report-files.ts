/**
 * The files that a run was asked to write. Each is opened beside its place before the run starts, so that a path nobody can
 * write to is an error at once, and takes its place whole at the end: a reader never sees half a report, and an older
 * one stays until the new one is complete.
 */
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Result, failure, success } from '../../common/result.ts';
import { renderCsv } from './csv.ts';
import { renderHar } from './har.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import type { Report } from './report.ts';

const renderers = {
  junit: renderJunit,
  html: renderHtml,
  json: renderJson,
  har: renderHar,
  csv: renderCsv,
} as const;

export type ReportKind = keyof typeof renderers;
export const reportKinds = Object.keys(renderers) as readonly ReportKind[];

export interface ReportRequest {
  readonly kind: ReportKind;
  readonly path: string;
}

const isKind = (text: string): text is ReportKind => Object.hasOwn(renderers, text);

/** Reads `junit=FILE`; the error is a sentence. */
export const parseReportRequest = (text: string): Result<ReportRequest, string> => {
  const [kind = '', ...rest] = text.split('=');
  const path = rest.join('=');
  if (!isKind(kind))
    return failure(`--report ${text}: “${kind}” is no kind of report. There are ${reportKinds.join(', ')}.`);
  if (path === '') return failure(`--report ${text}: name a file, as in --report ${kind}=FILE.`);
  if (path === '-')
    return failure(
      `--report ${text}: a report goes to a file. For results on the standard output use --json.`,
    );
  return success({ kind, path });
};

interface Wanted {
  /** What it is, for a sentence: `json report result.json`. */
  readonly words: string;
  readonly path: string;
  /** For its owner's eyes only. */
  readonly isPrivate: boolean;
  readonly text: (report: Report, saved: string) => string;
}

interface OpenFile extends Wanted {
  readonly file: FileHandle;
  /** Null where the place is no ordinary file (a pipe, /dev/null) and is written directly. */
  readonly move: { readonly from: string; readonly to: string } | null;
}

export class ReportFiles {
  readonly #files: readonly OpenFile[];

  private constructor(files: readonly OpenFile[]) {
    this.#files = files;
  }

  /** `savedPath`: of what the run keeps besides its reports; null: nothing. The error is a sentence that names the file; then none was touched. */
  static async open(
    requests: readonly ReportRequest[],
    workingDirectory: string,
    savedPath: string | null = null,
  ): Promise<Result<ReportFiles, string>> {
    const files: OpenFile[] = [];
    const wanted = [...requests.map(toWanted), ...(savedPath === null ? [] : [savedAs(savedPath)])];
    for (const one of wanted) {
      const path = resolve(workingDirectory, one.path);
      const twin = files.find(({ move }) => move?.to === path);
      const opened =
        twin === undefined
          ? await openFile(one, path)
          : failure(`The ${twin.words} and the ${one.words} would be one file. Give each a file of its own.`);
      if (!opened.ok) {
        await new ReportFiles(files).discard();
        return opened;
      }
      files.push(opened.value);
    }
    return success(new ReportFiles(files));
  }

  /** Writes all of them. `saved`: what the run keeps. The error is a sentence for each that could not be written. */
  async write(report: Report, saved = ''): Promise<Result<null, readonly string[]>> {
    const faults: string[] = [];
    for (const open of this.#files) {
      const { words, text, file, move } = open;
      try {
        await file.writeFile(text(report, saved));
        if (move !== null) await file.sync();
        await file.close();
        if (move !== null) await rename(move.from, move.to);
      } catch (error) {
        faults.push(
          `The ${words} could not be written: ${reasonOf(error)}. What was there before is unchanged.`,
        );
        await discardFile(open);
      }
    }
    return faults.length === 0 ? success(null) : failure(faults);
  }

  /** Leaves everything as it was. */
  async discard(): Promise<void> {
    for (const file of this.#files) await discardFile(file);
  }
}

const discardFile = async ({ file, move }: OpenFile): Promise<void> => {
  await file.close().catch(() => undefined);
  if (move !== null) await rm(move.from, { force: true });
};

const toWanted = ({ kind, path }: ReportRequest): Wanted => ({
  words: `${kind} report ${path}`,
  path,
  isPrivate: false,
  text: renderers[kind],
});

const savedAs = (path: string): Wanted => ({
  words: `saved watch ${path}`,
  path,
  isPrivate: true,
  text: (_report, saved) => saved,
});

const openFile = async (wanted: Wanted, path: string): Promise<Result<OpenFile, string>> => {
  const { words, isPrivate } = wanted;
  const mode = isPrivate ? 0o600 : 0o666;
  try {
    const place = await stat(path).catch(() => null);
    if (place?.isDirectory() === true) return failure(`${wanted.path} is a folder. Name a file in it.`);
    if (place !== null && !place.isFile())
      return success({ ...wanted, file: await open(path, 'w'), move: null });
    // A link stays, what it leads to is replaced.
    const to = place === null ? path : await realpath(path);
    // Its own permission counts, although a rename would only need the folder's.
    if (place !== null) await (await open(to, 'r+')).close();
    const from = join(dirname(to), `.${basename(to)}.${process.pid}.part`);
    return success({ ...wanted, file: await open(from, 'wx', mode), move: { from, to } });
  } catch (error) {
    return failure(`The ${words} cannot be written: ${reasonOf(error)}.`);
  }
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EACCES: 'you have no right to',
  EPERM: 'you have no right to',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EFBIG: 'the file would grow past its limit',
  ENAMETOOLONG: 'its name is too long',
};

const reasonOf = (error: unknown): string => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
};
