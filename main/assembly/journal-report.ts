/** Connections of the journal as a report that every writer takes: what `pinspect check` says of a request, of a row. */
import { authorityOf } from '../../common/bracketed.ts';
import type { ConnectionDetail } from '../../common/ipc/contract.ts';
import { isStillCounted, stillCounted } from '../../common/counted-bytes.ts';
import type { PinRules } from '../../common/pinning/pin-rules.ts';
import { type Evaluation, nothingInForce } from '../../common/pinning/verdict.ts';
import { describeInterceptorSaw } from '../../common/interceptor-words.ts';
import { interceptorReach } from '../../common/interceptor-reach.ts';
import type { Connection, HttpRequest, InterceptorEvent } from '../../common/records.ts';
import { toCase, uniqueNames } from '../cli/check/check-report.ts';
import { type CheckTarget, toCheckResult } from '../cli/check/check-result.ts';
import type { CheckedRequest } from '../cli/check/run-check.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import type { HttpExchange, Report, ReportCase } from '../reports/report.ts';

export interface JournalReportFacts {
  readonly version: string;
  /** `Chromium 130.0.6723.44` */
  readonly engine: string;
  readonly filter: string;
  /** How many the filter takes; `details` may be the newest of them. */
  readonly total: number;
}

/** `details`: newest first. An HTTP archive is about requests, the other reports are about connections. */
export const toJournalReport = (
  details: readonly ConnectionDetail[],
  kind: 'connections' | 'requests',
  { version, engine, filter, total }: JournalReportFacts,
): Report => {
  const oldestFirst = details.toReversed();
  const times = oldestFirst.map(({ connection }) => connection);
  const left = total - details.length;
  const unique = uniqueNames();
  return {
    command: 'connections',
    title: 'Pinspect connections',
    version,
    engine,
    startedAt: times[0]?.startedAt ?? 0,
    endedAt: Math.max(0, ...times.map(({ startedAt, closedMs }) => startedAt + (closedMs ?? 0))),
    exitCode: exitCodes.good,
    circumstances: [
      { label: 'Filter', value: filter.trim() === '' ? 'none: all connections' : filter.trim() },
      { label: 'Connections', value: left > 0 ? `the newest ${details.length} of ${total}` : String(total) },
    ],
    notes: [
      ...(left > 0 ? [`The newest ${details.length} of ${total} connections are in this report.`] : []),
      ...(kind === 'requests'
        ? [
            'A request that several connections could have carried is left out, and so are headers: the journal keeps none.',
          ]
        : [
            'As in pinspect check, a connection to a host without pins in force counts as failed. So does one that an interceptor read.',
          ]),
    ],
    cases: oldestFirst.flatMap((detail) =>
      kind === 'requests'
        ? requestCases(detail, unique)
        : [connectionCase(detail, unique(nameOf(detail.connection)))],
    ),
  };
};

const nameOf = (connection: Connection): string =>
  `${authorityOf(connection)}, ${new Date(connection.startedAt).toISOString().slice(0, 19).replace('T', ' ')}`;

/** What was found then is what is told: of a row without a verification too. */
const rulesOfRecord = ({ verdict, action }: Connection): PinRules => {
  const evaluation: Evaluation = {
    verdict,
    ...nothingInForce,
    mode: action === 'blocked' ? 'enforce' : 'off',
  };
  return {
    unpinnedHosts: 'allow',
    evaluate: () => evaluation,
    evaluateCleartext: () => evaluation,
    evaluationOf: () => evaluation,
  };
};

const toChecked = ({ connection, verification, requests }: ConnectionDetail): CheckedRequest => {
  const scheme = connection.protocol === 'tls' ? 'https' : 'http';
  const target: CheckTarget = {
    url: `${scheme}://${authorityOf(connection)}/`,
    round: 1,
    wantedAddress: null,
    redirectedFrom: null,
  };
  const { host, port, startedAt, closedMs, decidedMs } = connection;
  const status = requests.findLast((request) => request.status !== null)?.status ?? null;
  return {
    target,
    startedAt,
    response: null,
    connection,
    validatedChain: verification?.validatedChain ?? [],
    presentedChain: verification?.presentedChain ?? [],
    result: toCheckResult({
      target,
      host,
      port,
      startedAt,
      connection,
      verification,
      rules: rulesOfRecord(connection),
      interceptorSaw: connection.interceptorSaw,
      ending: { httpStatus: status, durationMs: closedMs ?? decidedMs ?? 0, failure: null },
    }),
  };
};

