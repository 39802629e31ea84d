import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { ExtensionDetail } from '../../../common/certificate-detail.ts';
import { toCertificateDetail } from '../../../main/certificates/certificate-detail.ts';
import {
  encodeBitString,
  encodeConstructedContext,
  encodeIa5String,
  encodeInteger,
  encodeNull,
  encodeObjectIdentifier,
  encodeOctetString,
  encodePrimitiveContext,
  encodeSequence,
} from '../../support/der-encoding.ts';
import { createAuthority, createSelfSignedLeaf } from '../../support/test-ca.ts';
import { encodeHost, ipBytes, nameConstraints, type RawExtension } from '../../support/test-extensions.ts';

const detailOf = (pem: string): readonly ExtensionDetail[] => {
  const detail = toCertificateDetail(pem);
  if (!detail.ok) throw new Error(detail.error);
  return detail.value.extensions;
};

/** A leaf's extension with this identifier and value, as it is shown. */
const shown = (identifier: string, value: Uint8Array, critical = false): ExtensionDetail | undefined =>
  detailOf(
    createSelfSignedLeaf({ hosts: ['a.test'], extensions: [{ identifier, critical, value }] }).certificatePem,
  ).find((extension) => extension.identifier === identifier);

const uri = (text: string): Buffer => encodePrimitiveContext(6, Buffer.from(text));

test('every root that Node ships is read, extension for extension', () => {
  const extensions = rootCertificates.flatMap(detailOf);
  expect(rootCertificates.length).toBeGreaterThan(100);
  expect(extensions.filter(({ problem }) => problem !== null)).toEqual([]);
  const unknown = extensions.filter(({ values }) => values.length === 0).map(({ identifier }) => identifier);
  // Of the nineties: a private key's own period, Entrust's version, the payment protocol SET.
  const forgotten = ['2.5.29.16', '1.2.840.113533.7.65.0', '2.23.42.7.0'];
  expect(unknown.filter((identifier) => !forgotten.includes(identifier))).toEqual([]);
});

test('an authority and a leaf are read as they were issued', () => {
  const root = createAuthority({ name: 'Root' });
  const authority = root.issueAuthority({ name: 'Issuing', pathLength: 0 });
  const told = (pem: string): unknown =>
    detailOf(pem).map(({ name, isCritical, values }) => [name, isCritical, values]);
  expect(told(authority.certificatePem)).toEqual([
    ['Basic constraints', true, ['a certificate authority', 'at most 0 authorities below it']],
    ['Key usage', true, ['certificate signing', 'CRL signing']],
    ['Subject key identifier', false, [expect.stringMatching(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/)]],
    ['Authority key identifier', false, [expect.stringMatching(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/)]],
    ['Extended key usage', false, ['TLS server authentication (1.3.6.1.5.5.7.3.1)']],
  ]);
  expect(told(authority.issueLeaf({ hosts: ['a.test', '127.0.0.1'] }).certificatePem)).toContainEqual([
    'Subject alternative name',
    false,
    ['DNS:a.test', 'IP:127.0.0.1'],
  ]);
});

