// An HTTP proxy between the client and the servers of a test: CONNECT, and absolute-form requests for plain HTTP.
// Names resolve to nothing but loopback: every target is dialled on 127.0.0.1, on the port that was asked for.
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { dialLoopback, joinSockets, listenOnLoopback, type LoopbackListener } from './loopback-listener.ts';
import type { ServerCertificate } from './genuine-server.ts';

/** One thing a client asked a proxy for. */
export interface ProxyRequest {
  readonly method: string;
  /** `host:port` of a CONNECT, the URL of an absolute-form request. */
  readonly target: string;
  /** What came as `Proxy-Authorization`, decoded from Basic: `user:password`; null without. */
  readonly credentials: string | null;
  readonly outcome: 'forwarded' | 'challenged' | 'refused';
  readonly headers: IncomingMessage['headers'];
}

export interface UpstreamProxyOptions {
  /** Whoever does not send these gets a 407. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** The `Proxy-Authenticate` of a 407, one a header line. Left out: Basic. */
  readonly challenges?: readonly string[];
  /** Clients speak TLS to the proxy itself (`HTTPS` in a PAC script). */
  readonly certificate?: ServerCertificate;
  /** Answers every request with this status. */
  readonly refuseWith?: number;
  /** The loopback port for a target; left out: the port that was asked for. */
  readonly portFor?: (host: string, port: number) => number;
}

export interface UpstreamProxy {
  readonly port: number;
  readonly listener: LoopbackListener;
  readonly requests: readonly ProxyRequest[];
  /** Bytes inside tunnels, from the client and to it. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly stop: LoopbackListener['stop'];
}

const decodeBasic = (header: string | undefined): string | null =>
  header?.startsWith('Basic ') === true ? Buffer.from(header.slice(6), 'base64').toString() : null;

/** Splits `[::1]:443` and `host:443`. */
function splitAuthority(authority: string): { host: string; port: number } {
  const colon = authority.lastIndexOf(':');
  const host = authority.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(authority.slice(colon + 1)) };
}

export async function startUpstreamProxy(options: UpstreamProxyOptions = {}): Promise<UpstreamProxy> {
  const requests: ProxyRequest[] = [];
  let bytesSent = 0;
  let bytesReceived = 0;
  const portFor = options.portFor ?? ((_host, port) => port);
  const challenges = options.challenges ?? ['Basic realm="test proxy"'];
  const expected =
    options.credentials === undefined ? null : `${options.credentials.user}:${options.credentials.password}`;

  /** The status to refuse with; null to forward. Records the request. */
  const admit = (request: IncomingMessage): number | null => {
    const credentials = decodeBasic(request.headers['proxy-authorization']);
    const isChallenged = expected !== null && credentials !== expected;
    const status = isChallenged ? 407 : (options.refuseWith ?? null);
    requests.push({
      method: request.method ?? '',
      target: request.url ?? '',
      credentials,
      outcome: isChallenged ? 'challenged' : status === null ? 'forwarded' : 'refused',
      headers: request.headers,
    });
    return status;
  };

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const status = admit(request);
    if (status !== null) {
      response.writeHead(status, status === 407 ? { 'proxy-authenticate': [...challenges] } : {}).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://relative.invalid');
    const upstream = forward({
      host: '127.0.0.1',
      port: portFor(url.hostname, Number(url.port || 80)),
      method: request.method,
      path: `${url.pathname}${url.search}`,
      headers: { ...request.headers, connection: 'close' },
      agent: false,
    });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    client.on('error', () => client.destroy());
    const status = admit(request);
    if (status !== null) {
      const challenge =
        status === 407 ? challenges.map((one) => `Proxy-Authenticate: ${one}\r\n`).join('') : '';
      client.end(`HTTP/1.1 ${status} Refused\r\n${challenge}Content-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const { host, port } = splitAuthority(request.url ?? '');
    const target = dialLoopback(portFor(host, port));
    target.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) client.unshift(head);
      client.on('data', (chunk: Buffer) => (bytesSent += chunk.length));
      target.on('data', (chunk: Buffer) => (bytesReceived += chunk.length));
      joinSockets(client, target);
    });
    target.once('error', () => {
      if (target.connecting || target.bytesRead === 0) client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    client.once('close', () => target.destroy());
  });

  const context =
    options.certificate === undefined
      ? null
      : createSecureContext({ cert: options.certificate.chainPem, key: options.certificate.privateKeyPem });
  const listener = await listenOnLoopback((socket) => {
    if (context === null) {
      server.emit('connection', socket);
      return;
    }
    const secured = new TLSSocket(socket, {
      isServer: true,
      secureContext: context,
      ALPNProtocols: ['http/1.1'],
    });
    secured.on('error', () => socket.destroy());
    secured.once('secure', () => server.emit('connection', secured));
  });
  return {
    listener,
    port: listener.port,
    requests,
    get bytesSent() {
      return bytesSent;
    },
    get bytesReceived() {
      return bytesReceived;
    },
    stop: async () => {
      await listener.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}