const connectionCase = (detail: ConnectionDetail, name: string): ReportCase => {
  const { connection } = detail;
  const found = toCase(toChecked(detail), name, {
    allowsUnpinned: false,
    place: 'window',
    anchorsName: null,
  });
  const { interceptor } = connection.route;
  const told = {
    ...found,
    sentence: connection.reason === '' ? found.sentence : connection.reason,
    facts: [
      ...found.facts,
      {
        label: 'Application data sent',
        value: isStillCounted(connection) ? stillCounted : `${connection.applicationBytesSent} bytes`,
      },
    ],
  };
  return interceptor === null ? told : throughInterceptor(told, detail, interceptor);
};

/** The chain is the interceptor's: nothing can be asked of whoever renews the host's. What it read is no pass. */
const throughInterceptor = (
  told: ReportCase,
  { connection, verification, interceptorEvents }: ConnectionDetail,
  interceptor: string,
): ReportCase => {
  const through: ReportCase = {
    ...told,
    request: null,
    facts: [
      ...told.facts,
      { label: 'Interceptor', value: interceptor },
      {
        label: 'Interceptor saw',
        value: describeInterceptorSaw(connection.interceptorSaw, interceptor).inFull,
      },
    ],
  };
  const fails = (word: string, sentence: string): ReportCase => ({
    ...through,
    outcome: 'failed',
    word,
    sentence: `${sentence} ${told.sentence}`,
    advice:
      connection.verdict === 'pinned'
        ? [
            `A pin for ${connection.host} is of a key that ${interceptor} uses: take that pin out of the policy.`,
          ]
        : told.advice,
  });
  switch (interceptorReach(connection, verification)) {
    case 'none':
      return through;
    case 'read':
      return fails(`read by ${interceptor}`, `${interceptor} ${whatItRead(interceptorEvents)}.`);
    case 'could-read':
      return fails(
        `open to ${interceptor}`,
        `${interceptor} finished the TLS handshake with a certificate of its own, so it could read what was sent.`,
      );
    case 'untold':
      return told.outcome === 'passed'
        ? {
            ...through,
            outcome: 'error',
            word: 'not judged',
            sentence: `It went through ${interceptor}, and no event tells whether that read what was sent. ${told.sentence}`,
          }
        : through;
  }
};

/** `read GET https://api.example.com/v2 and 3 more requests`; the answers where no request is told. */
const whatItRead = (events: readonly InterceptorEvent[]): string => {
  const requests = events.filter(({ kind }) => kind === 'request-read');
  const [first] = requests.length === 0 ? events.filter(({ kind }) => kind === 'response-read') : requests;
  const what = first === undefined || first.detail === '' ? 'the traffic' : first.detail;
  const more = requests.length - 1;
  return `read ${what}${more > 0 ? ` and ${more} more ${more === 1 ? 'request' : 'requests'}` : ''}`;
};

/** One for each request that this connection carried; of one without any a case without an answer. */
const requestCases = (detail: ConnectionDetail, unique: (name: string) => string): readonly ReportCase[] => {
  const base = connectionCase(detail, '');
  if (detail.requests.length === 0) return [{ ...base, name: unique(nameOf(detail.connection)) }];
  return detail.requests.map((request, index) => ({
    ...base,
    name: unique(`${request.method} ${request.url}`),
    startedAt: request.startedAt,
    durationMs: request.durationMs ?? 0,
    exchange: toExchange(request, detail.connection, index === 0),
  }));
};

const toExchange = (request: HttpRequest, connection: Connection, isFirst: boolean): HttpExchange | null => {
  if (request.status === null || request.fromCache) return null;
  const { connectedMs, decidedMs, address, route } = connection;
  const isFresh = isFirst && connection.startedAt >= request.startedAt;
  return {
    url: request.url,
    method: request.method,
    status: request.status,
    statusText: '',
    headers: [],
    bodyBytes: -1,
    serverAddress:
      route.text === 'direct' ? (address?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') ?? null) : null,
    connectionId: connection.id,
    connectMs: isFresh ? connectedMs : null,
    handshakeMs:
      isFresh && connectedMs !== null && decidedMs !== null && connection.protocol === 'tls'
        ? Math.max(0, decidedMs - connectedMs)
        : null,
  };
};
