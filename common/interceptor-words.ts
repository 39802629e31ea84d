/** What an interceptor saw of a connection, in words: the same in the list, the detail, the ticket and every report. */
import type { InterceptorEvent, InterceptorSaw } from './records.ts';

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

/** The alert is what a refusal proves: it stands first where a column cuts the rest off. */
const alertAlone = (detail: string): string => /\balert [a-z_]+ \(\d+\)/.exec(detail)?.[0] ?? detail;

export interface SawWords {
  /** A few words, for a row. The client's decision is in the column beside it. */
  readonly text: string;
  /** With everything it said. */
  readonly inFull: string;
  readonly tone: 'read' | 'refused' | 'plain' | 'none';
}

/** `interceptor`: its name; null: none was between. */
export const describeInterceptorSaw = (saw: InterceptorSaw | null, interceptor: string | null): SawWords => {
  const plain = (text: string, tone: SawWords['tone'] = 'plain'): SawWords => ({ text, inFull: text, tone });
  if (interceptor === null) return plain('not in between', 'none');
  if (saw === null) return plain('no word from it', 'none');
  const { kind, detail } = saw;
  switch (kind) {
    case 'request-read':
    case 'response-read':
      return detail === ''
        ? plain('read the traffic', 'read')
        : { text: `read ${withoutOrigin(detail)}`, inFull: `read ${detail}`, tone: 'read' };
    case 'client-handshake-failed':
      return detail === ''
        ? plain('refused by client', 'refused')
        : {
            text: `refused by client: ${alertAlone(detail)}`,
            inFull: `refused by client: ${detail}`,
            tone: 'refused',
          };
    case 'server-failed':
      return plain(`server failed${detail === '' ? '' : `: ${detail}`}`);
    case 'client-handshake-done':
      return plain('handshake done, nothing read');
    case 'connected':
      return plain('connected, nothing read');
    case 'disconnected':
      return plain('closed, nothing read');
  }
};
