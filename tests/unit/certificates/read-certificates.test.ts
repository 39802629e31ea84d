import { describe, expect, test } from 'vitest';
import { readCertificates } from '../../../main/certificates/read-certificates.ts';
import {
  encodeConstructedContext,
  encodeInteger,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSet,
} from '../../support/der-encoding.ts';
import {
  createAuthority,
  createCertificateRequest,
  createKeys,
  encodePkcs7,
  toPem,
} from '../../support/test-ca.ts';

const root = createAuthority({ name: 'Test Root' });
const intermediate = root.issueAuthority({ name: 'Test Intermediate' });
const leaf = intermediate.issueLeaf({ hosts: ['a.example.test'] });

/** What was read, short: the kind and the pin of each item, or the code of the refusal. */
function read(input: Uint8Array | string): readonly string[] | string {
  const outcome = readCertificates(Buffer.from(input));
  if (!outcome.ok) return outcome.error.code;
  return outcome.value.items.map(({ kind, facts }) => `${kind} ${facts.spkiSha256}`);
}

function sentence(input: Uint8Array | string): string {
  const outcome = readCertificates(Buffer.from(input));
  return outcome.ok ? 'was read' : outcome.error.sentence;
}

/** RFC 7292, 4. */
const pkcs12Parts = [
  encodeInteger(3),
  encodeSequence(
    encodeObjectIdentifier('1.2.840.113549.1.7.1'),
    encodeConstructedContext(0, encodeOctetString(Buffer.alloc(8))),
  ),
];
const pkcs12Sentence =
  'This is a PKCS#12 file (.p12, .pfx), locked by a password. Take the certificates out: openssl pkcs12 -in FILE -nokeys -out chain.pem.';

const all = [leaf, intermediate, root].map(({ spkiSha256 }) => `certificate ${spkiSha256}`);
const pems = [leaf, intermediate, root].map(({ certificatePem }) => certificatePem);
const ders = [leaf, intermediate, root].map(({ certificateDer }) => certificateDer);

