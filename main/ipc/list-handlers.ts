/** The connection list's channels, and what a person removes from the journal. */
import type { ExportFormat, Exported } from '../../common/ipc/contract.ts';
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import type { Journal } from '../journal/journal.ts';
import type { Announcer } from './announce-events.ts';
import type { Handlers } from './register-calls.ts';

export interface ListHandlerParts {
  readonly journal: Journal;
  readonly announcer: Announcer;
  /** Asks where to save; null: the person closed the dialog. */
  readonly chooseSavePath: (suggestedName: string) => Promise<string | null>;
  readonly exportReport: ExportReport;
  readonly now: () => number;
}

/** A report of what a filter takes; `signal` stops it and leaves no file. Expected failure: `export-failed`. */
export type ExportReport = (
  order: { readonly filter: string; readonly format: 'html' | 'junit' | 'har'; readonly path: string },
  onProgress: (progress: Omit<Exported, 'path'>) => void,
  signal: AbortSignal,
) => Promise<Result<Omit<Exported, 'path'> | null, Failure>>;

/** As files are named: JUnit's is XML. */
const extensions: Readonly<Record<ExportFormat, string>> = {
  csv: 'csv',
  json: 'json',
  html: 'html',
  junit: 'xml',
  har: 'har',
};

type ListChannel =
  | 'connections.byId'
  | `list.${'show' | 'page' | 'locate' | 'ids' | 'export' | 'stopExport'}`
  | 'filter.suggest'
  | `journal.${'clear' | 'remove' | 'restore'}`;

const suggestions = 12;

export const createListHandlers = (parts: ListHandlerParts): Pick<Handlers, ListChannel> => {
  const { journal, announcer } = parts;
  const exporting = new Map<string, AbortController>();

  const exportTo = async (
    token: string,
    filter: string,
    format: ExportFormat,
  ): Promise<Result<Exported | null, Failure>> => {
    const day = new Date(parts.now()).toISOString().slice(0, 16).replace(/[T:]/g, '-');
    const path = await parts.chooseSavePath(`pinspect-connections-${day}.${extensions[format]}`);
    if (path === null) return success(null);
    const abort = new AbortController();
    exporting.set(token, abort);
    try {
      const onProgress = (progress: Omit<Exported, 'path'>): void => {
        announcer.announce('export.progress', { token, ...progress });
      };
      const written =
        format === 'csv' || format === 'json'
          ? await journal.exportConnections({ filter, format, path }, onProgress, abort.signal)
          : await parts.exportReport({ filter, format, path }, onProgress, abort.signal);
      if (!written.ok) return failure(written.error);
      return success(written.value === null ? null : { path, ...written.value });
    } finally {
      exporting.delete(token);
    }
  };
  const remove = async (what: 'all' | readonly number[]): Promise<null> => {
    await journal.remove(what);
    announcer.announce('journal.replaced', null);
    return null;
  };

  return {
    'connections.byId': ({ ids }) => journal.rowsById(ids),
    'list.show': (query) => journal.showList(query),
    'list.page': (query) => journal.listPage(query),
    'list.locate': (query) => journal.locateInList(query),
    'list.ids': (query) => journal.idsInList(query),
    'list.export': ({ token, filter, format }) => exportTo(token, filter, format),
    'list.stopExport': ({ token }) => {
      exporting.get(token)?.abort();
      return null;
    },
    'filter.suggest': ({ key, typed }) => journal.seenValues({ key, typed, limit: suggestions }),
    'journal.clear': () => remove('all'),
    'journal.remove': ({ ids }) => remove(ids),
    'journal.restore': async () => {
      const isBack = await journal.restore();
      if (isBack) announcer.announce('journal.replaced', null);
      return isBack;
    },
  };
};
