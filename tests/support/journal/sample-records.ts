/** Records as the network stack makes them, with every field a reader could mix up set to a value of its own. */
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import type { Connection, HttpRequest, InterceptorEvent, Verification } from '../../../common/records.ts';

export const sampleTime = Date.UTC(2026, 5, 1, 12);

export const sampleCertificate = (name: string): CertificateFacts => ({
  subject: `CN=${name}`,
  issuer: 'CN=Sample CA, O=Sample',
  serialNumber: '0a1b',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  subjectAltNames: [`DNS:${name}`, 'IP:192.0.2.1'],
  key: 'EC P-256',
  signatureAlgorithm: 'ECDSA with SHA-256',
  isCa: false,
  isSelfIssued: false,
  spkiSha256: `sha256/${name}`,
  spkiSha1: `sha1/${name}`,
  certSha256: `cert ${name}`,
  pem: `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`,
});

export const sampleVerification = (id: number, changes: Partial<Verification> = {}): Verification => ({
  id,
  at: sampleTime + id,
  epoch: 3,
  host: 'api.example.com',
  evaluation: {
    verdict: 'mismatch',
    mode: 'enforce',
    matchedPatterns: ['**.example.com'],
    expectedPins: ['sha256/one', 'sha256/two'],
    matchedPin: null,
    matchedIndex: null,
    reportOnly: { verdict: 'pinned', expectedPins: ['sha256/three'] },
    notInForce: [{ pattern: 'api.example.com', why: 'expired on 2026-05-01' }],
  },
  action: 'blocked',
  chromiumErrorCode: -202,
  chromiumResult: 'net::ERR_CERT_AUTHORITY_INVALID',
  isIssuedByKnownRoot: true,
  trustedBy: { kind: 'this-run', subject: 'CN=mitmproxy' },
  presentedChain: [sampleCertificate('leaf'), sampleCertificate('intermediate')],
  validatedChain: [sampleCertificate('leaf'), sampleCertificate('intermediate'), sampleCertificate('root')],
  reason: 'None of the pins is on the chain.',
  failureMessage: 'Certificate pinning failure!\n  Peer certificate chain: …',
  ...changes,
});

export const sampleConnection = (id: number, changes: Partial<Connection> = {}): Connection => ({
  id,
  startedAt: sampleTime + id,
  epoch: 3,
  host: 'api.example.com',
  port: 8443,
  address: '192.0.2.1:8443',
  localPort: 50_001,
  route: { text: 'http://127.0.0.1:8080', interceptor: 'mitmproxy 8.1.1', ledTo: '198.51.100.7:443' },
  protocol: 'tls',
  sni: 'sni.example.com',
  alpn: 'h2',
  tlsVersion: 'TLS 1.3',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  verdict: 'mismatch',
  action: 'blocked',
  remembered: true,
  verificationId: null,
  isNewVerification: false,
  reason: 'None of the pins is on the chain.',
  errorCode: 'pin-mismatch',
  bytesSent: 517,
  bytesReceived: 5_000_000_000,
  applicationBytesSent: 0,
  connectedMs: 1.25,
  decidedMs: 20,
  closedMs: 30.5,
  reportOnlyVerdict: 'pinned',
  ...changes,
});

export const sampleRequest = (id: number, changes: Partial<HttpRequest> = {}): HttpRequest => ({
  id,
  startedAt: sampleTime + id,
  epoch: 3,
  method: 'POST',
  url: 'https://api.example.com/path?query=1',
  pageUrl: 'https://shop.example.com/basket',
  resourceType: 'xhr',
  status: 204,
  error: null,
  fromCache: true,
  durationMs: 12.5,
  connectionId: null,
  possibleConnectionIds: [],
  ...changes,
});

export const sampleEvent = (changes: Partial<InterceptorEvent> = {}): InterceptorEvent => ({
  at: sampleTime,
  clientPort: 50_001,
  kind: 'client-handshake-failed',
  detail: 'tlsv1 alert unknown ca',
  ...changes,
});
