// Believable rows for the window: every verdict, both ends, chains of real certificates made in memory.
import type { ConnectionDetail, ConnectionRow } from '../../../common/ipc/contract.ts';
import { summariseInterceptorEvents } from '../../../common/interceptor-saw.ts';
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { decide } from '../../../common/pinning/decide.ts';
import { evaluate } from '../../../common/pinning/evaluate.ts';
import { explain } from '../../../common/pinning/explain.ts';
import { failureMessage } from '../../../common/pinning/failure-message.ts';
import type { Policy } from '../../../common/pinning/policy.ts';
import { type Evaluation, nothingInForce } from '../../../common/pinning/verdict.ts';
import type { Connection, InterceptorEvent, Verification } from '../../../common/records.ts';
import { toWeakenedVerification, whatWeakened } from '../../../common/weakened.ts';

export interface ScriptedChain {
  readonly presented: readonly CertificateFacts[];
  /** Empty: nobody vouches for it. */
  readonly validated: readonly CertificateFacts[];
  readonly isKnownRoot: boolean;
  /** Subject of a CA trusted for this run that vouches for it. */
  readonly thisRun: string | null;
}

export interface Scene {
  readonly id: number;
  readonly at: number;
  readonly host: string;
  readonly chain: ScriptedChain;
  readonly policy: Policy;
  readonly interceptor: string | null;
  readonly routeText: string;
  readonly path: string;
}

const untrusted: Evaluation = { verdict: 'untrusted', ...nothingInForce };

const eventsOf = (scene: Scene, isAllowed: boolean): readonly InterceptorEvent[] => {
  if (scene.interceptor === null) return [];
  const event = (kind: InterceptorEvent['kind'], detail: string, after: number): InterceptorEvent => ({
    at: scene.at + after,
    clientPort: 40_000 + (scene.id % 20_000),
    kind,
    detail,
  });
  return isAllowed
    ? [
        event('connected', '', 4),
        event('client-handshake-done', 'TLSv1.3', 31),
        event('request-read', `GET https://${scene.host}${scene.path}`, 38),
        event('response-read', '200, 1.2 kB', 80),
      ]
    : [
        event('connected', '', 4),
        event('client-handshake-failed', 'The client disconnected during the handshake', 33),
        event('disconnected', '', 34),
      ];
};

/** One connection, judged by the product's own rules. */
export const detailOf = (scene: Scene): ConnectionDetail => {
  const { chain, host, policy, id, at, interceptor } = scene;
  const evaluation =
    chain.validated.length === 0 ? untrusted : evaluate(compilePolicy(policy), host, chain.validated, at);
  const action = decide(evaluation, policy);
  const isAllowed = action === 'allowed';
  const reason = explain(host, evaluation, action);
  const isMismatch = evaluation.verdict === 'mismatch';
  const verification: Verification = {
    id,
    at,
    epoch: 3,
    host,
    evaluation,
    action,
    chromiumErrorCode: chain.validated.length === 0 ? -202 : 0,
    chromiumResult: chain.validated.length === 0 ? 'net::ERR_CERT_AUTHORITY_INVALID' : 'net::OK',
    isIssuedByKnownRoot: chain.isKnownRoot,
    trustedBy:
      chain.validated.length === 0
        ? { kind: 'nobody', subject: null }
        : { kind: chain.thisRun === null ? 'chromium' : 'this-run', subject: chain.thisRun },
    presentedChain: chain.presented,
    validatedChain: chain.validated,
    reason,
    failureMessage: isMismatch ? failureMessage(host, chain.validated, evaluation.expectedPins) : null,
  };
  const events = eventsOf(scene, isAllowed);
  const saw = summariseInterceptorEvents(events);
  const recorded: Connection = {
    id,
    startedAt: at,
    epoch: 3,
    host,
    port: 443,
    address: interceptor === null ? '203.0.113.17:443' : '127.0.0.1:8080',
    localPort: 40_000 + (id % 20_000),
    route: { text: scene.routeText, interceptor, ledTo: null },
    protocol: 'tls',
    sni: host,
    alpn: 'h2',
    tlsVersion: 'TLS 1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    verdict: evaluation.verdict,
    action,
    remembered: false,
    verificationId: id,
    isNewVerification: true,
    reason,
    errorCode: isAllowed ? null : isMismatch ? 'pin-mismatch' : evaluation.verdict,
    bytesSent: isAllowed ? 1_893 : 517,
    bytesReceived: isAllowed ? 6_204 : 4_310,
    applicationBytesSent: isAllowed ? 1_142 + (id % 900) : 0,
    connectedMs: 12 + (id % 30),
    decidedMs: 38 + (id % 60),
    closedMs: isAllowed ? 412 : 41,
    reportOnlyVerdict: evaluation.reportOnly?.verdict ?? null,
  };
  const connection: ConnectionRow = {
    ...recorded,
    interceptorSaw: saw,
    weakened: whatWeakened(recorded, saw, toWeakenedVerification(verification)),
  };
  return {
    connection,
    verification,
    interceptorEvents: events,
    requests: [
      {
        id,
        startedAt: at,
        epoch: 3,
        method: 'GET',
        url: `https://${host}${scene.path}`,
        pageUrl: null,
        resourceType: 'probe',
        status: isAllowed ? 200 : null,
        error: isAllowed ? null : 'net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN',
        fromCache: false,
        durationMs: isAllowed ? 131 : 44,
        connectionId: id,
        possibleConnectionIds: [],
      },
    ],
  };
};

/** A connection without a verification: plain HTTP to a host with pins, or one that nobody decided about. */
export const unverifiedOf = (scene: Scene, verdict: 'cleartext' | 'undecided'): ConnectionDetail => {
  const { connection } = detailOf(scene);
  const isCleartext = verdict === 'cleartext';
  return {
    connection: {
      ...connection,
      verdict,
      action: 'blocked',
      protocol: isCleartext ? 'cleartext' : 'tls',
      port: isCleartext ? 80 : 443,
      tlsVersion: null,
      cipherSuite: null,
      alpn: null,
      verificationId: null,
      applicationBytesSent: 0,
      errorCode: isCleartext ? 'cleartext' : 'handshake-timeout',
      reason: isCleartext
        ? `${scene.host} has pins, and a connection without TLS cannot show any.`
        : `The server at ${scene.host} did not finish the TLS handshake within 10 s. No decision was reached.`,
      reportOnlyVerdict: null,
      interceptorSaw: null,
    },
    verification: null,
    interceptorEvents: [],
    requests: [],
  };
};
