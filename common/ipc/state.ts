import type { NameOverride } from '../name-override.ts';
import type { CertificateFacts } from '../pinning/certificate.ts';
import type { Policy, PolicyProblem } from '../pinning/policy.ts';
import type { Action, Verdict } from '../pinning/verdict.ts';

/** An expected failure: a literal code, what happened, and what to try. */
export interface Failure {
  readonly code: string;
  /** One sentence: what happened and why. */
  readonly message: string;
  /** One sentence: what to do; empty when there is nothing. */
  readonly advice: string;
}

export type RouteChoice =
  | { readonly kind: 'system' }
  | { readonly kind: 'direct' }
  | {
      readonly kind: 'pac';
      /** As it was given: its URL, the path of its file, or its text. */
      readonly script: string;
    }
  | {
      readonly kind: 'proxy';
      /** Scheme http, https, socks4 or socks5; with its user, never with its password. */
      readonly url: string;
      /** `kept`: encrypted in the system's keyring; `kept-unprotected`: readable by whoever can read the settings file. */
      readonly password: 'none' | 'until-quit' | 'kept' | 'kept-unprotected';
    };

export type SecretProtection =
  { readonly isProtected: true } | { readonly isProtected: false; readonly why: string };

/** A name override in force. */
export interface OverrideInForce extends NameOverride {
  /** Given with `--connect-to`: until quit, and not to be changed in the window. */
  readonly isFromCommandLine: boolean;
}

export interface InterceptorFound {
  readonly path: string;
  readonly version: string;
}

export type InterceptorState =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | {
      readonly kind: 'running';
      readonly ownership: 'started' | 'attached';
      /** `mitmproxy 8.1.1` */
      readonly name: string;
      readonly host: string;
      readonly port: number;
      /** Its CA, where it could be read. */
      readonly ca: CertificateFacts | null;
      /** "Trust its CA for this run" is on. */
      readonly isCaTrusted: boolean;
      /** Its own events reach us; false when attached to one we did not start. */
      readonly hasEvents: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A CA that the person trusts for a while. */
export interface TrustedAuthority {
  readonly certificate: CertificateFacts;
  /** Empty: every host. */
  readonly hostPatterns: readonly string[];
  /** Epoch milliseconds; null: until Pinspect quits. */
  readonly until: number | null;
  /** Added by "Trust its CA for this run". */
  readonly isInterceptor: boolean;
}

/** Something the person has to know: a network-service crash, a damaged journal set aside, a bad policy file. */
export interface Notice {
  readonly id: number;
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly text: string;
}

export type UpdateState =
  | { readonly kind: 'unavailable'; readonly why: string }
  /** `checkedAt` in epoch milliseconds: there was nothing newer then; null: not asked yet. */
  | { readonly kind: 'idle'; readonly checkedAt: number | null }
  | { readonly kind: 'checking' }
  | {
      readonly kind: 'available';
      readonly version: string;
      readonly notes: string;
      readonly sizeBytes: number | null;
    }
  | { readonly kind: 'downloading'; readonly version: string; readonly percent: number }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The policy file as long as it cannot be read. Every edit is refused meanwhile, but for writing one anew that is gone. */
export interface UnreadablePolicy {
  readonly problems: readonly PolicyProblem[];
  /** There is no file any more. */
  readonly isGone: boolean;
  /** False: the policy that was read before stays in force. */
  readonly isEverythingRefused: boolean;
}

/**
 * Why the policy was not changed. `unreadable`: its file cannot be read, and is not written over; `stale`: another policy
 * is in force by now; `refused`: what `problems` say.
 */
export interface PolicyRefusal {
  readonly code: 'unreadable' | 'stale' | 'refused';
  readonly problems: readonly PolicyProblem[];
}

export interface AppState {
  readonly version: string;
  readonly updates: { readonly state: UpdateState; readonly isDaily: boolean };
  readonly electron: {
    readonly version: string;
    readonly chromium: string;
    readonly isDevelopmentRuntime: boolean;
  };
  readonly policy: {
    readonly policy: Policy;
    readonly revision: number;
    readonly path: string;
    /** null: it was read. */
    readonly unreadable: UnreadablePolicy | null;
  };
  readonly route: RouteChoice;
  /** Those of the command line first: the first that fits counts. */
  readonly overrides: readonly OverrideInForce[];
  readonly secrets: SecretProtection;
  readonly interceptor: InterceptorState;
  /** Path to mitmdump that was used last; null: it is looked for. */
  readonly interceptorPath: string | null;
  readonly trustedAuthorities: readonly TrustedAuthority[];
  readonly epoch: { readonly number: number; readonly since: number; readonly why: string };
  readonly retention: { readonly days: number | null; readonly megabytes: number | null };
  readonly notices: readonly Notice[];
  /** Opened from the file manager and waiting to be looked at; every opening has an `id` of its own. */
  readonly openedFile: { readonly id: number; readonly name: string } | null;
}

export interface RequestProgress {
  readonly token: string;
  /** `connecting`, `verifying`, `waiting`, `receiving`, for people. */
  readonly step: string;
  readonly bytesReceived: number;
}

/** Where a hop's time went, in milliseconds, as far as it was measured; null: not, or there was no such part. */
export interface HopTiming {
  /** The request took a connection that was open already; null: it is not known which one. */
  readonly isReused: boolean | null;
  /** Until the connection was begun. */
  readonly queuedMs: number | null;
  /** Until the server, or the proxy, had taken it. */
  readonly dialMs: number | null;
  /** From there until the certificate was judged. */
  readonly handshakeMs: number | null;
  /** From there until the first of the answer's headers. */
  readonly waitingMs: number | null;
  /** From there until the end of the body. */
  readonly receivingMs: number | null;
  readonly totalMs: number;
}

export interface RequestHop {
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly verdict: Verdict | null;
  readonly action: Action | null;
  readonly connectionId: number | null;
  /** Of the answer; empty without one. */
  readonly headers: readonly (readonly [string, string])[];
  readonly timing: HopTiming;
}

/** How one request of the request bar ended. */
export interface RequestOutcome {
  readonly requestId: number;
  /** One a redirect, and the last one. */
  readonly hops: readonly RequestHop[];
  readonly outcome: 'response' | 'blocked' | 'failed' | 'cancelled';
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly headers: readonly (readonly [string, string])[];
    /** UTF-8 text of the first bytes; null when it is not text. */
    readonly bodyText: string | null;
    /** Base64 of the first bytes where they are not text; else null. */
    readonly bodyBase64: string | null;
    readonly bodyBytes: number;
    readonly isTruncated: boolean;
    readonly durationMs: number;
  } | null;
  /** For `blocked` and `failed`: what happened, why, what to try. */
  readonly failure: Failure | null;
}
