/**
 * HTTP Archive 1.2 of the requests that were answered. One that was refused has no response, so it has no entry: it is
 * counted in the log's comment. The headers that Chromium added to a request are not known here.
 */
import type { HttpExchange, Report, ReportCase } from './report.ts';

/** Electron says 1.1 of HTTP/2 as well, so nobody knows. */
const unknownVersion = 'unknown';

export const renderHar = (report: Report): string => {
  const answered = report.cases.flatMap((found) =>
    found.exchange === null ? [] : [{ found, exchange: found.exchange }],
  );
  const missing = report.cases.length - answered.length;
  const log = {
    version: '1.2',
    creator: { name: 'Pinspect', version: report.version },
    browser: toBrowser(report.engine),
    pages: answered.map(({ found }, index) => ({
      startedDateTime: new Date(found.startedAt).toISOString(),
      id: `page_${index + 1}`,
      title: found.name,
      pageTimings: { onContentLoad: -1, onLoad: found.durationMs },
    })),
    entries: answered.map(({ found, exchange }, index) => toEntry(found, exchange, `page_${index + 1}`)),
    comment: [
      ...(missing === 0 ? [] : [`${missing} more without an answer: refused, failed or not run.`]),
      ...report.notes,
    ].join(' '),
  };
  return `${JSON.stringify({ log }, null, 2)}\n`;
};

const toBrowser = (engine: string): { readonly name: string; readonly version: string } => {
  const [name = '', version = ''] = engine.split(' ');
  return { name, version };
};

const toEntry = (found: ReportCase, exchange: HttpExchange, pageref: string): object => {
  const { connectMs, handshakeMs, serverAddress, connectionId } = exchange;
  const connect = connectMs === null ? -1 : connectMs + (handshakeMs ?? 0);
  const wait = Math.max(0, found.durationMs - Math.max(0, connect));
  return {
    pageref,
    startedDateTime: new Date(found.startedAt).toISOString(),
    time: wait + Math.max(0, connect),
    request: {
      method: exchange.method,
      url: exchange.url,
      httpVersion: unknownVersion,
      cookies: [],
      headers: [],
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
    _pinspect: { verdict: found.word },
  };
};

const headerOf = ({ headers }: HttpExchange, wanted: string): string | null =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
