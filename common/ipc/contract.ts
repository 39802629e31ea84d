/**
 * Every channel between the page and the main process, once. Parameters have a schema, because they come from a
 * renderer and are checked at run time; results and events have types, because they come from main.
 */
import { z } from 'zod';
import type { CertificateDetail } from '../certificate-detail.ts';
import type { CertificatesSeen } from '../certificates-seen.ts';
import { rowOrders, type ListChange, type ListPage, type ListView } from '../connection-list.ts';
import { keysWithSeenValues } from '../filter/complete-filter.ts';
import type { FilterProblem } from '../filter/filter.ts';
import type { HostHistory } from '../host-history.ts';
import { scenarioIds } from '../lab-result.ts';
import { browserCalls, type BrowserCallResults } from './browser-channels.ts';
import { mostPageUrls, type BrowserState, type WindowKey } from './browser-state.ts';
import { keepDraftParameters, type Drafts } from './drafts.ts';
import type { LabState } from './lab-state.ts';
import type { CertificateFacts } from '../pinning/certificate.ts';
import type { NextMaterial } from '../pinning/read-next-chain.ts';
import type { ConnectionRow, HttpRequest, InterceptorEvent, Verification } from '../records.ts';
import type { ChangedRequest, CollectionRun } from '../requests/collection-run.ts';
import type { Result } from '../result.ts';
import { watchCalls, type WatchCallResults, type WatchState } from './watch.ts';
import { windowSettingsParameters, type WindowSettings } from './window-settings.ts';
import { policyCalls, type PolicyCallResults } from './policy-channels.ts';
import { requestCalls, type RequestCallResults } from './request-channels.ts';
import type { AppState, Failure, InterceptorFound, RequestProgress } from './state.ts';

const text = (maximum: number): z.ZodString => z.string().max(maximum);
const id = z.int().min(1);
const port = z.int().min(1).max(65_535);

export const routeParameters = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('system') }),
  z.strictObject({ kind: z.literal('direct') }),
  z.strictObject({
    kind: z.literal('pac'),
    /** Its URL, the path of its file, or its text. */
    script: text(100_000),
  }),
  z.strictObject({
    kind: z.literal('proxy'),
    url: text(2_048),
    /** Null: the one that is known for this proxy and user already. */
    password: text(1_024).nullable(),
    keepsPassword: z.enum(['until-quit', 'kept', 'kept-unprotected']),
  }),
]);

export const pageParameters = z.strictObject({
  /** Only rows with a smaller id; null: the newest. */
  before: id.nullable(),
  limit: z.int().min(1).max(1_000),
  /** Part of a host name; empty: all. */
  host: text(255),
});

export const connectionPageParameters = z.strictObject({
  ...pageParameters.shape,
  /** Only rows with one of these verdicts; empty: all. */
  verdicts: z.array(z.enum(['pinned', 'mismatch', 'unpinned', 'cleartext', 'untrusted', 'undecided'])).max(6),
});

