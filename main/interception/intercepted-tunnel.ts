/**
 * One CONNECT of the built-in interceptor, opened up: TLS with the client under a forged certificate, TLS with the server
 * under Node's own rules, HTTP/1.1 on both sides. HTTP/2 is not offered: every server that speaks it to browsers speaks
 * HTTP/1.1 too, and one protocol is enough to read what is said. A server whose certificate is not good is not used.
 */
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  type TLSSocket,
  connect as connectTls,
  createServer as createTlsServer,
  rootCertificates,
} from 'node:tls';
import type { InterceptorEvent } from '../../common/records.ts';
import { type DialTarget, dialUpstream } from './dial-upstream.ts';
import type { Forge } from './forge-certificates.ts';
import { explainClientHandshakeFailure } from './handshake-failure.ts';

export interface TunnelSettings {
  readonly forge: Forge;
  /** Null: direct. */
  readonly upstreamProxy: string | null;
  /** PEM of roots accepted at servers besides Node's own; empty: none. */
  readonly serverRootsPem: string;
  readonly tell: (kind: InterceptorEvent['kind'], detail: string, requestBytes?: number) => void;
}

const speaker = 'the interceptor';

/** `server` is connected to the target already: a target that cannot be reached never gets as far as TLS. */
export const interceptTunnel = async (
  client: Socket,
  server: Socket,
  target: DialTarget,
  settings: TunnelSettings,
): Promise<void> => {
  const { forge, tell } = settings;
  const upstream = new UpstreamAgent(target, server, settings);
  client.once('close', () => {
    upstream.destroy();
    server.destroy();
  });
  // For a client that names no host: one that asks for an address.
  const { chainPem, privateKeyPem } = await forge.leafFor(target.host);
  const tls = createTlsServer({
    cert: chainPem,
    key: privateKeyPem,
    ALPNProtocols: ['http/1.1'],
    SNICallback: (name, answer) => {
      forge.contextFor(name).then(
        (context) => {
          answer(null, context);
        },
        (error: unknown) => {
          answer(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
  const http = createServer({ keepAliveTimeout: 0 }, (incoming, response) => {
    forward(incoming, response, upstream, settings, target);
  });
  http.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    forwardUpgrade(incoming, socket, head, upstream, settings, target);
  });
  http.on('clientError', (_error, socket) => socket.destroy());
  tls.on('secureConnection', (socket) => {
    const name = typeof socket.servername === 'string' ? socket.servername : '';
    upstream.serverName = name === '' ? target.host : name;
    socket.on('error', () => socket.destroy());
    tell(
      'client-handshake-done',
      [socket.getProtocol(), name].filter((fact) => fact !== null && fact !== '').join(', '),
    );
    http.emit('connection', socket);
  });
  tls.on('tlsClientError', (error, socket) => {
    tell('client-handshake-failed', explainClientHandshakeFailure(textOf(error), speaker));
    socket.destroy();
  });
  tls.emit('connection', client);
};

/** OpenSSL says `tlsv1 alert unknown ca`, BoringSSL `TLSV1_ALERT_UNKNOWN_CA`. */
const textOf = (error: Error & { readonly code?: string; readonly reason?: string }): string =>
  error.code === 'ECONNRESET'
    ? 'connection closed'
    : (error.reason ?? error.message).replaceAll('_', ' ').toLowerCase();

/** Keeps one TLS connection to the server for the requests of one tunnel. */
class UpstreamAgent extends Agent {
  readonly #target: DialTarget;
  readonly #settings: TunnelSettings;
  #first: Socket | null;
  /** What the client called the server. */
  serverName = '';

  constructor(target: DialTarget, first: Socket, settings: TunnelSettings) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#target = target;
    this.#first = first;
    this.#settings = settings;
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    this.open().then(
      (socket) => callback?.(null, socket),
      (error: unknown) =>
        callback?.(error instanceof Error ? error : new Error(String(error)), undefined as never),
    );
    return undefined;
  }

  async open(): Promise<TLSSocket> {
    const { upstreamProxy, serverRootsPem } = this.#settings;
    const first = this.#first;
    this.#first = null;
    const socket = first?.destroyed === false ? first : await dialUpstream(this.#target, upstreamProxy);
    const { serverName } = this;
    return new Promise((resolve, reject) => {
      const secured = connectTls({
        socket,
        // An address is no server name (RFC 6066, 3).
        ...(/^[\d.]+$|:/.test(serverName) ? { host: serverName } : { servername: serverName }),
        ca: [...rootCertificates, ...(serverRootsPem === '' ? [] : [serverRootsPem])],
        ALPNProtocols: ['http/1.1'],
      });
      secured.once('secureConnect', () => {
        secured.off('error', reject);
        secured.on('error', () => secured.destroy());
        resolve(secured);
      });
      secured.once('error', reject);
    });
  }
}

const headBytes = ({ method, url, rawHeaders }: IncomingMessage): number =>
  (method?.length ?? 0) +
  (url?.length ?? 0) +
  'HTTP/1.1'.length +
  4 +
  rawHeaders.join('').length +
  rawHeaders.length * 2 +
  2;

const tellRequest = (incoming: IncomingMessage, { tell }: TunnelSettings, target: DialTarget): string => {
  const { method = '', url = '', headers } = incoming;
  const text = `${method} https://${headers.host ?? `${target.host}:${target.port}`}${url}`;
  tell('request-read', text, headBytes(incoming));
  return text;
};

/** What belongs to one hop only (RFC 9110, 7.6.1), of the headers that a client sends to a server it thinks it reached. */
const forwardedHeaders = ({ rawHeaders }: IncomingMessage): string[] =>
  rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && !['connection', 'keep-alive'].includes(name.toLowerCase())
      ? [name, rawHeaders[at + 1] ?? '']
      : [],
  );

const forward = (
  incoming: IncomingMessage,
  response: ServerResponse,
  agent: Agent,
  settings: TunnelSettings,
  target: DialTarget,
): void => {
  const text = tellRequest(incoming, settings, target);
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
  });
  outgoing.once('error', (error) => {
    settings.tell('server-failed', error.message);
    response.destroy();
  });
  response.once('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
};

/** WebSockets and the like: the head is read, what follows is copied. */
const forwardUpgrade = (
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
      client.destroy();
    },
  );
};
