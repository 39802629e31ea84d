import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { listenOnLoopback, type ListenOptions, type LoopbackListener } from './loopback-listener.ts';
import { answerRequest } from './routes.ts';
import { createTrafficRecorder } from './traffic-recorder.ts';
import type { Traffic } from './traffic.ts';

export interface PlainServer {
  readonly port: number;
  readonly traffic: Traffic;
  readonly dropConnections: LoopbackListener['dropConnections'];
  readonly stop: () => Promise<void>;
}

/** HTTP/1.1 and `ws://` echo without TLS, with the same answers as the genuine server (routes.ts). */
export async function startPlainServer(options: ListenOptions = {}): Promise<PlainServer> {
  const recorder = createTrafficRecorder((seenPort) => seenPort);
  const webSockets = new WebSocketServer({ noServer: true });
  const httpServer = createServer((request, response) => {
    recorder.addRequest(request);
    answerRequest(request, response);
  });
  httpServer.on('clientError', (_error, socket) => socket.destroy());
  httpServer.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    recorder.addRequest(request);
    webSockets.handleUpgrade(request, socket, head, recorder.echo);
  });
  const listener = await listenOnLoopback((socket) => {
    recorder.addContentSource(socket);
    httpServer.emit('connection', socket);
  }, options);
  return {
    port: listener.port,
    traffic: recorder.trafficAt(listener),
    dropConnections: listener.dropConnections,
    stop: async () => {
      await listener.stop();
      webSockets.close();
      httpServer.close();
      httpServer.closeAllConnections();
    },
  };
}

export interface NotTlsServer {
  readonly listener: LoopbackListener;
  readonly port: number;
  /** What clients sent, ClientHellos included. */
  readonly clientBytes: number;
  readonly stop: LoopbackListener['stop'];
}

const banners = {
  ssh: 'SSH-2.0-OpenSSH_9.2\r\n',
  http: 'HTTP/1.1 400 Bad Request\r\ncontent-length: 4\r\nconnection: close\r\n\r\nnope',
} as const;

/** Speaks first as SSH does, or answers a ClientHello with an HTTP error as a web server on the wrong port does. */
export async function startNotTlsServer(speaks: keyof typeof banners): Promise<NotTlsServer> {
  let clientBytes = 0;
  const listener = await listenOnLoopback((client) => {
    client.on('data', (chunk: Buffer) => (clientBytes += chunk.length));
    if (speaks === 'ssh') {
      client.write(banners.ssh);
      client.once('end', () => client.end());
      return;
    }
    void once(client, 'data').then(
      () => client.end(banners.http),
      () => undefined,
    );
  });
  return {
    listener,
    port: listener.port,
    get clientBytes() {
      return clientBytes;
    },
    stop: listener.stop,
  };
}