/** Rows of any number, or a report of the newest. */
export const exportFormats = ['csv', 'json', 'html', 'junit', 'har'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const listOrder = z.enum(rowOrders);
const number = z.int().min(0);
const filterText = text(4_096);

const none = z.strictObject({});

/** Parameter schema of every call. The result types are in `CallResults`. */
export const calls = {
  'state.get': none,
  ...requestCalls,
  'connections.page': connectionPageParameters,
  'connections.detail': z.strictObject({ id }),
  'connections.byId': z.strictObject({ ids: z.array(id).max(10_000) }),
  'certificate.detail': z.strictObject({ pem: text(1_048_576) }),
  'certificate.save': z.strictObject({
    /** One certificate, or a chain of them. */
    pem: text(1_048_576),
    /** What the file is about: a host or a certificate's name. */
    name: text(512),
  }),
  'host.history': z.strictObject({ host: text(255) }),
  'list.show': z.strictObject({
    filter: filterText,
    by: listOrder,
    /** Rows under their hosts, those of these hosts shown; null: not grouped. */
    expandedHosts: z.array(text(255)).max(1_000).nullable(),
  }),
  'list.page': z.strictObject({ view: id, from: number, count: z.int().min(1).max(500) }),
  'list.locate': z.strictObject({ view: id, id }),
  /** Connections among these entries, both included; at most 10,000. */
  'list.ids': z.strictObject({ view: id, from: number, to: number }),
  'list.export': z.strictObject({ token: text(64), filter: filterText, format: z.enum(exportFormats) }),
  'list.stopExport': z.strictObject({ token: text(64) }),
  /** Values that the journal has seen. */
  'filter.suggest': z.strictObject({ key: z.enum(keysWithSeenValues), typed: text(255) }),
  'requests.page': z.strictObject({
    ...pageParameters.shape,
    /** Only those made in the name of a page with one of these URLs; absent: all. */
    pages: z.array(text(16_384)).max(mostPageUrls).optional(),
  }),
  'journal.totals': z.strictObject({
    /** Epoch milliseconds: `pinsFailed` counts from then on. */
    since: z.int().min(0),
  }),
  /** Hides all rows; they go for good within a minute, unless they are brought back. */
  'journal.certificatesSeen': none,
  'journal.clear': none,
  'journal.remove': z.strictObject({ ids: z.array(id).min(1).max(10_000) }),
  /** Brings back what was cleared or removed last. */
  'journal.restore': none,
  'journal.retention': z.strictObject({
    days: z.int().min(1).max(3_650).nullable(),
    megabytes: z.int().min(1).max(100_000).nullable(),
  }),
  'renewal.read': z.strictObject({
    /** A file's bytes: 1 MiB of them, which no chain of one server has. */
    base64: text(1_398_104),
  }),
  'calendar.save': z.strictObject({ text: text(4 * 1024 * 1024) }),
  ...policyCalls,
  'route.set': routeParameters,
  /** All of them, but for those of the command line. */
  'overrides.set': z.strictObject({
    /** As `parseNameOverride` reads them. */
    overrides: z.array(text(600)).max(200),
  }),
  'interceptor.find': none,
  /** Null: the one that is found. Any other that was not started before is run only when the person agrees, outside the page. */
  'interceptor.start': z.strictObject({ path: text(4_096).nullable() }),
  'interceptor.attach': z.strictObject({
    host: text(255),
    port,
    username: text(255),
    password: text(255),
    /** Folder with mitmproxy-ca-cert.pem; null: ask the proxy itself for it (http://mitm.it/cert/pem). */
    caFolder: text(4_096).nullable(),
  }),
  'interceptor.stop': none,
  'interceptor.trust': z.strictObject({ trusted: z.boolean() }),
  'trust.read': z.strictObject({
    /** What was pasted; null: a file that the person chooses. */
    text: text(1_048_576).nullable(),
  }),
  'trust.add': z.strictObject({
    pem: text(1_048_576),
    hostPatterns: z.array(text(512)).max(100),
    /** Epoch milliseconds, at most 7 days ahead; null: until Pinspect quits. */
    until: z.int().min(0).nullable(),
  }),
  'trust.remove': z.strictObject({ certSha256: text(64) }),
  'notice.dismiss': z.strictObject({ id }),
  'lab.state': none,
  'lab.run': z.strictObject({
    interceptor: z.enum(['builtin', 'mitmproxy']),
    url: text(2_048).nullable(),
    only: z.array(z.enum(scenarioIds)).min(1).max(scenarioIds.length).nullable(),
  }),
  'lab.stop': none,
  'lab.saveReport': none,
  ...browserCalls,
  ...watchCalls,
  'updates.check': none,
  'updates.daily': z.strictObject({ isDaily: z.boolean() }),
  'updates.download': none,
  'updates.cancel': none,
  'updates.install': none,
  'settings.load': none,
  'settings.save': windowSettingsParameters,
  'drafts.load': none,
  'drafts.keep': keepDraftParameters,
} as const satisfies Record<string, z.ZodType>;

export type { ConnectionRow } from '../records.ts';

export interface Exported {
  readonly path: string;
  /** Connections in the file, of those that the filter takes. */
  readonly rows: number;
  readonly total: number;
}

export interface ConnectionDetail {
  readonly connection: ConnectionRow;
  readonly verification: Verification | null;
  readonly interceptorEvents: readonly InterceptorEvent[];
  readonly requests: readonly HttpRequest[];
}

/** A page of rows, newest first. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
}

export interface CallResults
  extends RequestCallResults, PolicyCallResults, BrowserCallResults, WatchCallResults {
  'state.get': AppState;
  'connections.page': Page<ConnectionRow>;
  'connections.detail': Result<ConnectionDetail, Failure>;
  /** Newest first; those that are no longer there are left out. */
  'connections.byId': readonly ConnectionRow[];
  'certificate.detail': Result<CertificateDetail, Failure>;
  /** The file's path; null: the person closed the dialog. */
  'certificate.save': Result<string | null, Failure>;
  /** Empty for a host that the journal does not know. */
  'host.history': HostHistory;
  /** The failure says what is wrong with the filter, and where. */
  'list.show': Result<ListView, FilterProblem>;
  /** null: another list is shown by now. */
  'list.page': ListPage | null;
  /** The number of this connection's entry; null: not in the list. */
  'list.locate': number | null;
  'list.ids': readonly number[];
  /** null: the person closed the dialog, or stopped it. */
  'list.export': Result<Exported | null, Failure>;
  'list.stopExport': null;
  'filter.suggest': readonly string[];
  'requests.page': Page<HttpRequest>;
  /** `pinsFailed`: connections whose verdict is mismatch or cleartext, report-only ones included. */
  'journal.totals': { readonly connections: number; readonly pinsFailed: number };
  'journal.certificatesSeen': CertificatesSeen;
  'journal.clear': null;
  'journal.remove': null;
  /** False: it is gone for good. */
  'journal.restore': boolean;
  'journal.retention': Result<null, Failure>;
  /** The next certificate, chain, request or key. */
  'renewal.read': Result<NextMaterial, Failure>;
  /** The file's path; null: the person closed the dialog. */
  'calendar.save': Result<string | null, Failure>;
  'route.set': Result<null, Failure>;
  'overrides.set': Result<null, Failure>;
  'interceptor.find': Result<InterceptorFound, Failure>;
  'interceptor.start': Result<null, Failure>;
  'interceptor.attach': Result<null, Failure>;
  'interceptor.stop': Result<null, Failure>;
  'interceptor.trust': Result<null, Failure>;
  /** The one CA in it, nothing trusted yet. null value: the person closed the dialog. */
  'trust.read': Result<CertificateFacts | null, Failure>;
  'trust.add': Result<null, Failure>;
  'trust.remove': Result<null, Failure>;
  'notice.dismiss': null;
  'updates.check': Result<null, Failure>;
  'updates.daily': Result<null, Failure>;
  'updates.download': Result<null, Failure>;
  'updates.cancel': null;
  'updates.install': null;
  'settings.load': WindowSettings;
  'settings.save': null;
  'drafts.load': Drafts;
  'drafts.keep': null;
  'lab.state': LabState;
  /** Begun; what follows comes as `lab.changed`. */
  'lab.run': Result<null, Failure>;
  'lab.stop': null;
  /** The path; null: the person closed the dialog. */
  'lab.saveReport': Result<string | null, Failure>;
}

