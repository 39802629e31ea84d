/**
 * HTTP Archive 1.2 of the requests that were answered. One that was refused has no response, so it has no entry: it is
 * counted in the log's comment. The headers that Chromium added to a request of its own are not known here.
 */
import { weakenedTitle } from '../../common/weakness.ts';
import type { HttpExchange, Report, ReportCase } from './report.ts';

/** Electron says 1.1 of HTTP/2 as well, so nobody knows. */
const unknownVersion = 'unknown';

export const renderHar = (report: Report): string => {
  const answered = report.cases.flatMap((found) =>
    exchangesOf(found).map((exchange) => ({ found, exchange })),
  );
  const missing = report.cases.filter((found) => exchangesOf(found).length === 0).length;
  const log = {
    version: '1.2',
    creator: { name: 'Pinspect', version: report.version },
    browser: toBrowser(report.engine),
    pages: answered.map(({ found, exchange }, index) => ({
      startedDateTime: new Date(exchange.startedAt ?? found.startedAt).toISOString(),
      id: `page_${index + 1}`,
      title: found.name,
      pageTimings: { onContentLoad: -1, onLoad: exchange.durationMs ?? found.durationMs },
    })),
    entries: answered.map(({ found, exchange }, index) => toEntry(found, exchange, `page_${index + 1}`)),
    comment: [
      ...(missing === 0 ? [] : [`${missing} more without an answer: refused, failed or not run.`]),
      ...report.notes,
    ].join(' '),
  };
  return `${JSON.stringify({ log }, null, 2)}\n`;
};

const exchangesOf = ({ exchange, exchanges }: ReportCase): readonly HttpExchange[] =>
  exchanges ?? (exchange === null ? [] : [exchange]);

const toBrowser = (engine: string): { readonly name: string; readonly version: string } => {
  const [name = '', version = ''] = engine.split(' ');
  return { name, version };
};

const toEntry = (found: ReportCase, exchange: HttpExchange, pageref: string): object => {
  const { connectMs, handshakeMs, serverAddress, connectionId } = exchange;
  const { weakened = [] } = found;
  const connect = connectMs === null ? -1 : connectMs + (handshakeMs ?? 0);
  const durationMs = exchange.durationMs ?? found.durationMs;
  const wait = Math.max(0, durationMs - Math.max(0, connect));
  return {
    pageref,
    startedDateTime: new Date(exchange.startedAt ?? found.startedAt).toISOString(),
    time: wait + Math.max(0, connect),
    request: {
      method: exchange.method,
      url: exchange.url,
      httpVersion: unknownVersion,
      cookies: [],
      headers: (exchange.requestHeaders ?? []).map(([name, value]) => ({ name, value })),
      queryString: [...new URL(exchange.url).searchParams].map(([name, value]) => ({ name, value })),
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: exchange.status,
      statusText: exchange.statusText,
      httpVersion: unknownVersion,
      cookies: [],
      headers: exchange.headers.map(([name, value]) => ({ name, value })),
      content: { size: Math.max(0, exchange.bodyBytes), mimeType: headerOf(exchange, 'content-type') ?? '' },
      redirectURL: headerOf(exchange, 'location') ?? '',
      headersSize: -1,
      bodySize: exchange.bodyBytes,
    },
    cache: {},
    // `connect` includes `ssl`, and `time` is the sum of the others (HAR 1.2, timings).
    timings: {
      blocked: -1,
      dns: -1,
      connect,
      ssl: handshakeMs ?? -1,
      send: 0,
      wait,
      receive: 0,
    },
    ...(serverAddress === null ? {} : { serverIPAddress: serverAddress }),
    ...(connectionId === null ? {} : { connection: String(connectionId) }),
    _pinspect: { verdict: found.word, outcome: found.outcome, weakened },
    ...(weakened.length === 0 ? {} : { comment: `${weakenedTitle}: ${weakened.join(' ')}` }),
  };
};

const headerOf = ({ headers }: HttpExchange, wanted: string): string | null =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
