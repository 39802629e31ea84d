/** The plain facts of one certificate, as both processes and the reports speak of it. */
export interface CertificateFacts {
  /** RFC 4514 text, most specific RDN first, `, ` between RDNs (OkHttp's form). */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hexadecimal, no separators. */
  readonly serialNumber: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** `DNS:example.com`, `IP:192.0.2.1`, `email:…`, `URI:…`, in certificate order. */
  readonly subjectAltNames: readonly string[];
  /** For people: `RSA 2048 bit`, `EC P-256`, `Ed25519`. */
  readonly key: string;
  /** For people: `SHA-256 with RSA`, `ECDSA with SHA-384`. */
  readonly signatureAlgorithm: string;
  /** basicConstraints cA. */
  readonly isCa: boolean;
  /** Subject and issuer are the same name. */
  readonly isSelfIssued: boolean;
  /** The pin: `sha256/` + base64 of SHA-256 over the raw SubjectPublicKeyInfo bytes (RFC 7469, 2.4). */
  readonly spkiSha256: string;
  /** `sha1/` + base64 over the same bytes; only so that old pins can be judged. */
  readonly spkiSha1: string;
  /** Lower-case hexadecimal SHA-256 of the whole certificate. */
  readonly certSha256: string;
  /** PEM with a trailing line end. */
  readonly pem: string;
}