/** Payloads of what main announces. */
export interface Events {
  'state.changed': AppState;
  /** Rows on disk, new or changed (same id; a word of the interceptor is a change), at most one event a frame. */
  'journal.written': {
    readonly connections: readonly ConnectionRow[];
    readonly requests: readonly HttpRequest[];
    /** What the connections did to the list that is shown; null: none is. */
    readonly list: ListChange | null;
  };
  'export.progress': { readonly token: string; readonly rows: number; readonly total: number };
  /** Rows went (a clear) or came back: whoever holds rows reads them anew. */
  'journal.replaced': null;
  'request.progress': RequestProgress;
  'browser.changed': BrowserState;
  /** A shortcut of the window was pressed while the page had the keyboard; the window has it now. */
  'browser.key': WindowKey;
  'run.changed': CollectionRun;
  /** The notification of this change was clicked. */
  'run.opened': ChangedRequest;
  'lab.changed': LabState;
  /** At most a few times a second. */
  'watch.changed': WatchState;
}

export const eventNames = [
  'state.changed',
  'journal.written',
  'journal.replaced',
  'export.progress',
  'request.progress',
  'browser.changed',
  'browser.key',
  'run.changed',
  'run.opened',
  'lab.changed',
  'watch.changed',
] as const satisfies (keyof Events)[];

export type CallName = keyof typeof calls;
export type EventName = keyof Events;
export type Parameters<Name extends CallName> = z.infer<(typeof calls)[Name]>;

/** What the main process answers to a call: the result, or a bug that was logged. */
export type Reply<Name extends CallName> = Result<
  CallResults[Name],
  /** `too-long`: the person gave more than is taken; the other two are bugs. */
  { readonly code: 'refused' | 'too-long' | 'bug'; readonly message: string }
>;

/** What the preload exposes to the page as `window.pinspect`: one function a channel, no generic one. */
export type Bridge = {
  readonly [Name in CallName]: (parameters: Parameters<Name>) => Promise<Reply<Name>>;
} & {
  /** Subscribing returns its undo. */
  readonly on: { readonly [Name in EventName]: (listener: (payload: Events[Name]) => void) => () => void };
};