describe('certificates are read from', () => {
  test('PEM with text around and between, whatever the line ends', () => {
    const text = `0 s:CN = a\n${pems.join('\n 1 s:CN = b – ü\n')}trailing words`;
    expect(read(text)).toEqual(all);
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual(all);
    expect(read(text.replaceAll('\n', '\n    '))).toEqual(all);
    expect(read(`\uFEFF${text}`)).toEqual(all);
    expect(read(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toEqual(all);
  });

  test('DER', () => {
    expect(read(leaf.certificateDer)).toEqual(all.slice(0, 1));
  });

  test('bare base64 without PEM lines', () => {
    expect(read(leaf.certificateDer.toString('base64'))).toEqual(all.slice(0, 1));
  });

  test('PKCS#7, as DER and as PEM', () => {
    expect(read(encodePkcs7(ders))).toEqual(all);
    expect(read(toPem(encodePkcs7(ders), 'PKCS7'))).toEqual(all);
  });

  test('PKCS#7 with indefinite lengths', () => {
    const open = (tag: number, ...parts: readonly Uint8Array[]): Buffer =>
      Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);
    const signedData = open(
      0x30,
      encodeInteger(1),
      encodeSet(),
      open(0x30, encodeObjectIdentifier('1.2.840.113549.1.7.1')),
      open(0xa0, ...ders),
      encodeSet(),
    );
    const file = open(0x30, encodeObjectIdentifier('1.2.840.113549.1.7.2'), open(0xa0, signedData));
    expect(read(file)).toEqual(all);
  });

  test('a file that also holds the private key, which is passed over', () => {
    const outcome = readCertificates(Buffer.from(leaf.privateKeyPem + leaf.chainPem));
    expect(outcome.ok && { count: outcome.value.items.length, skipped: outcome.value.skipped }).toEqual({
      count: 2,
      skipped: ['PRIVATE KEY'],
    });
  });
});

describe('what comes before a certificate has its pin', () => {
  test('a certificate request, as PEM and as DER', () => {
    const { requestPem } = createCertificateRequest({
      hosts: ['a.example.test', '192.0.2.1'],
      keys: leaf.keys,
    });
    const der = Buffer.from(requestPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    expect(read(requestPem)).toEqual([`request ${leaf.spkiSha256}`]);
    const outcome = readCertificates(der);
    const [item] = outcome.ok ? outcome.value.items : [];
    expect(item?.kind === 'request' && item.facts).toMatchObject({
      subject: 'CN=a.example.test',
      subjectAltNames: ['DNS:a.example.test', 'IP:192.0.2.1'],
      key: 'EC P-256',
      signature: 'right',
    });
  });

  test('a certificate request that somebody changed says so', () => {
    const { requestPem } = createCertificateRequest({ hosts: ['a.example.test'] });
    const der = Buffer.from(requestPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    der.write('b.example.test', der.indexOf('a.example.test'));
    const outcome = readCertificates(der);
    const [item] = outcome.ok ? outcome.value.items : [];
    expect(item?.kind === 'request' && item.facts.signature).toBe('wrong');
  });

  test.each(['p-256', 'rsa-2048', 'rsa-pss', 'ed25519', 'ed448'] as const)('a %s public key', (algorithm) => {
    const keys = createKeys(algorithm);
    const pin = root.issueLeaf({ hosts: ['x.test'], keys }).spkiSha256;
    expect(read(keys.publicKey.export({ type: 'spki', format: 'pem' }))).toEqual([`public-key ${pin}`]);
    expect(read(keys.publicKey.export({ type: 'spki', format: 'der' }))).toEqual([`public-key ${pin}`]);
  });
});

describe('a sentence is the answer to', () => {
  test.each([
    ['nothing', '', 'It is empty.'],
    [
      'prose',
      'hello',
      'It is neither PEM (-----BEGIN CERTIFICATE-----) nor DER, so it holds no certificate.',
    ],
    [
      'a cut PEM block',
      leaf.certificatePem.slice(0, -30),
      'PEM block 1 (CERTIFICATE) is cut off: its END line is missing.',
    ],
    [
      'PEM that is not base64',
      leaf.certificatePem.replace('MII', 'M!!').replace('MIIB', 'M!!!'),
      'PEM block 1 (CERTIFICATE): It is not base64.',
    ],
    [
      'a damaged second block',
      leaf.certificatePem + toPem(root.certificateDer.subarray(0, -1)),
      'PEM block 2 (CERTIFICATE): The certificate is longer than what holds it.',
    ],
    [
      'DER with bytes after it',
      Buffer.concat([leaf.certificateDer, Buffer.from('ab')]),
      'After the certificate, 2 bytes are left over.',
    ],
    [
      'a private key alone',
      leaf.privateKeyPem,
      'It holds a private key and no certificate. A pin needs only the public one: openssl pkey -in FILE -pubout.',
    ],
    ['a revocation list', toPem(encodeSequence(), 'X509 CRL'), 'It holds no certificate, only X509 CRL.'],
    [
      'a private key as DER',
      leaf.keys.privateKey.export({ type: 'pkcs8', format: 'der' }),
      'This is DER, but no certificate, certificate request, public key or PKCS#7 file.',
    ],
    ['PKCS#12', encodeSequence(...pkcs12Parts), pkcs12Sentence],
    [
      'PKCS#12 in BER, as other systems write it',
      Buffer.concat([Buffer.from([0x30, 0x80]), ...pkcs12Parts, Buffer.from([0, 0])]),
      pkcs12Sentence,
    ],
    [
      'PKCS#7 of another kind',
      encodeSequence(
        encodeObjectIdentifier('1.2.840.113549.1.7.3'),
        encodeConstructedContext(0, encodeSequence()),
      ),
      'The PKCS#7 file holds something other than signed data, so no certificates.',
    ],
    ['PKCS#7 without certificates', encodePkcs7([]), 'It holds no certificate.'],
    [
      'an RSA key in PKCS#1',
      createKeys('rsa-2048').publicKey.export({ type: 'pkcs1', format: 'pem' }),
      'PEM block 1 (RSA PUBLIC KEY): An RSA key in this form has no pin. Convert it: openssl rsa -RSAPublicKey_in -pubout.',
    ],
  ])('%s', (_, input, expected) => {
    expect(sentence(input)).toBe(expected);
  });

  test('a file of 100 MB, at once', () => {
    const file = Buffer.alloc(100 * 1024 * 1024, 0x41);
    const started = performance.now();
    expect(read(file)).toBe('too-large');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test.each([
    ['dashes', '-----BEGIN '],
    ['begin lines', '-----BEGIN CERTIFICATE-----\n'],
    ['empty blocks', '-----BEGIN X-----\n-----END X-----\n'],
    ['base64', 'MIIB'],
    ['white space', ' \n'],
    ['open indefinite lengths', Buffer.from([0x30, 0x80])],
    ['nested sets', Buffer.from([0x31, 0x82, 0xff, 0xff])],
  ])('30 MB of %s, within seconds', (_, piece) => {
    const started = performance.now();
    expect(typeof read(Buffer.alloc(30 * 1024 * 1024, piece))).toBe('string');
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('10 001 certificates', () => {
    expect(sentence(leaf.certificatePem.repeat(10_001))).toBe('It holds more than 10000 PEM blocks.');
    expect(sentence(encodePkcs7(Array.from({ length: 10_001 }, () => leaf.certificateDer)))).toBe(
      'It holds more than 10000 certificates.',
    );
  });
});
