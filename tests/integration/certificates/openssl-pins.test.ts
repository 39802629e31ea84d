// Our pins against the command line everyone uses: openssl x509 -pubkey | openssl pkey -pubin -outform der | sha256.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toCertificateFacts } from '../../../main/certificates/certificate-facts.ts';
import { readCertificates } from '../../../main/certificates/read-certificates.ts';
import { createSelfSignedLeaf } from '../../support/test-ca.ts';

function openssl(parameters: readonly string[], input?: string | Buffer): Buffer {
  const { status, stdout, stderr } = spawnSync('openssl', parameters, {
    ...(input === undefined ? {} : { input }),
  });
  if (status !== 0) throw new Error(`openssl ${parameters.join(' ')}: ${stderr.toString()}`);
  return stdout;
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** `sha256/…` as OpenSSL's tools make it, which read the key and write it again. */
function opensslPin(certificatePem: string | Buffer): string {
  const publicKeyPem = openssl(['x509', '-pubkey', '-noout'], certificatePem);
  const der = openssl(['pkey', '-pubin', '-outform', 'der'], publicKeyPem);
  return `sha256/${createHash('sha256').update(der).digest('base64')}`;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pinspect-openssl-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A self-signed certificate by OpenSSL, PEM. */
function certificateFor(name: string, keyParameters: readonly string[]): Buffer {
  const key = join(folder, `${name}.key`);
  openssl(['genpkey', ...keyParameters, '-out', key]);
  return openssl([
    'req',
    '-x509',
    '-new',
    '-key',
    key,
    '-subj',
    `/C=CH/O=Example, Inc./CN=${name}.test`,
    '-days',
    '30',
  ]);
}

const ec = (curve: string): readonly string[] => [
  '-algorithm',
  'EC',
  '-pkeyopt',
  `ec_paramgen_curve:${curve}`,
];
const explicit = ['-pkeyopt', 'ec_param_enc:explicit'];
const keys: readonly (readonly [string, readonly string[], string])[] = [
  ['rsa-2048', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], 'RSA 2048 bit'],
  ['rsa-2056', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2056'], 'RSA 2056 bit'],
  ['rsa-exponent-3', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_pubexp:3'], 'RSA 2048 bit'],
  ['rsa-pss', ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'], 'RSA-PSS 2048 bit'],
  [
    'rsa-pss-restricted',
    [
      '-algorithm',
      'RSA-PSS',
      '-pkeyopt',
      'rsa_pss_keygen_md:sha256',
      '-pkeyopt',
      'rsa_pss_keygen_saltlen:32',
    ],
    'RSA-PSS 2048 bit',
  ],
  ['p-256', ec('P-256'), 'EC P-256'],
  ['p-384', ec('P-384'), 'EC P-384'],
  ['p-521', ec('P-521'), 'EC P-521'],
  ['secp256k1', ec('secp256k1'), 'EC secp256k1'],
  ['p-256-explicit', [...ec('P-256'), ...explicit], 'EC with a curve written out in full'],
  ['ed25519', ['-algorithm', 'ED25519'], 'Ed25519'],
  ['ed448', ['-algorithm', 'ED448'], 'Ed448'],
];

describe.skipIf(!hasOpenssl)('with OpenSSL (skipped where there is none)', () => {
  test.each(keys)('the pin of a %s certificate is the same', (name, parameters, key) => {
    const pem = certificateFor(name, parameters);
    const facts = toCertificateFacts(pem.toString());
    expect(facts.ok && { pin: facts.value.spkiSha256, key: facts.value.key, isCa: facts.value.isCa }).toEqual(
      {
        pin: opensslPin(pem),
        key,
        isCa: true,
      },
    );
  });

  test('names read as in RFC 2253 mode, but for the space after the comma', () => {
    const subject = '/C=CH/ST=Z\u00fcrich/O=A+B, "C" <D>; \\\\E/OU=#1/CN= padded /emailAddress=a@b.test';
    const key = join(folder, 'names.key');
    openssl(['genpkey', ...ec('P-256'), '-out', key]);
    const pem = openssl(['req', '-x509', '-new', '-utf8', '-key', key, '-subj', subject, '-days', '30']);
    const options = ['-nameopt', 'RFC2253,-esc_msb,utf8,sep_comma_plus_space'];
    const text = openssl(['x509', '-noout', '-subject', ...options], pem).toString();
    const facts = toCertificateFacts(pem.toString());
    expect(facts.ok && `subject=${facts.value.subject}\n`).toBe(text);
  });

  test('a key that is encoded in an unusual way keeps its raw bytes, where OpenSSL hashes another encoding', () => {
    const usual = createSelfSignedLeaf({ hosts: ['a.test'], keyAlgorithm: 'rsa-2048' });
    const spki = usual.keys.publicKey.export({ type: 'spki', format: 'der' });
    // Without the NULL that belongs after rsaEncryption: 2 bytes less in the algorithm, in the whole, and in both lengths.
    const algorithm = Buffer.from('300b06092a864886f70d010101', 'hex');
    const bits = spki.subarray(4 + 15);
    const length = algorithm.length + bits.length;
    const odd = Buffer.concat([Buffer.from([0x30, 0x82, length >> 8, length & 0xff]), algorithm, bits]);
    const leaf = createSelfSignedLeaf({ hosts: ['a.test'], keys: usual.keys, subjectPublicKeyInfo: odd });
    const facts = toCertificateFacts(leaf.certificatePem);
    const raw = `sha256/${createHash('sha256').update(odd).digest('base64')}`;
    expect(facts.ok && facts.value.spkiSha256).toBe(raw);
    expect(raw).not.toBe(usual.spkiSha256);
  });

  test('requests, bare keys and PKCS#7 files that it writes are read', () => {
    const pem = certificateFor('many', ec('P-256'));
    const certificate = join(folder, 'many.pem');
    writeFileSync(certificate, pem);
    const pin = opensslPin(pem);
    const key = join(folder, 'many.key');
    const inputs = [
      openssl(['req', '-new', '-key', key, '-subj', '/CN=x', '-addext', 'subjectAltName=DNS:x.test']),
      openssl(['req', '-new', '-key', key, '-subj', '/CN=x', '-outform', 'der']),
      openssl(['pkey', '-in', key, '-pubout']),
      openssl(['pkey', '-in', key, '-pubout', '-outform', 'der']),
      openssl(['crl2pkcs7', '-nocrl', '-certfile', certificate]),
      openssl(['crl2pkcs7', '-nocrl', '-certfile', certificate, '-outform', 'der']),
      openssl(['x509', '-in', certificate, '-text']),
      openssl(['x509', '-in', certificate, '-trustout', '-addtrust', 'serverAuth']),
      Buffer.concat([readFileSync(key), pem]),
    ];
    const pins = inputs.map((input) => {
      const outcome = readCertificates(input);
      return outcome.ok ? outcome.value.items.map(({ facts }) => facts.spkiSha256) : outcome.error.sentence;
    });
    expect(pins).toEqual(inputs.map(() => [pin]));
  });
});
