import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { WebSocket } from 'ws';
import type { LoopbackListener } from './loopback-listener.ts';
import type { SeenRequest, Traffic } from './traffic.ts';

/** Fills a server's `Traffic`. */
export interface TrafficRecorder {
  readonly trafficAt: (listener: LoopbackListener) => Traffic;
  readonly addRequest: (request: IncomingMessage) => void;
  readonly addHandshake: (socket: TLSSocket) => void;
  readonly addFailedHandshake: (error: Error) => void;
  readonly addContentSource: (socket: Socket) => void;
  readonly addClientBytesAfterServerHello: (bytes: number) => void;
  readonly echo: (socket: WebSocket) => void;
}

/** `portOfClient` turns the port an inner server sees into the one the client connected from. */
export function createTrafficRecorder(
  portOfClient: (seenPort: number) => number | undefined,
): TrafficRecorder {
  const requests: SeenRequest[] = [];
  const failedHandshakes: string[] = [];
  const contentSources = new Set<Socket>();
  let handshakes = 0;
  let resumedHandshakes = 0;
  let closedContentBytes = 0;
  let rawClientBytesAfterServerHello = 0;
  let webSocketBytes = 0;

  const addContentSource = (socket: Socket): void => {
    contentSources.add(socket);
    socket.once('close', () => {
      contentSources.delete(socket);
      closedContentBytes += socket.bytesRead;
    });
  };

  return {
    trafficAt: (listener) => ({
      requests,
      failedHandshakes,
      get connections() {
        return listener.connections;
      },
      get openConnections() {
        return listener.openConnections;
      },
      get handshakes() {
        return handshakes;
      },
      get resumedHandshakes() {
        return resumedHandshakes;
      },
      get contentBytes() {
        return [...contentSources].reduce((sum, { bytesRead }) => sum + bytesRead, closedContentBytes);
      },
      get rawClientBytesAfterServerHello() {
        return rawClientBytesAfterServerHello;
      },
      get webSocketBytes() {
        return webSocketBytes;
      },
    }),
    addRequest: (request) => {
      // HTTP/2 hides its socket behind a proxy; the session has the one that knows TLS.
      const { stream } = request as Partial<Pick<Http2ServerRequest, 'stream'>>;
      const socket = stream?.session?.socket ?? request.socket;
      const { alpnProtocol, servername } = socket as Partial<TLSSocket>;
      const authority = request.headers[':authority'];
      const seen: SeenRequest = {
        method: request.method ?? '',
        url: request.url ?? '',
        host: (typeof authority === 'string' ? authority : request.headers.host) ?? null,
        headers: request.headers,
        alpn: typeof alpnProtocol === 'string' ? alpnProtocol : null,
        serverName: typeof servername === 'string' ? servername : null,
        clientPort: portOfClient(socket.remotePort ?? 0) ?? null,
        bodyBytes: 0,
      };
      request.on('data', (chunk: Buffer) => (seen.bodyBytes += chunk.length));
      requests.push(seen);
    },
    addHandshake: (socket) => {
      handshakes += 1;
      if (socket.isSessionReused()) resumedHandshakes += 1;
      addContentSource(socket);
    },
    addFailedHandshake: (error) => {
      failedHandshakes.push((error as NodeJS.ErrnoException).code ?? error.message);
    },
    addContentSource,
    addClientBytesAfterServerHello: (bytes) => {
      rawClientBytesAfterServerHello += bytes;
    },
    echo: (socket) => {
      socket.on('error', () => {
        socket.terminate();
      });
      socket.on('message', (data: Buffer, isBinary) => {
        webSocketBytes += data.length;
        socket.send(data, { binary: isBinary });
      });
    },
  };
}
