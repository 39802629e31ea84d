import type { Connection } from './records.ts';

/** A connection of which nothing is known but where it is to lead: blocked until a decision says otherwise. */
export const newConnection = (
  begun: Pick<Connection, 'id' | 'startedAt' | 'epoch' | 'host' | 'port' | 'route'>,
): Connection => ({
  ...begun,
  address: null,
  localPort: null,
  protocol: 'tls',
  sni: null,
  alpn: null,
  tlsVersion: null,
  cipherSuite: null,
  verdict: 'undecided',
  action: 'blocked',
  remembered: false,
  verificationId: null,
  isNewVerification: false,
  reason: '',
  errorCode: null,
  bytesSent: 0,
  bytesReceived: 0,
  applicationBytesSent: 0,
  connectedMs: null,
  decidedMs: null,
  closedMs: null,
  reportOnlyVerdict: null,
});
