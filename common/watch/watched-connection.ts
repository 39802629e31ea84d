/** Puts an interceptor's events together, one record a connection: what is kept of a session, and what everything is judged on. */
import type { ClientProcess, WatchEvent } from './watch-event.ts';

export interface WatchedExchange {
  readonly number: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly (readonly [string, string])[];
  /** Null: no answer was seen. */
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly bodyBytes: number;
    /** From the request to the end of the answer. */
    readonly durationMs: number;
  } | null;
}

export interface WatchedConnection {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  readonly isLocal: boolean;
  readonly process: ClientProcess | null;
  /** As the client asked the proxy for it; empty: it never did. */
  readonly askedHost: string;
  readonly askedPort: number | null;
  readonly serverName: string | null;
  readonly offeredAlpn: readonly string[];
  readonly alpn: string | null;
  readonly tlsVersion: string | null;
  readonly hasSentCertificate: boolean;
  readonly alert: string | null;
  readonly failure: 'alert' | 'closed' | 'other' | null;
  readonly failureDetail: string | null;
  readonly isPassedThrough: boolean;
  readonly isCleartext: boolean;
  readonly serverFailure: string | null;
  readonly closedBy: 'client' | 'interceptor' | null;
  /** Epoch milliseconds; null: it did not come to that. */
  readonly openedAt: number;
  readonly helloAt: number | null;
  readonly securedAt: number | null;
  readonly failedAt: number | null;
  readonly readAt: number | null;
  readonly closedAt: number | null;
  /** The newest, at most `maximumExchanges`. */
  readonly exchanges: readonly WatchedExchange[];
  readonly requests: number;
}

/** One connection that sends without end must not fill the memory. */
const maximumExchanges = 500;

const opened = (id: string, at: number): WatchedConnection => ({
  id,
  address: '',
  port: 0,
  isLocal: false,
  process: null,
  askedHost: '',
  askedPort: null,
  serverName: null,
  offeredAlpn: [],
  alpn: null,
  tlsVersion: null,
  hasSentCertificate: false,
  alert: null,
  failure: null,
  failureDetail: null,
  isPassedThrough: false,
  isCleartext: false,
  serverFailure: null,
  closedBy: null,
  openedAt: at,
  helloAt: null,
  securedAt: null,
  failedAt: null,
  readAt: null,
  closedAt: null,
  exchanges: [],
  requests: 0,
});

/** The host a client meant: the name in its hello, which it checks the certificate for; else what it asked the proxy for. */
export const hostOf = ({ serverName, askedHost }: WatchedConnection): string =>
  (serverName ?? askedHost).toLowerCase().replace(/\.$/, '');

/** `connection`: as it was before; undefined: not heard of yet. */
export const withEvent = (
  connection: WatchedConnection | undefined,
  event: WatchEvent,
): WatchedConnection => {
  const before = connection ?? opened(event.connection, event.at);
  const { at } = event;
  switch (event.kind) {
    case 'opened': {
      const { address, port, isLocal, process } = event;
      return { ...before, address, port, isLocal, process };
    }
    case 'asked':
      return { ...before, askedHost: event.host, askedPort: event.port };
    case 'hello':
      return { ...before, serverName: event.serverName, offeredAlpn: event.alpn, helloAt: at };
    case 'secured':
      return {
        ...before,
        securedAt: at,
        hasSentCertificate: true,
        tlsVersion: event.tlsVersion,
        alpn: event.alpn,
      };
    case 'handshake-failed':
      return {
        ...before,
        failedAt: at,
        alert: event.alert,
        failure: event.how,
        failureDetail: event.detail,
        hasSentCertificate: event.hasSentCertificate,
        tlsVersion: event.tlsVersion,
      };
    case 'late-alert':
      return { ...before, alert: event.alert, failedAt: before.failedAt ?? at };
    case 'read':
      return { ...before, readAt: before.readAt ?? at };
    case 'request':
      return withRequest(before, event);
    case 'response':
      return withResponse(before, event);
    case 'passed-through':
      return { ...before, isPassedThrough: true };
    case 'cleartext':
      return { ...before, isCleartext: true };
    case 'server-failed':
      return { ...before, serverFailure: before.serverFailure ?? event.why };
    case 'closed':
      return { ...before, closedAt: at, closedBy: event.by };
  }
};

type Of<Kind extends WatchEvent['kind']> = Extract<WatchEvent, { readonly kind: Kind }>;

const withRequest = (before: WatchedConnection, event: Of<'request'>): WatchedConnection => {
  const { at, number, method, url, headers } = event;
  const exchange = { number, at, method, url, requestHeaders: headers, response: null };
  return {
    ...before,
    requests: before.requests + 1,
    exchanges: [...before.exchanges, exchange].slice(-maximumExchanges),
  };
};

const withResponse = (before: WatchedConnection, event: Of<'response'>): WatchedConnection => {
  const { at, number, status, statusText, headers, bodyBytes } = event;
  return {
    ...before,
    exchanges: before.exchanges.map((exchange) =>
      exchange.number === number
        ? {
            ...exchange,
            response: { status, statusText, headers, bodyBytes, durationMs: Math.max(0, at - exchange.at) },
          }
        : exchange,
    ),
  };
};

/** All connections of these events, in the order they were opened. */
export const connectionsOf = (events: Iterable<WatchEvent>): readonly WatchedConnection[] => {
  const connections = new Map<string, WatchedConnection>();
  for (const event of events)
    connections.set(event.connection, withEvent(connections.get(event.connection), event));
  return [...connections.values()];
};
