/** What a client asked inside an opened tunnel, told and passed on to the server. */
import { request as httpRequest, type Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DialTarget } from './dial-upstream.ts';
import type { TunnelSettings } from './tunnel-settings.ts';
import type { UpstreamAgent } from './upstream-agent.ts';
import { pairsOf, tellResponse } from './watched-exchange.ts';

const headBytes = ({ method, url, rawHeaders }: IncomingMessage): number =>
  (method?.length ?? 0) +
  (url?.length ?? 0) +
  'HTTP/1.1'.length +
  4 +
  rawHeaders.join('').length +
  rawHeaders.length * 2 +
  2;

interface ToldRequest {
  /** `GET https://host/path` */
  readonly text: string;
  readonly number: number;
}

const tellRequest = (
  incoming: IncomingMessage,
  { tell, watched }: TunnelSettings,
  target: DialTarget,
): ToldRequest => {
  const { method = '', url: path = '', headers, rawHeaders } = incoming;
  const url = `https://${headers.host ?? `${target.host}:${target.port}`}${path}`;
  const text = `${method} ${url}`;
  tell('request-read', text, headBytes(incoming));
  const number = watched?.nextNumber() ?? 0;
  watched?.tell({ kind: 'request', number, method, url, headers: pairsOf(rawHeaders) });
  return { text, number };
};

/** What belongs to one hop only (RFC 9110, 7.6.1), of the headers that a client sends to a server it thinks it reached. */
const forwardedHeaders = ({ rawHeaders }: IncomingMessage): string[] =>
  rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && !['connection', 'keep-alive'].includes(name.toLowerCase())
      ? [name, rawHeaders[at + 1] ?? '']
      : [],
  );

export const forward = (
  incoming: IncomingMessage,
  response: ServerResponse,
  agent: Agent,
  settings: TunnelSettings,
  target: DialTarget,
): void => {
  const { text, number } = tellRequest(incoming, settings, target);
  const outgoing = httpRequest({
    agent,
    method: incoming.method,
    path: incoming.url,
    headers: forwardedHeaders(incoming),
  });
  outgoing.once('response', (answer) => {
    settings.tell('response-read', `${answer.statusCode ?? 0} for ${text}`);
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, forwardedHeaders(answer));
    answer.pipe(response);
    answer.once('error', () => response.destroy());
    if (settings.watched !== null) tellResponse(answer, number, settings.watched);
  });
  outgoing.once('error', (error) => {
    settings.tell('server-failed', error.message);
    settings.watched?.tell({ kind: 'server-failed', why: error.message });
    settings.watched?.cut();
    response.destroy();
  });
  response.once('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
};

/** WebSockets and the like: the head is read, what follows is copied. */
export const forwardUpgrade = (
  incoming: IncomingMessage,
  client: Duplex,
  head: Buffer,
  agent: UpstreamAgent,
  settings: TunnelSettings,
  target: DialTarget,
): void => {
  tellRequest(incoming, settings, target);
  agent.open().then(
    (server) => {
      const { method = '', url = '', rawHeaders } = incoming;
      const lines = rawHeaders.flatMap((name, at) =>
        at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1] ?? ''}`] : [],
      );
      server.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      server.write(head);
      server.pipe(client).pipe(server);
      client.once('close', () => server.destroy());
      server.once('close', () => client.destroy());
    },
    (error: unknown) => {
      settings.tell('server-failed', String(error));
      settings.watched?.tell({ kind: 'server-failed', why: String(error) });
      settings.watched?.cut();
      client.destroy();
    },
  );
};
