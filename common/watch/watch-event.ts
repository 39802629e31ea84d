/** What an interceptor for other clients tells of one connection, in the order it happened. Facts only; `connectionOutcome` judges. */

/** A program on this computer, as the system names it. */
export interface ClientProcess {
  readonly pid: number;
  /** In the system's own unit since it started: a number that was used before is another process. */
  readonly startedAt: string;
  /** Path of the program that runs. */
  readonly program: string;
}

export interface WatchedHeaders {
  readonly headers: readonly (readonly [string, string])[];
}

export type WatchFact =
  /** Somebody connected. `process`: null where the system cannot tell, or the client is not on this computer. */
  | {
      readonly kind: 'opened';
      readonly address: string;
      readonly port: number;
      readonly isLocal: boolean;
      readonly process: ClientProcess | null;
    }
  /** The client named a destination. */
  | { readonly kind: 'asked'; readonly host: string; readonly port: number }
  | { readonly kind: 'hello'; readonly serverName: string | null; readonly alpn: readonly string[] }
  | { readonly kind: 'secured'; readonly tlsVersion: string | null; readonly alpn: string | null }
  /** The handshake ended without success. `alert`: the client's, by its name in RFC 8446 section 6. */
  | {
      readonly kind: 'handshake-failed';
      readonly alert: string | null;
      /** `closed`: the client went without a word. `other`: neither that nor an alert of the client. */
      readonly how: 'alert' | 'closed' | 'other';
      /** The client had been shown the certificate. */
      readonly hasSentCertificate: boolean;
      readonly tlsVersion: string | null;
      readonly detail: string;
    }
  /** The client sent an alert after the handshake was done. */
  | { readonly kind: 'late-alert'; readonly alert: string }
  /** The first bytes that could be decrypted. */
  | { readonly kind: 'read' }
  | ({
      readonly kind: 'request';
      readonly number: number;
      readonly method: string;
      readonly url: string;
    } & WatchedHeaders)
  | ({
      readonly kind: 'response';
      readonly number: number;
      readonly status: number;
      readonly statusText: string;
      readonly bodyBytes: number;
    } & WatchedHeaders)
  /** It was on the list of hosts that are not intercepted. */
  | { readonly kind: 'passed-through' }
  /** No TLS: whoever carries it can read it. */
  | { readonly kind: 'cleartext' }
  /** The interceptor's own way to the server failed: not reached, or its certificate is not good. */
  | { readonly kind: 'server-failed'; readonly why: string }
  /** `interceptor`: it was not the client that ended it. */
  | { readonly kind: 'closed'; readonly by: 'client' | 'interceptor' };

/** `connection` is unique in one run of an interceptor; `at` in epoch milliseconds. */
export type WatchEvent = WatchFact & { readonly at: number; readonly connection: string };
