import { expect, test } from 'vitest';
import { readSeenChains } from '../../../main/certificates/seen-chains.ts';
import { createAuthority, createCertificateRequest, encodePkcs7 } from '../../support/test-ca.ts';

const root = createAuthority({ name: 'Root' });
const issuer = root.issueAuthority({ name: 'Issuer' });
const api = issuer.issueLeaf({ hosts: ['API.example.com', '*.Example.com', '192.0.2.7'] });
const shop = issuer.issueLeaf({ hosts: ['shop.example.com'] });

const chainsOf = (file: string | Buffer): unknown => {
  const read = readSeenChains(Buffer.from(file));
  return read.ok ? read.value.map(({ hosts, certificates }) => [hosts, certificates.length]) : read.error;
};

test('one file holds the chains of several servers, which share their authorities', () => {
  const file = shop.certificatePem + issuer.certificatePem + root.certificatePem + api.certificatePem;
  expect(chainsOf(file)).toEqual([
    [['shop.example.com'], 3],
    [['api.example.com', '*.example.com', '192.0.2.7'], 3],
  ]);
  expect(chainsOf(encodePkcs7([...api.chainDer].reverse()))).toEqual([
    [['api.example.com', '*.example.com', '192.0.2.7'], 2],
  ]);
});

const certificate = {
  subject: 'CN=a',
  issuer: 'CN=b',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  spkiSha256: 'sha256/a',
  certSha256: '00',
  pinned: true,
};

test('results are read from a report, a list, one object and a line each', () => {
  const result = { host: 'A.test', chain: [certificate], trust: 'validated' };
  for (const text of [
    JSON.stringify({ version: 1, results: [result] }),
    JSON.stringify([result], null, 2),
    `\uFEFF${JSON.stringify(result)}`,
    `${JSON.stringify(result)}\n${JSON.stringify({ id: 1, verdict: null, error: 'no' })}\n`,
  ])
    expect(chainsOf(text)).toEqual([[['a.test'], 1]]);
});

test('a chain that failed validation is no host’s', () => {
  const failed = { host: 'a.test', chain: [certificate], trust: 'failed' };
  expect(chainsOf(JSON.stringify([failed]))).toContain('JSON without a chain');
});

test('what holds no chain says what it is', () => {
  expect(chainsOf('{"results": [')).toBe('It begins like JSON, and is not JSON.');
  expect(chainsOf('{}')).toContain('JSON without a chain');
  expect(chainsOf(root.certificatePem)).toBe(
    'It holds no server’s certificate, only authorities, requests or keys.',
  );
  expect(chainsOf(createCertificateRequest({ hosts: ['a.test'] }).requestPem)).toContain(
    'no server’s certificate',
  );
  expect(chainsOf('')).toBe('It is empty.');
  expect(chainsOf(JSON.stringify([{ host: 'a.test', chain: [{ ...certificate, subject: 7 }] }]))).toContain(
    'JSON without a chain',
  );
});
