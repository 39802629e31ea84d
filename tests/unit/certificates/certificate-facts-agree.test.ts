import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { X509Certificate } from '@peculiar/x509';
import { expect, test } from 'vitest';
import { toCertificateFacts } from '../../../main/certificates/certificate-facts.ts';
import { createAuthority } from '../../support/test-ca.ts';

test.each(['p-256', 'p-384', 'rsa-2048'] as const)(
  'facts of a %s certificate agree with @peculiar/x509',
  (keyAlgorithm) => {
    const leaf = createAuthority({ name: 'Root' }).issueLeaf({ hosts: ['a.example.test'], keyAlgorithm });
    const facts = toCertificateFacts(leaf.certificatePem);
    const other = new X509Certificate(leaf.certificatePem);
    expect(facts.ok && facts.value).toMatchObject({
      subject: other.subject,
      issuer: other.issuer,
      serialNumber: other.serialNumber,
      notAfter: other.notAfter.toISOString().replace('.000Z', 'Z'),
      spkiSha256: `sha256/${createHash('sha256').update(Buffer.from(other.publicKey.rawData)).digest('base64')}`,
    });
  },
);
