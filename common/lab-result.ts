/**
 * What a run of the lab found: every scenario with what was expected, what happened, and the evidence from both sides. A
 * scenario that could not run is `not-run` and says why; it never counts as passed.
 */
import type { CertificateFacts } from './pinning/certificate.ts';
import type { Action, Verdict } from './pinning/verdict.ts';

export type ScenarioVerdict = 'passed' | 'failed' | 'not-run';

export type InterceptorKind = 'builtin' | 'mitmproxy';

export const scenarioIds = [
  'dummy-pin',
  'real-pin',
  'untrusted-interceptor',
  'trusted-interceptor',
  'pinned-interceptor',
  'appended-certificate',
  'attack-mid-session',
  'parallel-burst',
  'shared-connection',
  'cleartext',
  'renewals',
  'expired-certificate',
  'wrong-host',
  'report-only',
  'expired-pin-set',
] as const;

export type ScenarioId = (typeof scenarioIds)[number];

/** The chapters of the walk, in order. */
export type ScenarioPart = 'pins' | 'attack' | 'tricks' | 'renewals' | 'certificates' | 'modes';

/** What is known of a scenario before it has run. */
export interface ScenarioFacts {
  readonly id: ScenarioId;
  /** 1 to 15. */
  readonly number: number;
  readonly part: ScenarioPart;
  readonly title: string;
  /** One or two sentences: what it shows. */
  readonly shows: string;
}

/** One thing that must be so, and what was seen instead or as expected. */
export interface LabCheck {
  readonly expected: string;
  readonly happened: string;
  readonly holds: boolean;
}

/** Where the requests of a step came to be read: nowhere is what a pin is for. */
export type ReadBy = 'nobody' | 'interceptor' | 'server' | 'both';

/** What Pinspect, as the client, decided and sent. */
export interface ClientSide {
  /** Of several requests: `mixed` when only some were answered. */
  readonly outcome: 'response' | 'blocked' | 'failed' | 'mixed';
  readonly status: number | null;
  readonly verdict: Verdict | null;
  readonly action: Action | null;
  /** A sentence: why it was allowed or stopped. */
  readonly reason: string;
  readonly errorCode: string | null;
  /** OkHttp's text, for a mismatch. */
  readonly failureMessage: string | null;
  readonly expectedPins: readonly string[];
  readonly matchedPin: string | null;
  /** The path the pins were judged on, leaf first; empty when there is none. */
  readonly validatedChain: readonly CertificateFacts[];
  readonly presentedChain: readonly CertificateFacts[];
  readonly requests: number;
  readonly answered: number;
  readonly connections: number;
  /** All bytes of all connections, the handshakes included. */
  readonly bytesSent: number;
  /** Application data that left after the server's hello, still encrypted. */
  readonly applicationBytesSent: number;
  readonly tlsVersion: string | null;
  readonly durationMs: number;
}

/** What the man in the middle says it saw. */
export interface InterceptorSide {
  readonly name: string;
  readonly connections: number;
  /** Handshakes that the client refused, and the last alert in words. */
  readonly refusals: number;
  readonly refusal: string | null;
  /** Why it could not go on to the server, in its own words; null: it could, or never tried. */
  readonly serverFailure: string | null;
  readonly requestsRead: number;
  readonly bytesRead: number;
  /** Its own log, oldest first, at most the first lines of a long one. */
  readonly log: readonly string[];
}

/** What a server counted; its own, or the attacker's. */
export interface ServerSide {
  readonly name: string;
  readonly connections: number;
  readonly handshakes: number;
  readonly requests: number;
  /** Decrypted bytes that came after the handshakes. */
  readonly contentBytes: number;
  readonly requestLines: readonly string[];
}

/** One thing that was done: a request or a burst of them, seen from all sides. */
export interface LabStep {
  readonly title: string;
  readonly url: string;
  readonly readBy: ReadBy;
  readonly client: ClientSide;
  readonly interceptor: InterceptorSide | null;
  /** Empty for a host that is not the lab's own. */
  readonly servers: readonly ServerSide[];
}

export interface ScenarioResult extends ScenarioFacts {
  readonly verdict: ScenarioVerdict;
  /** For `not-run`: a sentence. */
  readonly whyNotRun: string | null;
  readonly checks: readonly LabCheck[];
  readonly steps: readonly LabStep[];
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
}

export interface LabResult {
  readonly startedAt: number;
  readonly durationMs: number;
  /** `built-in interceptor`, `mitmproxy 8.1.1`; null when there was none. */
  readonly interceptor: string | null;
  /** The host of the person's own that was put to the test; null: the lab's own world. */
  readonly url: string | null;
  /** How long the lab's own world took to stand; null for the person's own host. */
  readonly worldMs: number | null;
  readonly wasStopped: boolean;
  readonly scenarios: readonly ScenarioResult[];
}

export interface ScenarioCounts {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
}

export const countScenarios = (scenarios: readonly Pick<ScenarioResult, 'verdict'>[]): ScenarioCounts => {
  const count = (wanted: ScenarioVerdict): number =>
    scenarios.filter(({ verdict }) => verdict === wanted).length;
  return { passed: count('passed'), failed: count('failed'), notRun: count('not-run') };
};

/** A result without a check proves nothing, so it is a failure. */
export const verdictOf = (checks: readonly LabCheck[]): ScenarioVerdict =>
  checks.length > 0 && checks.every(({ holds }) => holds) ? 'passed' : 'failed';
