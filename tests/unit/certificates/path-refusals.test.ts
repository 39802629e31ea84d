import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  encodeBitString,
  encodeInteger,
  encodeNull,
  encodeObjectIdentifier,
  encodeSequence,
} from '../../support/der-encoding.ts';
import {
  hosts,
  intermediate,
  judgePath,
  leafWith,
  root,
  type QuestionChanges,
} from '../../support/path-question.ts';
import {
  createAuthority,
  createSelfSignedLeaf,
  encodeName,
  type Authority,
  type CertificateAndKey,
} from '../../support/test-ca.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  encodeHost,
  extendedKeyUsages,
  keyUsage,
  subjectAltName,
} from '../../support/test-extensions.ts';

const at = Date.now();
const days = 86_400_000;

describe('a path is refused, with the reason', () => {
  const title = '“CN=a.test.example”';

  test.each<[string, () => CertificateAndKey, QuestionChanges, string]>([
    [
      'another host',
      () => leafWith({}),
      { host: 'b.test.example' },
      `The certificate ${title} is not for b.test.example.`,
    ],
    [
      'a host that is only the common name',
      () => leafWith({ hosts: ['b.test.example'], commonName: 'a.test.example' }),
      {},
      `The certificate ${title} is not for a.test.example.`,
    ],
    [
      'no alternative name',
      () => leafWith({ hosts: [], commonName: 'a.test.example' }),
      {},
      `The certificate ${title} names no host in its subject alternative name.`,
    ],
    [
      'an expired leaf',
      () => leafWith({ notBefore: new Date('2020-01-01'), notAfter: new Date('2020-02-01T03:04:05Z') }),
      {},
      `The certificate ${title} expired at 2020-02-01T03:04:05Z.`,
    ],
    [
      'a leaf of tomorrow',
      () => leafWith({ notBefore: new Date('2040-01-01'), notAfter: new Date('2041-01-01') }),
      {},
      `The certificate ${title} is not valid before 2040-01-01T00:00:00Z.`,
    ],
    [
      'an unknown root',
      () => leafWith({}),
      { anchors: [createAuthority({ name: 'Stranger' }).certificateDer] },
      'The certificate “CN=Intermediate” was issued by “CN=Root”, which is neither trusted nor among those presented.',
    ],
    [
      'a root of the same name with another key',
      () => leafWith({}),
      { anchors: [createAuthority({ name: 'Root' }).certificateDer] },
      'The certificate “CN=Intermediate” names “CN=Root” as its issuer, but is not signed with its key.',
    ],
    [
      'a self-signed leaf',
      () => createSelfSignedLeaf({ hosts }),
      {},
      `The certificate ${title} is its own issuer and is not trusted.`,
    ],
    [
      'a missing intermediate',
      () => leafWith({}),
      { presented: [leafWith({}).certificateDer] },
      `The certificate ${title} was issued by “CN=Intermediate”, which is neither trusted nor among those presented.`,
    ],
    ['nothing presented', () => leafWith({}), { presented: [] }, 'No certificate was presented.'],
    [
      'no anchors',
      () => leafWith({}),
      { anchors: [] },
      'The certificate “CN=Intermediate” was issued by “CN=Root”, which is neither trusted nor among those presented.',
    ],
    [
      'a leaf that signed another',
      () => {
        const middle = leafWith({ hosts: ['m.test.example'] });
        return createFakeAuthority(middle).issueLeaf({ hosts });
      },
      {},
      '“CN=m.test.example” signed another certificate and is not a certificate authority.',
    ],
    [
      'a leaf for clients',
      () => leafWith({ extendedKeyUsage: [extendedKeyUsages.clientAuth] }),
      {},
      `The extended key usage of ${title} does not allow servers.`,
    ],
    [
      'a leaf for any purpose only',
      () => leafWith({ extendedKeyUsage: [extendedKeyUsages.any] }),
      {},
      `The extended key usage of ${title} does not allow servers.`,
    ],
    [
      'an intermediate for code',
      () =>
        leafWith(
          {},
          root.issueAuthority({ name: 'Code', extendedKeyUsage: [extendedKeyUsages.codeSigning] }),
        ),
      {},
      'The authority “CN=Code” may not vouch for servers by its extended key usage.',
    ],
    [
      'an intermediate that may not sign',
      () => leafWith({}, root.issueAuthority({ name: 'Mute', extensions: [keyUsage(['cRLSign'])] })),
      {},
      'The authority “CN=Mute” may not sign certificates by its key usage.',
    ],
    [
      'an intermediate whose authority is not critical',
      () =>
        leafWith(
          {},
          root.issueAuthority({ name: 'Soft', extensions: [{ ...basicConstraints(true), critical: false }] }),
        ),
      {},
      'The basic constraints of the authority “CN=Soft” are not marked critical.',
    ],
    [
      'more intermediates than the path length',
      () => leafWith({}, intermediate.issueAuthority({ name: 'Below' })),
      {},
      'The path is longer than “CN=Intermediate” allows.',
    ],
    [
      'an unknown critical extension',
      () =>
        leafWith({
          extensions: [{ identifier: '1.2.3.4', critical: true, value: Buffer.from('0500', 'hex') }],
        }),
      {},
      `The certificate ${title} has the critical extension 1.2.3.4, which cannot be judged.`,
    ],
    [
      'a precertificate',
      () =>
        leafWith({
          extensions: [
            { identifier: '1.3.6.1.4.1.11129.2.4.3', critical: true, value: Buffer.from('0500', 'hex') },
          ],
        }),
      {},
      `${title} is a precertificate, made for Certificate Transparency and not for use.`,
    ],
    [
      'a critical key identifier',
      () => leafWith({ extensions: [{ ...authorityKeyIdentifier(Buffer.alloc(20)), critical: true }] }),
      {},
      `The certificate ${title} has the critical extension 2.5.29.35, which cannot be judged.`,
    ],
    [
      'an extension that is there twice',
      () =>
        leafWith({
          extensions: [
            subjectAltName([encodeHost('a.test.example')]),
            subjectAltName([encodeHost('b.test.example')]),
          ],
        }),
      {},
      'The server’s certificate cannot be read. A certificate has the extension 2.5.29.17 twice.',
    ],
    [
      'SHA-1',
      () => leafWith({ signatureHash: 'sha1' }),
      {},
      `The certificate ${title} is signed with ECDSA with SHA-1, which is not accepted.`,
    ],
    [
      'a short RSA key',
      () => leafWith({ keyAlgorithm: 'rsa-1024' }),
      {},
      `The key of ${title} is RSA 1024 bit, too short to be safe (2048 is the least).`,
    ],
    [
      'an Ed25519 key',
      () => leafWith({ keyAlgorithm: 'ed25519' }),
      {},
      `The key of ${title} is Ed25519, which is not accepted.`,
    ],
    [
      'an RSA-PSS key',
      () => leafWith({ keyAlgorithm: 'rsa-pss' }),
      {},
      `The key of ${title} is RSA-PSS 2048 bit, which is not accepted.`,
    ],
    [
      'an RSA key that is not of whole bytes',
      () => leafWith({ keys: generateKeyPairSync('rsa', { modulusLength: 2052 }) }),
      {},
      `The key of ${title} is RSA 2052 bit, a length that is not accepted.`,
    ],
    [
      'an RSA exponent of one',
      () => leafWith({ subjectPublicKeyInfo: rsaKey('01') }),
      {},
      `The RSA key of ${title} has an exponent that is not accepted.`,
    ],
    [
      'a demanded policy',
      () =>
        leafWith({
          extensions: [{ identifier: '2.5.29.36', critical: true, value: Buffer.from('3003800100', 'hex') }],
        }),
      {},
      `The certificate ${title} demands a certificate policy, which is not judged here.`,
    ],
    [
      'a certificate of more than a megabyte',
      () =>
        leafWith({
          extensions: [{ identifier: '1.2.3.5', critical: false, value: Buffer.alloc(1_048_576) }],
        }),
      {},
      'The server’s certificate cannot be read. A certificate is larger than a megabyte.',
    ],
    [
      'another algorithm inside than outside',
      () =>
        leafWith({ innerSignatureAlgorithm: encodeSequence(encodeObjectIdentifier('1.2.840.10045.4.3.3')) }),
      {},
      `The certificate ${title} names one signature algorithm inside and another outside.`,
    ],
    [
      'ECDSA with parameters',
      () => {
        const algorithm = encodeSequence(encodeObjectIdentifier('1.2.840.10045.4.3.2'), encodeNull());
        return resigned(leafWith({ innerSignatureAlgorithm: algorithm }), algorithm);
      },
      {},
      `The certificate ${title} is signed with ECDSA with SHA-256, with unusual parameters, which is not accepted.`,
    ],
    [
      'version 1',
      () => leafWith({ version: null, withoutExtensions: 'all' }),
      {},
      `The certificate ${title} is of version 1, not 3.`,
    ],
    [
      'a serial number of zero',
      () => leafWith({ serialNumber: '00' }),
      {},
      `The serial number of ${title} is not positive.`,
    ],
    [
      'a serial number of 21 bytes',
      () => leafWith({ serialNumber: '01'.repeat(21) }),
      {},
      `The serial number of ${title} is longer than 20 bytes.`,
    ],
    [
      'an authority as the server',
      () =>
        root.issueAuthority({
          name: 'a.test.example',
          extensions: [subjectAltName([encodeHost('a.test.example')])],
        }),
      {},
      `The server presents ${title} as its own, which is an authority’s certificate.`,
    ],
    [
      'a leaf that may sign',
      () => leafWith({ extensions: [keyUsage(['digitalSignature', 'keyCertSign'])] }),
      {},
      `The certificate ${title} may sign others by its key usage, and is no authority.`,
    ],
    [
      'no subject beside names that may be overlooked',
      () => leafWith({ commonName: null, extensions: [subjectAltName([encodeHost('a.test.example')])] }),
      { profile: 'public' },
      'The alternative name of “” (an empty name) is marked critical beside a subject, or is not without one.',
    ],
    [
      'an issuer without a name',
      () => leafWith({}, createAuthority({ name: 'x', subject: encodeName() })),
      {},
      `The certificate ${title} has no issuer.`,
    ],
    [
      'bytes that are no certificate',
      () => leafWith({}),
      { presented: [Buffer.from('hello')] },
      'The server’s certificate cannot be read. The certificate has the tag 0x68 where 0x30 belongs.',
    ],
    ['a time that is none', () => leafWith({}), { at: Number.NaN }, 'The time of the question is no time.'],
  ])('%s', (_, leaf, changes, sentence) => {
    expect(judgePath(leaf(), changes)).toBe(sentence);
  });

  test('an expired intermediate or root, by name', () => {
    const late = { at: at + 4_000 * days };
    const fresh = leafWith({ notAfter: new Date(at + 9_000 * days) });
    expect(judgePath(fresh, late)).toMatch(/^The certificate “CN=Intermediate” expired at /);
    expect(judgePath(fresh, { ...late, anchors: [intermediate.certificateDer] })).toMatch(
      /^The certificate “CN=Intermediate” expired at /,
    );
  });

  test('an unreadable intermediate, besides the gap it leaves', () => {
    const leaf = leafWith({});
    const presented = [leaf.certificateDer, intermediate.certificateDer.subarray(1)];
    expect(judgePath(leaf, { presented })).toMatch(
      /neither trusted nor among those presented\. One of the other certificates cannot be read: /,
    );
  });
});

