/** What a run found, as every report writer takes it: `pinspect check`, `lab`, `watch` and the window's journal fill it. */
import type { CertificateFacts } from '../../common/pinning/certificate.ts';

/**
 * `error`: it could not be judged (no connection, no decision). `not-run` never counts as passed. `noted`: seen, and nothing
 * was expected of it.
 */
export type CaseOutcome = 'passed' | 'failed' | 'error' | 'not-run' | 'noted';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export type Scalar = string | number | boolean | null;

export interface Report {
  readonly command: 'check' | 'lab' | 'connections' | 'watch';
  /** `Pinspect check`. */
  readonly title: string;
  /** Of Pinspect, and what judged the certificates with it (`Chromium 130.0.6723.44`). */
  readonly version: string;
  readonly engine: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly exitCode: number;
  /** Policy, trust, route: what the run was told. */
  readonly circumstances: readonly Fact[];
  /** Sentences about the run as a whole: what was left out, and why. */
  readonly notes: readonly string[];
  readonly cases: readonly ReportCase[];
}

export interface ReportCase {
  /** What it belongs to: the host, or the part of the lab. JUnit's class name. */
  readonly group: string;
  /** Unique in the report. JUnit's name. */
  readonly name: string;
  readonly outcome: CaseOutcome;
  /** The verdict in one word, as it was found. */
  readonly word: string;
  /** What was found, in a sentence or two. */
  readonly sentence: string;
  /** Sentences: what made it less well protected than its verdict sounds; absent: nothing is known of it. */
  readonly weakened?: readonly string[];
  /** Text to be shown as it is, such as OkHttp's failure message. */
  readonly failureText: string | null;
  /** What to do about it, one sentence each. */
  readonly advice: readonly string[];
  /** A sentence for whoever renews the certificates, ready to be sent; absent or null: nothing is asked of them. */
  readonly request?: string | null;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly facts: readonly Fact[];
  readonly expectedPins: readonly string[];
  /** The path that the pins were judged on, leaf first; empty when there is none. */
  readonly chain: readonly ReportCertificate[];
  /** Only where it differs from `chain`. */
  readonly presentedChain: readonly ReportCertificate[];
  /** Commands that find the same without Pinspect. */
  readonly commands: readonly string[];
  /** The object that JSON holds. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The line that CSV holds: the same columns in every case of a report. */
  readonly row: Readonly<Record<string, Scalar>>;
  /** The HTTP request and its answer; null where none was answered. */
  readonly exchange: HttpExchange | null;
  /** Where there are many; `exchange` is null then. */
  readonly exchanges?: readonly HttpExchange[];
}

export type ReportCertificate = CertificateFacts & { readonly pinned: boolean };

export interface HttpExchange {
  readonly url: string;
  readonly method: string;
  /** Of the request; absent: not known. */
  readonly requestHeaders?: readonly (readonly [string, string])[];
  /** Epoch milliseconds; absent: when its case began. */
  readonly startedAt?: number;
  /** Absent: as long as its case. */
  readonly durationMs?: number;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  /** -1: not known. */
  readonly bodyBytes: number;
  /** The IP address, without a port; null when a proxy connected. */
  readonly serverAddress: string | null;
  /** Pinspect's number of the connection; null when it is not known. */
  readonly connectionId: number | string | null;
  /** To the open socket, and from it to the judged handshake; null where an open connection was used. */
  readonly connectMs: number | null;
  readonly handshakeMs: number | null;
}

export interface OutcomeCounts {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly notRun: number;
  /** Absent: none. */
  readonly noted?: number;
}

export const countOutcomes = (cases: readonly Pick<ReportCase, 'outcome'>[]): OutcomeCounts => {
  const count = (wanted: CaseOutcome): number => cases.filter(({ outcome }) => outcome === wanted).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
    notRun: count('not-run'),
    ...(count('noted') === 0 ? {} : { noted: count('noted') }),
  };
};
