/** What the journal's client and its worker say to each other. Both are ours, so nothing is checked at run time. */
import type { ConnectionDetail, ConnectionRow, Page } from '../../common/ipc/contract.ts';
import type { Failure } from '../../common/ipc/state.ts';
import type { HttpRequest } from '../../common/records.ts';
import type { Result } from '../../common/result.ts';
import type { JournalNotice } from './journal-file.ts';
import type { JournalRecord, LargestIds } from './journal-record.ts';
import type { Retention } from './retention.ts';
import type { ConnectionPageQuery, PageQuery } from './row-pages.ts';
import type { SqliteTrouble } from './sqlite.ts';

export interface WorkerQueries {
  readonly connectionsPage: {
    readonly parameters: ConnectionPageQuery;
    readonly result: Page<ConnectionRow>;
  };
  readonly requestsPage: { readonly parameters: PageQuery; readonly result: Page<HttpRequest> };
  readonly connectionDetail: {
    readonly parameters: number;
    readonly result: Result<ConnectionDetail, Failure>;
  };
  readonly totals: {
    readonly parameters: number;
    readonly result: { readonly connections: number; readonly pinsFailed: number };
  };
  readonly clear: { readonly parameters: null; readonly result: Result<null, Failure> };
  readonly setRetention: { readonly parameters: Retention; readonly result: null };
}

export type QueryName = keyof WorkerQueries;

/** What a commit changed. */
export interface Written {
  /** Places in the batch of records that no table takes; they are not on disk. */
  readonly refused: readonly number[];
  /** Recorded in the batch, or spoken of by one of its interceptor events. */
  readonly connections: readonly ConnectionRow[];
}

export type ToWorker =
  | { readonly kind: 'write'; readonly batch: readonly JournalRecord[] }
  | {
      readonly [Name in QueryName]: {
        readonly kind: 'query';
        readonly token: number;
        readonly name: Name;
        readonly parameters: WorkerQueries[Name]['parameters'];
      };
    }[QueryName]
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'opened'; readonly largestIds: LargestIds }
  | { readonly kind: 'not-opened'; readonly failure: Failure }
  | { readonly kind: 'notice'; readonly notice: JournalNotice }
  | ({ readonly kind: 'written' } & Written)
  /** Nothing of the batch is on disk. */
  | { readonly kind: 'not-written'; readonly trouble: SqliteTrouble; readonly message: string }
  | { readonly kind: 'answered'; readonly token: number; readonly result: WorkerQueries[QueryName]['result'] }
  /** A bug, or a disk that cannot be read. */
  | { readonly kind: 'not-answered'; readonly token: number; readonly message: string };

export interface WorkerStart {
  /** null: in memory only. */
  readonly folder: string | null;
}
