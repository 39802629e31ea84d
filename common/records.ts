import type { CertificateFacts } from './pinning/certificate.ts';
import type { Action, Evaluation, Verdict } from './pinning/verdict.ts';
import type { Weakness } from './weakness.ts';

/** How traffic leaves, as the person reads it in a row. */
export interface RouteFacts {
  /** `direct`, `system proxy`, or the proxy's URL without its password. */
  readonly text: string;
  /** The interceptor the connection went through: `mitmproxy 8.1.1`, or null. */
  readonly interceptor: string | null;
  /** Where a name override led it, `host:port`; null: where it was asked to. */
  readonly ledTo: string | null;
}

/** One decision of the verify proc. */
export interface Verification {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly epoch: number;
  /** As Chromium gave it: lower-case, punycode, no port, IPv6 without brackets. */
  readonly host: string;
  readonly evaluation: Evaluation;
  readonly action: Action;
  /** Chromium's own result: 0, or a negative net error. */
  readonly chromiumErrorCode: number;
  /** `net::OK`, `net::ERR_CERT_AUTHORITY_INVALID`, … */
  readonly chromiumResult: string;
  /** The chain ends in a root that ships with browsers, not in one installed by hand. */
  readonly isIssuedByKnownRoot: boolean;
  /** Who vouched for the validated chain: Chromium, a CA trusted for this run only (its subject), or nobody. */
  readonly trustedBy: { readonly kind: 'chromium' | 'this-run' | 'nobody'; readonly subject: string | null };
  readonly presentedChain: readonly CertificateFacts[];
  /** The path that was built and verified, leaf first; empty when there is none. */
  readonly validatedChain: readonly CertificateFacts[];
  /** A sentence for people: why it was allowed or blocked. */
  readonly reason: string;
  /** OkHttp's text, for a mismatch; else null. */
  readonly failureMessage: string | null;
}

/** One connection through the relay: a TLS tunnel, or cleartext. */
export interface Connection {
  readonly id: number;
  readonly startedAt: number;
  readonly epoch: number;
  readonly host: string;
  readonly port: number;
  /** Address and port of the next hop (the server, or the proxy), once connected. */
  readonly address: string | null;
  /** The relay's own outgoing port: what an interceptor sees as its client's port. */
  readonly localPort: number | null;
  readonly route: RouteFacts;
  readonly protocol: 'tls' | 'cleartext';
  readonly sni: string | null;
  /** What the client offered. What the server chose of it is encrypted in TLS 1.3, and so is not known. */
  readonly alpn: string | null;
  readonly tlsVersion: string | null;
  readonly cipherSuite: string | null;
  readonly verdict: Verdict;
  readonly action: Action;
  /** Refused because of an earlier rejection in this epoch; the verdict is that one's. */
  readonly remembered: boolean;
  /** The verification this connection rests on; null when none was reached. */
  readonly verificationId: number | null;
  /** False when the verdict rests on an earlier verification of the same host in this epoch. */
  readonly isNewVerification: boolean;
  readonly reason: string;
  /** A code for scripts: `pin-mismatch`, `connect-refused`, `name-not-resolved`, `handshake-timeout`, …; null when allowed. */
  readonly errorCode: string | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Bytes of application data that left after the server's hello: 0 is the proof that nothing was sent. */
  readonly applicationBytesSent: number;
  /** Milliseconds from the first byte of the CONNECT. */
  readonly connectedMs: number | null;
  readonly decidedMs: number | null;
  readonly closedMs: number | null;
  readonly reportOnlyVerdict: 'pinned' | 'mismatch' | 'cleartext' | null;
}

/** One HTTP request in a pinned session. */
export interface HttpRequest {
  readonly id: number;
  readonly startedAt: number;
  readonly epoch: number;
  readonly method: string;
  readonly url: string;
  /** The page in whose name it was asked for, a page's own document included; null: no page asked (a probe, a service worker). */
  readonly pageUrl: string | null;
  /** `probe` for the request bar and commands; else Chromium's resource type (`mainFrame`, `xhr`, …). */
  readonly resourceType: string;
  readonly status: number | null;
  /** `net::ERR_…`, or null. */
  readonly error: string | null;
  readonly fromCache: boolean;
  readonly durationMs: number | null;
  /** The connection that carried it, where only one can have; else null. */
  readonly connectionId: number | null;
  /** Where several can have: they, of which one did. Else empty. */
  readonly possibleConnectionIds: readonly number[];
}

/** What an interceptor says it saw of one of our connections. */
export interface InterceptorEvent {
  readonly at: number;
  /** The port our side connected from, as the interceptor saw it: the join with a connection. */
  readonly clientPort: number;
  readonly kind:
    | 'connected'
    | 'client-handshake-done'
    | 'client-handshake-failed'
    | 'request-read'
    | 'response-read'
    | 'server-failed'
    | 'disconnected';
  /** The alert or error text, or `GET https://host/path`. */
  readonly detail: string;
  /** Of `request-read`, where it is known: bytes of the request it has read, the line and the headers at least. */
  readonly requestBytes?: number;
}

/** The most telling thing the interceptor saw of one connection. */
export interface InterceptorSaw {
  readonly kind: InterceptorEvent['kind'];
  readonly detail: string;
}

/** A connection with the other end's word on it, as the table draws it. */
export interface ConnectionRow extends Connection {
  /** From the interceptor's events (`summariseInterceptorEvents`); null without an interceptor or its events. */
  readonly interceptorSaw: InterceptorSaw | null;
  /** The gravest first. */
  readonly weakened: readonly Weakness[];
}
