import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, connect, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createAuthority, createSelfSignedLeaf, type KeyAlgorithm } from '../../support/test-ca.ts';

async function handshake(
  server: { privateKeyPem: string; chainPem: string },
  ca: string,
): Promise<string | undefined> {
  const listener = createServer({ key: server.privateKeyPem, cert: server.chainPem }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const socket: TLSSocket = connect({
    port: (listener.address() as AddressInfo).port,
    host: '127.0.0.1',
    servername: 'a.example.test',
    ca,
  });
  await once(socket, 'secureConnect');
  const commonName = socket.getPeerCertificate().subject.CN;
  socket.destroy();
  listener.close();
  return String(commonName);
}

describe('the test authority', () => {
  const algorithms: readonly KeyAlgorithm[] = ['p-256', 'p-384', 'p-521', 'rsa-2048', 'rsa-pss', 'ed25519'];
  test.each(algorithms)('makes a chain with %s keys that a TLS client accepts', async (keyAlgorithm) => {
    const root = createAuthority({ name: 'Root', keyAlgorithm });
    const intermediate = root.issueAuthority({ name: 'Intermediate', keyAlgorithm, pathLength: 0 });
    const leaf = intermediate.issueLeaf({ hosts: ['a.example.test', '127.0.0.1', '::1'], keyAlgorithm });
    expect(await handshake(leaf, root.certificatePem)).toBe('a.example.test');
  });

  test('writes hosts, validity and serial number as asked', () => {
    const leaf = createSelfSignedLeaf({
      hosts: ['*.example.test', '192.0.2.1', '2001:db8::1'],
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2051-01-01T00:00:00Z'),
      serialNumber: '00ff',
      commonName: null,
    });
    const { subject, subjectAltName, validFrom, validTo, serialNumber } = new X509Certificate(
      leaf.certificatePem,
    );
    expect({ subject, subjectAltName, validFrom, validTo, serialNumber }).toEqual({
      subject: undefined,
      subjectAltName: 'DNS:*.example.test, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1',
      validFrom: 'Jan  1 00:00:00 2026 GMT',
      validTo: 'Jan  1 00:00:00 2051 GMT',
      serialNumber: 'FF',
    });
  });

  test('a renewal with the same key keeps the pin', () => {
    const root = createAuthority({ name: 'Root' });
    const first = root.issueLeaf({ hosts: ['a.example.test'] });
    const renewed = root.issueLeaf({ hosts: ['a.example.test'], keys: first.keys });
    expect(renewed.spkiSha256).toBe(first.spkiSha256);
    expect(renewed.certSha256).not.toBe(first.certSha256);
  });
});
