// What a man in the middle has who saved the true server's certificates, which are public, and not its key: the true
// chain, and a key of his own in whose file the true public key stands, so that TLS libraries take the two for a pair.
import { createKeys, toPem, type CertificateAndKey } from '../test-ca.ts';
import type { ServerCertificate } from './genuine-server.ts';

/** In an ECPrivateKey of P-256 (RFC 5915, 3): the private key itself, 32 bytes. */
const scalar = { from: 7, to: 39 };

export function withoutItsKey({ chainPem, keys }: CertificateAndKey): ServerCertificate {
  const encoded = Buffer.from(keys.privateKey.export({ type: 'sec1', format: 'der' }));
  const own = createKeys().privateKey.export({ type: 'sec1', format: 'der' });
  own.copy(encoded, scalar.from, scalar.from, scalar.to);
  return { chainPem, privateKeyPem: toPem(encoded, 'EC PRIVATE KEY') };
}