describe('an extension is shown in words:', () => {
  test('authority information access', () => {
    const value = encodeSequence(
      encodeSequence(encodeObjectIdentifier('1.3.6.1.5.5.7.48.1'), uri('http://ocsp.test/')),
      encodeSequence(encodeObjectIdentifier('1.3.6.1.5.5.7.48.2'), uri('http://ca.test/ca.der')),
    );
    expect(shown('1.3.6.1.5.5.7.1.1', value)?.values).toEqual([
      'OCSP: URI:http://ocsp.test/',
      'CA issuers: URI:http://ca.test/ca.der',
    ]);
  });

  test('CRL distribution points, with their reasons and issuer', () => {
    const point = encodeConstructedContext(0, encodeConstructedContext(0, uri('http://crl.test/1.crl')));
    const value = encodeSequence(
      encodeSequence(
        point,
        encodePrimitiveContext(1, Buffer.from([6, 0b0100_0000])),
        encodeConstructedContext(2, encodePrimitiveContext(2, Buffer.from('crl.test'))),
      ),
    );
    expect(shown('2.5.29.31', value)?.values).toEqual([
      'URI:http://crl.test/1.crl (only key compromise)',
      'CRL issuer DNS:crl.test',
    ]);
  });

  test('certificate policies, with their practice statement', () => {
    const value = encodeSequence(
      encodeSequence(encodeObjectIdentifier('2.23.140.1.2.1')),
      encodeSequence(
        encodeObjectIdentifier('1.2.3.4'),
        encodeSequence(
          encodeSequence(encodeObjectIdentifier('1.3.6.1.5.5.7.2.1'), encodeIa5String('http://cps.test/')),
        ),
      ),
    );
    expect(shown('2.5.29.32', value)?.values).toEqual([
      'domain validated (2.23.140.1.2.1)',
      '1.2.3.4',
      '  practice statement http://cps.test/',
    ]);
  });

  test('name constraints, an address range with its length', () => {
    const { identifier, value } = nameConstraints(
      [encodeHost('example.test')],
      [encodePrimitiveContext(7, Buffer.concat([ipBytes('10.0.0.0'), ipBytes('255.0.0.0')]))],
    );
    expect(shown(identifier, value, true)).toMatchObject({
      isCritical: true,
      values: ['permitted DNS:example.test', 'excluded IP:10.0.0.0/8'],
    });
  });

  test('signed certificate timestamps, each with its log and time', () => {
    const log = Buffer.alloc(32, 7);
    const at = Buffer.alloc(8);
    at.writeBigUInt64BE(BigInt(Date.UTC(2026, 0, 2, 3, 4, 5)));
    const timestamp = Buffer.concat([Buffer.from([0]), log, at, Buffer.from([0, 0, 4, 3, 0, 1, 9])]);
    const vector = (bytes: Buffer): Buffer => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const list = vector(Buffer.concat([vector(timestamp), vector(timestamp)]));
    const line = `log ${log.toString('base64')}, 2026-01-02T03:04:05.000Z`;
    expect(shown('1.3.6.1.4.1.11129.2.4.2', encodeOctetString(list))?.values).toEqual([line, line]);
    expect(shown('1.3.6.1.4.1.11129.2.4.2', encodeOctetString(list.subarray(0, -1)))).toMatchObject({
      values: [],
      problem: 'The list of timestamps is longer than what holds it.',
    });
  });

  test.each<[string, string, Uint8Array, readonly string[]]>([
    [
      'TLS feature',
      '1.3.6.1.5.5.7.1.24',
      encodeSequence(encodeInteger(5)),
      ['a stapled OCSP answer is demanded (5)'],
    ],
    ['OCSP no check', '1.3.6.1.5.5.7.48.1.5', encodeNull(), ['yes']],
    [
      'inhibit any policy',
      '2.5.29.54',
      encodeInteger(1),
      ['any policy no longer counts after 1 further certificate'],
    ],
    [
      'policy constraints',
      '2.5.29.36',
      encodeSequence(encodePrimitiveContext(0, Buffer.from([0]))),
      ['a policy is required after 0 further certificates'],
    ],
    [
      'policy mappings',
      '2.5.29.33',
      encodeSequence(encodeSequence(encodeObjectIdentifier('1.2.3'), encodeObjectIdentifier('2.5.29.32.0'))),
      ['1.2.3 counts as any policy (2.5.29.32.0)'],
    ],
  ])('%s', (_what, identifier, value, lines) => {
    expect(shown(identifier, value)).toMatchObject({ values: lines, problem: null });
  });
});

test('an extension that nobody knows is shown as it stands', () => {
  expect(shown('1.2.3.4.5', Buffer.from('00ff17', 'hex'), true)).toEqual({
    identifier: '1.2.3.4.5',
    name: null,
    isCritical: true,
    values: [],
    problem: null,
    hex: '00ff17',
  });
});

test('an extension that cannot be read says why, and the others are shown all the same', () => {
  const broken: RawExtension = {
    identifier: '2.5.29.15',
    critical: true,
    value: encodeBitString(Buffer.alloc(0)),
  };
  const extensions = detailOf(
    createSelfSignedLeaf({ hosts: ['a.test'], extensions: [broken] }).certificatePem,
  );
  expect(extensions.find(({ identifier }) => identifier === '2.5.29.15')).toMatchObject({
    values: [],
    problem: 'The key usage allows nothing at all.',
    hex: '030100',
  });
  expect(extensions.find(({ identifier }) => identifier === '2.5.29.17')?.values).toEqual(['DNS:a.test']);
});

test('text that would forge lines is escaped', () => {
  const value = encodeSequence(
    encodeSequence(encodeObjectIdentifier('1.3.6.1.5.5.7.48.1'), uri('http://a.test/\nOCSP: none')),
  );
  expect(shown('1.3.6.1.5.5.7.1.1', value)?.values).toEqual(['OCSP: URI:http://a.test/\\0AOCSP: none']);
});

test('what is no certificate, or two, is refused with a sentence', () => {
  const { certificatePem } = createSelfSignedLeaf({ hosts: ['a.test'] });
  for (const pem of ['', 'no PEM', certificatePem + certificatePem])
    expect(toCertificateDetail(pem)).toEqual({ ok: false, error: 'This is not the PEM of one certificate.' });
});
