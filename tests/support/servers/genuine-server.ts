// An HTTPS server on loopback which counts what reaches it. Attackers are the same server with another certificate.
// A TCP front stands before the TLS engine, because only raw bytes tell what a client sent after the ServerHello.
import { constants } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createSecureServer } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { SecureVersion, Server as TlsServer, TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import { dialLoopback, joinSockets, listenOnLoopback } from './loopback-listener.ts';
import { answerRequest } from './routes.ts';
import { createServerHelloWatch } from './tls-records.ts';
import { createTrafficRecorder } from './traffic-recorder.ts';
import type { Traffic } from './traffic.ts';

/** What a server presents: the leaf and whatever it sends after it, and the leaf's key. */
export interface ServerCertificate {
  readonly chainPem: string;
  readonly privateKeyPem: string;
}

export interface GenuineServerOptions {
  /** For clients without SNI, and for names that have none of their own. */
  readonly certificate: ServerCertificate;
  /** By SNI; `*` stands for one label. */
  readonly certificatesByName?: Readonly<Record<string, ServerCertificate>>;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /**
   * OpenSSL group names, colon-separated. `P-384` makes TLS 1.3 answer Chromium with a HelloRetryRequest: it
   * supports that group and sends no key share for it.
   */
  readonly keyExchangeGroups?: string;
  /** OpenSSL names for TLS 1.2 and 1.3. */
  readonly ciphers?: string;
  /** Left out: both. */
  readonly protocols?: readonly ['h2'] | readonly ['http/1.1'] | readonly ['h2', 'http/1.1'];
  /**
   * 48 bytes: whoever has them can resume the session, another server too. Left out: fresh ones. `none`: no
   * session is ever resumed.
   */
  readonly ticketKeys?: Buffer | 'none';
  readonly alsoIpv6?: boolean;
}

export interface GenuineServer {
  readonly port: number;
  readonly traffic: Traffic;
  /** For later connections; for one name (by SNI) where `name` is given. */
  readonly setCertificate: (certificate: ServerCertificate, name?: string) => void;
  /** A certificate for each later connection in turn, from the start again at the end. */
  readonly rotateCertificates: (certificates: readonly ServerCertificate[]) => void;
  readonly dropConnections: (how?: 'close' | 'reset') => void;
  readonly stop: () => Promise<void>;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

function createTlsServer(
  options: ServerOptions,
  protocols: NonNullable<GenuineServerOptions['protocols']>,
  onRequest: RequestListener,
): TlsServer {
  if (protocols[0] === 'http/1.1') return createHttpsServer(options, onRequest);
  const server = createSecureServer({ ...options, allowHTTP1: protocols.length === 2 });
  // HTTP/2's compatibility objects answer like HTTP/1's in all that the routes use.
  server.on('request', onRequest as unknown as Parameters<typeof server.on>[1]);
  server.on('sessionError', () => undefined);
  return server;
}

function tlsOptionsOf(options: GenuineServerOptions, certificate: ServerCertificate): ServerOptions {
  const { minVersion, maxVersion, keyExchangeGroups, ciphers, ticketKeys } = options;
  return {
    cert: certificate.chainPem,
    key: certificate.privateKeyPem,
    // The same on every server, so that ticket keys alone decide who can resume what.
    sessionIdContext: 'pinspect-test',
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(keyExchangeGroups === undefined ? {} : { ecdhCurve: keyExchangeGroups }),
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(ticketKeys === undefined || ticketKeys === 'none' ? {} : { ticketKeys }),
    // Without tickets OpenSSL falls back to session ids, which nobody stores here.
    ...(ticketKeys === 'none' ? { secureOptions: constants.SSL_OP_NO_TICKET } : {}),
  };
}

/** Starts the server; see routes.ts for what it answers, wss echo on any path included. */
export async function startGenuineServer(options: GenuineServerOptions): Promise<GenuineServer> {
  const clientPorts = new Map<number, number>();
  const recorder = createTrafficRecorder((seenPort) => clientPorts.get(seenPort));
  const webSockets = new WebSocketServer({ noServer: true });

  const tlsServer = createTlsServer(
    tlsOptionsOf(options, options.certificate),
    options.protocols ?? ['h2', 'http/1.1'],
    (request, response) => {
      request.on('error', () => undefined);
      response.on('error', () => undefined);
      recorder.addRequest(request);
      answerRequest(request, response);
    },
  );
  let rotation: readonly ServerCertificate[] = [];
  let turn = 0;
  const setCertificate: GenuineServer['setCertificate'] = (certificate, name) => {
    const tlsOptions = tlsOptionsOf(options, certificate);
    if (name === undefined) tlsServer.setSecureContext(tlsOptions);
    else tlsServer.addContext(name, tlsOptions);
  };
  for (const [name, certificate] of Object.entries(options.certificatesByName ?? {})) {
    setCertificate(certificate, name);
  }
  // Before the TLS server's own listener, which takes the context that is in force when it runs.
  tlsServer.prependListener('connection', () => {
    const next = rotation[turn % rotation.length];
    turn += 1;
    if (next !== undefined) setCertificate(next);
  });
  tlsServer.on('secureConnection', (socket: TLSSocket) => {
    recorder.addHandshake(socket);
    socket.on('error', () => socket.destroy());
  });
  tlsServer.on('tlsClientError', (error, socket) => {
    recorder.addFailedHandshake(error);
    socket.destroy();
  });
  tlsServer.on('clientError', (_error: Error, socket: Socket) => socket.destroy());
  tlsServer.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    recorder.addRequest(request);
    webSockets.handleUpgrade(request, socket, head, recorder.echo);
  });
  tlsServer.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
  await once(tlsServer, 'listening');
  const { port: innerPort } = tlsServer.address() as AddressInfo;

  const front = await listenOnLoopback((client) => {
    const inner = dialLoopback(innerPort);
    const watch = createServerHelloWatch();
    inner.once('connect', () => {
      if (client.remotePort !== undefined && inner.localPort !== undefined) {
        const { localPort } = inner;
        clientPorts.set(localPort, client.remotePort);
        inner.once('close', () => clientPorts.delete(localPort));
      }
    });
    inner.on('data', watch.push);
    client.on('data', (chunk: Buffer) => {
      if (watch.hasPassed()) recorder.addClientBytesAfterServerHello(chunk.length);
    });
    joinSockets(client, inner);
  }, options);

  return {
    port: front.port,
    traffic: recorder.trafficAt(front),
    setCertificate,
    rotateCertificates: (certificates) => {
      rotation = certificates;
      turn = 0;
    },
    dropConnections: front.dropConnections,
    stop: async () => {
      const innerClosed = once(tlsServer, 'close');
      tlsServer.close();
      await front.stop();
      webSockets.close();
      await innerClosed;
    },
  };
}
