/** An HTTPS server of the lab's world on loopback, HTTP/2 and HTTP/1.1, that counts what reaches it. */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ServerSide } from '../../common/lab-result.ts';

export interface ServerCertificate {
  readonly chainPem: string;
  readonly privateKeyPem: string;
}

export interface LabServer {
  readonly name: string;
  readonly port: number;
  readonly openConnections: () => number;
  /** For later connections. */
  readonly present: (certificate: ServerCertificate) => void;
  /** Since it was last called. */
  readonly takeCounts: () => ServerSide;
  /** Ends its connections and its port. */
  readonly close: () => Promise<void>;
}

/** More than any scenario sends; a report shows the first of them. */
const maximumRequestLines = 20;

interface Counts {
  connections: number;
  handshakes: number;
  requests: number;
  contentBytes: number;
  requestLines: string[];
}

const nothing = (): Counts => ({
  connections: 0,
  handshakes: 0,
  requests: 0,
  contentBytes: 0,
  requestLines: [],
});

class Counter {
  readonly name: string;
  #counts = nothing();
  /** Sockets whose decrypted bytes count, and how many of them are told already. */
  readonly #sources = new Map<Socket, number>();

  constructor(name: string) {
    this.name = name;
  }

  addConnection(): void {
    this.#counts.connections += 1;
  }

  addHandshake(socket: Socket): void {
    this.#counts.handshakes += 1;
    this.addSource(socket);
  }

  addSource(socket: Socket): void {
    this.#sources.set(socket, 0);
    socket.once('close', () => {
      this.#counts.contentBytes += socket.bytesRead - (this.#sources.get(socket) ?? 0);
      this.#sources.delete(socket);
    });
  }

  addRequest({ method, url, headers, httpVersion }: IncomingMessage): void {
    const authority = headers[':authority'] ?? headers.host;
    this.#counts.requests += 1;
    if (this.#counts.requestLines.length < maximumRequestLines)
      this.#counts.requestLines.push(
        `${method ?? ''} ${url ?? ''} (${String(authority)}, HTTP/${httpVersion})`,
      );
  }

  take(): ServerSide {
    const counts = this.#counts;
    this.#counts = nothing();
    for (const [socket, told] of this.#sources) {
      counts.contentBytes += socket.bytesRead - told;
      this.#sources.set(socket, socket.bytesRead);
    }
    return { name: this.name, ...counts };
  }
}

/** Answers `/redirect?to=URL` with a redirect, everything else with a line of text. */
const answer = (request: IncomingMessage, response: ServerResponse): void => {
  const target = new URL(request.url ?? '/', 'https://lab.invalid').searchParams.get('to');
  response.setHeader('cache-control', 'no-store');
  if (target !== null) response.writeHead(302, { location: target }).end();
  else response.writeHead(200, { 'content-type': 'text/plain' }).end('The secret of the lab.\n');
};

/** `name` is how the evidence calls it. */
export const startHttpsServer = async (
  name: string,
  certificate: ServerCertificate,
  { speaksHttp2 = true } = {},
): Promise<LabServer> => {
  const counter = new Counter(name);
  const options = { cert: certificate.chainPem, key: certificate.privateKeyPem };
  const server = speaksHttp2
    ? createSecureServer({ ...options, allowHTTP1: true })
    : createHttpsServer(options);
  // HTTP/2's compatibility objects answer like HTTP/1's in all that is used here.
  server.on('request', ((request: IncomingMessage, response: ServerResponse) => {
    counter.addRequest(request);
    answer(request, response);
  }) as unknown as Parameters<typeof server.on>[1]);
  server.on('sessionError', () => undefined);
  server.on('secureConnection', (socket: TLSSocket) => {
    counter.addHandshake(socket);
    socket.on('error', () => socket.destroy());
  });
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  const { port, openConnections, close } = await listen(server, counter);
  return {
    name,
    port,
    openConnections,
    close,
    present: ({ chainPem, privateKeyPem }) => {
      server.setSecureContext({ cert: chainPem, key: privateKeyPem });
    },
    takeCounts: () => counter.take(),
  };
};

/** Plain HTTP, for what leaves in the clear. */
export const startHttpServer = async (name: string): Promise<Omit<LabServer, 'present'>> => {
  const counter = new Counter(name);
  const server = createServer((request, response) => {
    counter.addRequest(request);
    answer(request, response);
  });
  server.on('connection', (socket: Socket) => {
    counter.addSource(socket);
  });
  const { port, openConnections, close } = await listen(server, counter);
  return { name, port, openConnections, close, takeCounts: () => counter.take() };
};

const listen = async (
  server: Server,
  counter: Counter,
): Promise<Pick<LabServer, 'port' | 'openConnections' | 'close'>> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    counter.addConnection();
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    openConnections: () => sockets.size,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
