import type { Connection, InterceptorEvent, InterceptorSaw } from '../../common/records.ts';
import { formatBytes } from '../ui/format-quantity.ts';

const words: Readonly<Record<InterceptorEvent['kind'], string>> = {
  connected: 'connection opened',
  'client-handshake-done': 'handshake done',
  'client-handshake-failed': 'client refused its certificate',
  'request-read': 'read the request',
  'response-read': 'read the response',
  'server-failed': 'could not reach the server',
  disconnected: 'connection closed',
};

/** What the event says, for people. */
export const interceptorWords = (kind: InterceptorEvent['kind']): string => words[kind];

/** `GET https://api.example.com/v2` is `GET /v2` in the row of that host. */
const withoutOrigin = (detail: string): string => detail.replace(/ https?:\/\/[^/ ]+/, ' ');

/** The other end in a few words, for a row. The client's decision is in the column beside it. */
export const describeInterceptorSaw = (
  saw: InterceptorSaw | null,
  interceptor: string | null,
): { readonly text: string; readonly tone: 'read' | 'refused' | 'plain' | 'none' } => {
  if (interceptor === null) return { text: 'not in between', tone: 'none' };
  if (saw === null) return { text: 'no word from it', tone: 'none' };
  switch (saw.kind) {
    case 'request-read':
    case 'response-read':
      return { text: `read ${saw.detail === '' ? 'the traffic' : withoutOrigin(saw.detail)}`, tone: 'read' };
    case 'client-handshake-failed':
      return { text: `refused by client${saw.detail === '' ? '' : `: ${saw.detail}`}`, tone: 'refused' };
    case 'server-failed':
      return { text: `server failed${saw.detail === '' ? '' : `: ${saw.detail}`}`, tone: 'plain' };
    case 'client-handshake-done':
      return { text: 'handshake done, nothing read', tone: 'plain' };
    case 'connected':
      return { text: 'connected, nothing read', tone: 'plain' };
    case 'disconnected':
      return { text: 'closed, nothing read', tone: 'plain' };
  }
};

/** The proof in one sentence: whether the interceptor got to read anything. */
export const describeProof = (
  connection: Pick<Connection, 'applicationBytesSent'>,
  events: readonly InterceptorEvent[],
): { readonly text: string; readonly hasRead: boolean } => {
  if (events.some(({ kind }) => kind === 'request-read' || kind === 'response-read')) {
    return { text: 'The interceptor read this traffic.', hasRead: true };
  }
  const sent =
    connection.applicationBytesSent === 0
      ? 'not one byte of application data left the client'
      : `${formatBytes(connection.applicationBytesSent)} of application data left the client`;
  return events.length === 0
    ? { text: `No event of the interceptor; ${sent}.`, hasRead: false }
    : { text: `The interceptor read nothing: ${sent}.`, hasRead: false };
};
