/**
 * What one connection shows, from the interceptor's side of it.
 *
 * A client that refuses the certificate says so with an alert (RFC 8446 6.2), or goes without a word, before or after its
 * Finished: in TLS 1.3 the server's flight ends before the client has judged anything, stacks that verify late (Node,
 * Firefox on Android) finish first and refuse then, and so does every check in the application. Decrypted bytes outweigh
 * everything: what was read was readable. A connection that was opened and left unused is no refusal: browsers open them in
 * advance. mockttp's rule tells the two apart (src/server/http-combo-server.ts): a client that refuses leaves at once.
 */
import type { WatchedConnection } from './watched-connection.ts';

export type ConnectionOutcome =
  /** Decrypted bytes arrived. `at`: the first of them. */
  | { readonly kind: 'readable'; readonly at: number }
  | { readonly kind: 'cleartext'; readonly at: number }
  /** An alert about the certificate. */
  | { readonly kind: 'refused'; readonly at: number; readonly alert: string }
  /** It left after the certificate, before it finished the handshake. */
  | { readonly kind: 'closed-without-alert'; readonly at: number }
  /** It finished the handshake, and left at once without a request. */
  | { readonly kind: 'refused-after-handshake'; readonly at: number }
  | { readonly kind: 'passed-through' }
  /** Nothing about the certificate can be told, and why not. */
  | { readonly kind: 'cannot-tell'; readonly why: CannotTell };

export type CannotTell =
  | 'still-open'
  /** Before it had seen the certificate. */
  | 'left-early'
  /** Opened, and never used. */
  | 'unused'
  /** No TLS version, cipher or protocol in common, or an alert about something else. */
  | 'not-agreed'
  | 'server-failed'
  /** The interceptor ended it. */
  | 'cut';

/** Alerts by which a client says that it does not take the certificate (RFC 8446 6.2, and 49: its owner may not have it). */
const aboutTheCertificate: ReadonlySet<string> = new Set([
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
  'access_denied',
]);

/** OpenSSL words an application's own refusal so (ssl/statem/statem_lib.c, ssl_x509err2alert); before the certificate it is another matter. */
const isAboutTheCertificate = (alert: string, hasSentCertificate: boolean): boolean =>
  aboutTheCertificate.has(alert) || (alert === 'handshake_failure' && hasSentCertificate);

/** A loaded machine takes its time between the handshake and the check that follows it. */
const leavesAtOnceMs = 2_000;
const handshakesLong = 10;

export const connectionOutcome = (connection: WatchedConnection): ConnectionOutcome => {
  const { readAt, alert, failedAt, securedAt, closedAt } = connection;
  if (readAt !== null) return { kind: 'readable', at: readAt };
  if (connection.isPassedThrough) return { kind: 'passed-through' };
  if (connection.isCleartext) return { kind: 'cleartext', at: connection.openedAt };
  if (alert !== null && failedAt !== null && isAboutTheCertificate(alert, connection.hasSentCertificate))
    return { kind: 'refused', at: failedAt, alert };
  if (failedAt !== null && securedAt === null) return failedHandshake(connection, failedAt);
  if (connection.serverFailure !== null) return cannotTell('server-failed');
  if (closedAt === null) return cannotTell('still-open');
  if (connection.closedBy === 'interceptor') return cannotTell('cut');
  if (securedAt === null) return cannotTell('left-early');
  const handshakeMs = securedAt - (connection.helloAt ?? connection.openedAt);
  const isAtOnce = closedAt - securedAt <= Math.max(leavesAtOnceMs, handshakesLong * handshakeMs);
  return isAtOnce ? { kind: 'refused-after-handshake', at: closedAt } : cannotTell('unused');
};

const failedHandshake = (connection: WatchedConnection, at: number): ConnectionOutcome => {
  if (connection.serverFailure !== null) return cannotTell('server-failed');
  if (connection.failure !== 'closed') return cannotTell('not-agreed');
  return connection.hasSentCertificate ? { kind: 'closed-without-alert', at } : cannotTell('left-early');
};

const cannotTell = (why: CannotTell): ConnectionOutcome => ({ kind: 'cannot-tell', why });

export type Refusal = Extract<
  ConnectionOutcome,
  { readonly kind: 'refused' | 'closed-without-alert' | 'refused-after-handshake' }
>;

export const isRefusal = (outcome: ConnectionOutcome): outcome is Refusal =>
  outcome.kind === 'refused' ||
  outcome.kind === 'closed-without-alert' ||
  outcome.kind === 'refused-after-handshake';
