/** A plain `http://` request that a client sent to the interceptor as to any proxy: told as readable by everybody, and passed on. */
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorText } from '../../common/error-text.ts';
import type { WatchedClient } from './watched-client.ts';
import { pairsOf, tellResponse } from './watched-exchange.ts';

/** Of one hop only (RFC 9110, 7.6.1), and the proxy's own. */
const ofThisHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization']);

export const forwardCleartext = (
  incoming: IncomingMessage,
  response: ServerResponse,
  url: URL,
  watched: WatchedClient,
  dial: () => Promise<Socket>,
): void => {
  const number = watched.nextNumber();
  const headers = pairsOf(incoming.rawHeaders);
  watched.tell({
    kind: 'asked',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 80 : Number(url.port),
  });
  watched.tell({ kind: 'cleartext' });
  watched.tell({ kind: 'request', number, method: incoming.method ?? '', url: url.href, headers });
  const fail = (error: unknown): void => {
    watched.tell({ kind: 'server-failed', why: errorText(error) });
    if (!response.headersSent) response.writeHead(502, { 'content-length': 0 });
    response.end();
  };
  response.once('close', () => {
    watched.closed();
  });
  dial().then((socket) => {
    const agent = new Agent();
    agent.createConnection = () => socket;
    const outgoing = httpRequest({
      agent,
      method: incoming.method,
      path: `${url.pathname}${url.search}`,
      headers: headers.filter(([name]) => !ofThisHop.has(name.toLowerCase())).flat(),
    });
    outgoing.once('response', (answer) => {
      response.writeHead(
        answer.statusCode ?? 502,
        answer.statusMessage,
        pairsOf(answer.rawHeaders)
          .filter(([name]) => !ofThisHop.has(name.toLowerCase()))
          .flat(),
      );
      answer.pipe(response);
      tellResponse(answer, number, watched);
    });
    outgoing.once('error', fail);
    response.once('close', () => {
      outgoing.destroy();
      socket.destroy();
    });
    incoming.pipe(outgoing);
  }, fail);
};
