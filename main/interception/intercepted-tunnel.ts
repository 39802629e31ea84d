/**
 * One CONNECT of the built-in interceptor, opened up: TLS with the client under a forged certificate, TLS with the server
 * under Node's own rules, HTTP/1.1 on both sides. HTTP/2 is not offered: every server that speaks it to browsers speaks
 * HTTP/1.1 too, and one protocol is enough to read what is said. A server whose certificate is not good is not used.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type TLSSocket, createServer as createTlsServer } from 'node:tls';
import type { DialTarget } from './dial-upstream.ts';
import { forward, forwardUpgrade } from './forward-exchange.ts';
import { alertIn, alertOfCode, explainClientHandshakeFailure } from './handshake-failure.ts';
import { meetClient } from './meet-client.ts';
import { readHttp2 } from './read-http2.ts';
import { TappedStream } from './tapped-stream.ts';
import type { TunnelSettings } from './tunnel-settings.ts';
import { UpstreamAgent } from './upstream-agent.ts';
import type { WatchedClient } from './watched-client.ts';

const speaker = 'the interceptor';

/** `server` is connected to the target already: a target that cannot be reached never gets as far as TLS. */
export const interceptTunnel = async (
  client: Socket,
  server: Socket,
  target: DialTarget,
  settings: TunnelSettings,
): Promise<void> => {
  const { forge, tell, watched } = settings;
  const offersTls13 = watched === null ? true : await meetClient(client, server, target, settings, watched);
  if (offersTls13 === null) return;
  const upstream = new UpstreamAgent(server, settings);
  client.once('close', () => {
    upstream.destroy();
    server.destroy();
  });
  // For a client that names no host: one that asks for an address.
  const { chainPem, privateKeyPem, certificateDer } = await forge.leafFor(target.host);
  const tapped = watched === null ? null : new TappedStream(client);
  const tls = createTlsServer({
    cert: chainPem,
    key: privateKeyPem,
    ...(watched === null ? { ALPNProtocols: ['http/1.1'] } : { ALPNCallback: chooseProtocol }),
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
    socket.on('error', (error: Error) => {
      const alert = alertIn(textOf(error));
      if (alert !== null) watched?.tell({ kind: 'late-alert', alert });
      socket.destroy();
    });
    tapped?.stopListening();
    const alpn = typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null;
    watched?.tell({ kind: 'secured', tlsVersion: nameOfVersion(socket.getProtocol()), alpn });
    tell(
      'client-handshake-done',
      [socket.getProtocol(), name].filter((fact) => fact !== null && fact !== '').join(', '),
    );
    if (watched !== null && alpn !== null && alpn !== 'http/1.1') {
      readOtherProtocol(socket, alpn, watched);
      return;
    }
    http.emit('connection', socket);
    // Only now: the parser takes what a listener from before would have been given.
    if (watched !== null)
      socket.once('data', () => {
        watched.tell({ kind: 'read' });
      });
  });
  tls.on('tlsClientError', (error, socket) => {
    const said = textOf(error);
    const detail = explainClientHandshakeFailure(said, speaker);
    tell('client-handshake-failed', detail);
    if (watched !== null && tapped !== null) {
      const inTheClear = tapped.alertCode;
      const alert = alertIn(said) ?? alertOfCode(inTheClear);
      // The certificate is in the server's first flight (RFC 8446 4.4, RFC 5246 7.4.2); what comes before it is shorter.
      const hasSentCertificate = tapped.bytesOut >= certificateDer.length;
      watched.tell({
        kind: 'handshake-failed',
        alert,
        how: alert !== null ? 'alert' : said === hungUp || inTheClear === closeNotify ? 'closed' : 'other',
        hasSentCertificate,
        tlsVersion: hasSentCertificate ? (offersTls13 ? 'TLS 1.3' : 'TLS 1.2') : null,
        detail,
      });
    }
    socket.destroy();
  });
  tls.emit('connection', tapped ?? client);
};

/** HTTP/1.1 where the client knows it; else what it likes best, to see whether it then speaks. */
const chooseProtocol = ({ protocols }: { readonly protocols: readonly string[] }): string | undefined =>
  protocols.includes('http/1.1') ? 'http/1.1' : protocols[0];

const readOtherProtocol = (socket: TLSSocket, alpn: string, watched: WatchedClient): void => {
  if (alpn === 'h2') {
    readHttp2(socket, watched);
    return;
  }
  socket.once('data', () => {
    watched.tell({ kind: 'read' });
    watched.tell({ kind: 'server-failed', why: `The interceptor does not speak ${alpn}.` });
    watched.cut();
    socket.destroy();
  });
};

/** Node says `TLSv1.3`. */
const nameOfVersion = (text: string | null): string | null => text?.replace(/^TLSv(?=\d)/, 'TLS ') ?? null;

const hungUp = 'connection closed';
const closeNotify = 0;

/** OpenSSL says `tlsv1 alert unknown ca`, BoringSSL `TLSV1_ALERT_UNKNOWN_CA`. */
const textOf = (error: Error & { readonly code?: string; readonly reason?: string }): string =>
  error.code === 'ECONNRESET' ? hungUp : (error.reason ?? error.message).replaceAll('_', ' ').toLowerCase();
