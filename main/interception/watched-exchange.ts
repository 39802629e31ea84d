/** Tells the requests and answers of a client that is not ours. Bodies are counted, never kept. */
import type { IncomingMessage } from 'node:http';
import type { WatchedClient } from './watched-client.ts';

/** Node's flat list of names and values, as pairs. */
export const pairsOf = (rawHeaders: readonly string[]): readonly (readonly [string, string])[] =>
  rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : []));

/** Once the answer has ended, however it did. */
export const tellResponse = (answer: IncomingMessage, number: number, watched: WatchedClient): void => {
  let bodyBytes = 0;
  answer.on('data', (piece: Buffer) => (bodyBytes += piece.length));
  answer.once('close', () => {
    const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = answer;
    watched.tell({ kind: 'response', number, status, statusText, headers: pairsOf(rawHeaders), bodyBytes });
  });
};
