import type { IncomingMessage } from 'node:http';

/** One request as it reached a server, recorded when its head arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** `Host`, or HTTP/2's `:authority`. */
  readonly host: string | null;
  readonly headers: IncomingMessage['headers'];
  /** The protocol negotiated in TLS; null without TLS or without ALPN. */
  readonly alpn: string | null;
  readonly serverName: string | null;
  /** The port the client connected from, to join with a relay's own record. */
  readonly clientPort: number | null;
  /** Grows while the body arrives. */
  bodyBytes: number;
}

/** What reached a server so far. Zeros here are what a test of pinning rests on. */
export interface Traffic {
  readonly requests: readonly SeenRequest[];
  /** TCP connections accepted. */
  readonly connections: number;
  /** TCP connections still open. */
  readonly openConnections: number;
  /** TLS handshakes that ended with the client's Finished. */
  readonly handshakes: number;
  /** Those of them that resumed an earlier session. */
  readonly resumedHandshakes: number;
  /** Why handshakes failed: OpenSSL's code (`ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`, `ECONNRESET`). */
  readonly failedHandshakes: readonly string[];
  /** Decrypted application bytes from clients (on a plain server: all bytes). */
  readonly contentBytes: number;
  /** Bytes on the wire from clients after the ServerHello (HelloRetryRequests do not count); 0 without TLS. */
  readonly rawClientBytesAfterServerHello: number;
  /** Payload bytes of WebSocket messages. */
  readonly webSocketBytes: number;
}
