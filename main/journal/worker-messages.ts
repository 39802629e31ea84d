/** What the journal's client and its worker say to each other. Both are ours, so nothing is checked at run time. */
import type { CertificatesSeen } from '../../common/certificates-seen.ts';
import type { ListChange, ListPage, ListView, RowOrder } from '../../common/connection-list.ts';
import type { FilterProblem } from '../../common/filter/filter.ts';
import type { HostHistory } from '../../common/host-history.ts';
import type { ConnectionDetail, ConnectionRow, Page } from '../../common/ipc/contract.ts';
import type { Failure } from '../../common/ipc/state.ts';
import type { HttpRequest } from '../../common/records.ts';
import type { Result } from '../../common/result.ts';
import type { ExportOrder, ExportProgress } from './export-connections.ts';
import type { JournalNotice } from './journal-file.ts';
import type { JournalRecord, LargestIds } from './journal-record.ts';
import type { Removal } from './removal.ts';
import type { Retention } from './retention.ts';
import type { ConnectionPageQuery, RequestPageQuery } from './row-pages.ts';
import type { SeenQuery } from './seen-values.ts';
import type { SqliteTrouble } from './sqlite.ts';

export interface WorkerQueries {
  readonly connectionsPage: {
    readonly parameters: ConnectionPageQuery;
    readonly result: Page<ConnectionRow>;
  };
  readonly requestsPage: { readonly parameters: RequestPageQuery; readonly result: Page<HttpRequest> };
  readonly connectionDetail: {
    readonly parameters: number;
    readonly result: Result<ConnectionDetail, Failure>;
  };
  readonly totals: {
    readonly parameters: number;
    readonly result: { readonly connections: number; readonly pinsFailed: number };
  };
  readonly certificatesSeen: { readonly parameters: null; readonly result: CertificatesSeen };
  readonly hostHistory: { readonly parameters: string; readonly result: HostHistory };
  readonly listShow: {
    readonly parameters: {
      readonly filter: string;
      readonly by: RowOrder;
      readonly expandedHosts: readonly string[] | null;
    };
    readonly result: Result<ListView, FilterProblem>;
  };
  readonly listPage: {
    readonly parameters: { readonly view: number; readonly from: number; readonly count: number };
    readonly result: ListPage | null;
  };
  readonly listLocate: {
    readonly parameters: { readonly view: number; readonly id: number };
    readonly result: number | null;
  };
  readonly listIds: {
    readonly parameters: { readonly view: number; readonly from: number; readonly to: number };
    readonly result: readonly number[];
  };
  /** What a filter takes, whatever the list shows. */
  readonly newestIds: {
    readonly parameters: { readonly filter: string; readonly limit: number };
    readonly result: { readonly ids: readonly number[]; readonly total: number };
  };
  readonly rowsById: {
    readonly parameters: readonly number[];
    readonly result: readonly ConnectionRow[];
  };
  readonly seenValues: { readonly parameters: SeenQuery; readonly result: readonly string[] };
  /** Hides rows; what was hidden before is settled first. */
  readonly remove: { readonly parameters: Removal; readonly result: null };
  /** False: there is nothing to bring back any more. */
  readonly restore: { readonly parameters: null; readonly result: boolean };
  /** What is hidden goes for good. Expected failure: `journal-not-cleared`. */
  readonly settle: { readonly parameters: null; readonly result: Result<null, Failure> };
  readonly setRetention: { readonly parameters: Retention; readonly result: null };
}

export type QueryName = keyof WorkerQueries;

/** What a commit changed. */
export interface Written {
  /** Places in the batch of records that no table takes; they are not on disk. */
  readonly refused: readonly number[];
  /** Places in the batch of records of what was removed: nobody is told of them. */
  readonly removed: readonly number[];
  /** Recorded in the batch, or spoken of by one of its interceptor events. */
  readonly connections: readonly ConnectionRow[];
  /** null: no list is shown. */
  readonly list: ListChange | null;
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
  | { readonly kind: 'export'; readonly token: number; readonly order: ExportOrder }
  | { readonly kind: 'stop-export'; readonly token: number }
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'opened'; readonly largestIds: LargestIds }
  | { readonly kind: 'not-opened'; readonly failure: Failure }
  | { readonly kind: 'notice'; readonly notice: JournalNotice }
  | ({ readonly kind: 'written' } & Written)
  /** Nothing of the batch is on disk. */
  | { readonly kind: 'not-written'; readonly trouble: SqliteTrouble; readonly message: string }
  | {
      readonly kind: 'exported';
      readonly token: number;
      /** `stopped`: nothing is left of it. */
      readonly state: 'going-on' | 'done' | 'stopped' | { readonly failed: string };
      readonly progress: ExportProgress;
    }
  | { readonly kind: 'answered'; readonly token: number; readonly result: WorkerQueries[QueryName]['result'] }
  /** A bug, or a disk that cannot be read. */
  | { readonly kind: 'not-answered'; readonly token: number; readonly message: string };

export interface WorkerStart {
  /** null: in memory only. */
  readonly folder: string | null;
}