/** An end-entity certificate that issues all the same. */
function createFakeAuthority(leaf: CertificateAndKey): Authority {
  const subject = encodeName(['2.5.4.3', 'm.test.example']);
  const fake = createAuthority({ name: 'm.test.example', keys: leaf.keys, subject });
  return {
    ...fake,
    issueLeaf: (options) => {
      const issued = fake.issueLeaf(options);
      return { ...issued, chainDer: [issued.certificateDer, ...leaf.chainDer] };
    },
  };
}

/** The same certificate with another AlgorithmIdentifier outside. */
function resigned(leaf: CertificateAndKey, algorithm: Buffer): CertificateAndKey {
  const { certificateDer } = leaf;
  const toBeSigned = certificateDer.subarray(4, 8 + certificateDer.readUInt16BE(6));
  const signature = certificateDer.subarray(4 + toBeSigned.length + 12);
  const changed = encodeSequence(toBeSigned, algorithm, signature);
  return { ...leaf, chainDer: [changed, ...leaf.chainDer.slice(1)] };
}

/** The SubjectPublicKeyInfo of an RSA key of 2048 bits with that exponent. */
const rsaKey = (exponent: string): Buffer =>
  encodeSequence(
    encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.1.1'), encodeNull()),
    encodeBitString(encodeSequence(encodeInteger(`c5${'11'.repeat(255)}`), encodeInteger(exponent))),
  );
