import { createHash, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { describe, expect, test } from 'vitest';
import { toCertificateFacts } from '../../../main/certificates/certificate-facts.ts';
import { toPins } from '../../../main/certificates/pins.ts';
import { encodePrimitiveContext, encodeSequence } from '../../support/der-encoding.ts';
import { createAuthority, createSelfSignedLeaf, encodeName } from '../../support/test-ca.ts';
import { encodeHost, subjectAltName } from '../../support/test-extensions.ts';

const factsOf = (
  certificate: Buffer | string,
): Extract<ReturnType<typeof toCertificateFacts>, { ok: true }>['value'] => {
  const facts = toCertificateFacts(certificate);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};

describe('the facts of a certificate', () => {
  test('say what a person asks of a certificate', () => {
    const root = createAuthority({ name: 'Test Root', keyAlgorithm: 'rsa-2048' });
    const leaf = root.issueLeaf({
      hosts: ['a.example.test', '192.0.2.1', '2001:db8::1'],
      subject: encodeName(['2.5.4.6', 'CH'], ['2.5.4.10', 'Example, Inc.'], ['2.5.4.3', 'a.example.test']),
      serialNumber: '00ab12',
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2050-02-03T04:05:06Z'),
      extensions: [
        subjectAltName([
          encodeHost('a.example.test'),
          encodeHost('192.0.2.1'),
          encodeHost('2001:db8::1'),
          encodePrimitiveContext(1, Buffer.from('a@example.test')),
          encodePrimitiveContext(6, Buffer.from('https://example.test/')),
        ]),
      ],
    });
    expect(factsOf(leaf.certificateDer)).toEqual({
      subject: 'CN=a.example.test, O=Example\\, Inc., C=CH',
      issuer: 'CN=Test Root',
      serialNumber: 'ab12',
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2050-02-03T04:05:06Z',
      subjectAltNames: [
        'DNS:a.example.test',
        'IP:192.0.2.1',
        'IP:2001:db8::1',
        'email:a@example.test',
        'URI:https://example.test/',
      ],
      key: 'EC P-256',
      signatureAlgorithm: 'SHA-256 with RSA',
      isCa: false,
      isSelfIssued: false,
      spkiSha256: leaf.spkiSha256,
      spkiSha1: `sha1/${createHash('sha1')
        .update(leaf.keys.publicKey.export({ type: 'spki', format: 'der' }))
        .digest('base64')}`,
      certSha256: leaf.certSha256,
      pem: leaf.certificatePem,
    });
  });

  test('are the same from PEM as from DER', () => {
    const { certificatePem, certificateDer } = createAuthority({ name: 'Root' });
    expect(factsOf(certificatePem)).toEqual(factsOf(certificateDer));
  });

  test('show what is hidden in a host name and a SAN that cannot be read', () => {
    const odd = createSelfSignedLeaf({
      hosts: ['x'],
      extensions: [subjectAltName([encodePrimitiveContext(2, Buffer.from('a.test\nDNS:b.test'))])],
    });
    const broken = createSelfSignedLeaf({
      hosts: ['x'],
      extensions: [{ identifier: '2.5.29.17', critical: false, value: Buffer.from('3003', 'hex') }],
    });
    expect(factsOf(odd.certificateDer).subjectAltNames).toEqual(['DNS:a.test\\0ADNS:b.test']);
    expect(factsOf(broken.certificateDer).subjectAltNames).toEqual([
      'unreadable (The subject alternative name is longer than what holds it.)',
    ]);
  });

  test('agree with Node and with an ASN.1 library on every root that ships with Node', () => {
    const differences = rootCertificates.flatMap((pem) => {
      const facts = factsOf(`${pem.trim()}\n`);
      const node = new X509Certificate(pem);
      const library = AsnConvert.parse(node.raw, Certificate).tbsCertificate;
      const spki = Buffer.from(AsnConvert.serialize(library.subjectPublicKeyInfo));
      const expected = {
        serialNumber: node.serialNumber.toLowerCase().replace(/^0$/, '00'),
        notBefore: new Date(node.validFrom).toISOString(),
        notAfter: new Date(node.validTo).toISOString(),
        spkiSha256: `sha256/${createHash('sha256').update(spki).digest('base64')}`,
        certSha256: node.fingerprint256.replaceAll(':', '').toLowerCase(),
        isCa: node.ca,
        subjectParts: library.subject.length,
      };
      const own = {
        serialNumber: facts.serialNumber,
        notBefore: new Date(facts.notBefore).toISOString(),
        notAfter: new Date(facts.notAfter).toISOString(),
        spkiSha256: facts.spkiSha256,
        certSha256: facts.certSha256,
        isCa: facts.isCa,
        subjectParts: facts.subject.split(/(?<!\\), /).length,
      };
      return JSON.stringify(own) === JSON.stringify(expected)
        ? []
        : [{ subject: facts.subject, own, expected }];
    });
    expect(rootCertificates.length).toBeGreaterThan(100);
    expect(differences).toEqual([]);
  });
});

describe('the pins of a certificate', () => {
  test('are hashes of the raw key, however it is encoded', () => {
    const keys = createAuthority({ name: 'Root' }).keys;
    const usual = keys.publicKey.export({ type: 'spki', format: 'der' });
    // Explicit NULL parameters beside the curve's identifier: no library would write this key again the same way.
    const algorithm = encodeSequence(
      Buffer.from('06072a8648ce3d0201', 'hex'),
      Buffer.from('06082a8648ce3d030107', 'hex'),
      Buffer.from('0500', 'hex'),
    );
    const odd = encodeSequence(algorithm, usual.subarray(usual.length - 68));
    const leaf = createSelfSignedLeaf({ hosts: ['a.test'], keys, subjectPublicKeyInfo: odd });
    const pins = toPins(leaf.certificateDer);
    expect(pins).toEqual({
      ok: true,
      value: {
        spkiSha256: `sha256/${createHash('sha256').update(odd).digest('base64')}`,
        spkiSha1: `sha1/${createHash('sha1').update(odd).digest('base64')}`,
        certSha256: leaf.certSha256,
      },
    });
  });

  test.each([
    ['a byte after the end', (der: Buffer) => Buffer.concat([der, Buffer.from([0])])],
    ['a cut end', (der: Buffer) => der.subarray(0, -1)],
    [
      'an indefinite length',
      (der: Buffer) => Buffer.concat([Buffer.from([0x30, 0x80]), der.subarray(4), Buffer.alloc(2)]),
    ],
    ['another outer tag', (der: Buffer) => Buffer.concat([Buffer.from([0x31]), der.subarray(1)])],
    [
      'a length with a superfluous byte',
      (der: Buffer) => Buffer.concat([Buffer.from([0x30, 0x83, 0x00]), der.subarray(2)]),
    ],
    [
      'a field after the extensions',
      (der: Buffer) => {
        const signed = der.subarray(8, 8 + der.readUInt16BE(6));
        return encodeSequence(
          encodeSequence(signed, Buffer.from('0500', 'hex')),
          der.subarray(8 + signed.length),
        );
      },
    ],
    ['nothing', () => Buffer.alloc(0)],
  ])('are refused for %s', (_, damage) => {
    const { certificateDer } = createAuthority({ name: 'Root' });
    const pins = toPins(damage(certificateDer));
    expect({ ok: pins.ok, isSentence: !pins.ok && /^[A-Z].*\.$/.test(pins.error) }).toEqual({
      ok: false,
      isSentence: true,
    });
  });
});
