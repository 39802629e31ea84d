import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCertificateFacts } from '../../../main/certificates/certificate-facts.ts';
import { validatePath } from '../../../main/certificates/path-validator.ts';
import { toPins } from '../../../main/certificates/pins.ts';
import { readCertificates } from '../../../main/certificates/read-certificates.ts';
import { createAuthority, createCertificateRequest, encodePkcs7 } from '../../support/test-ca.ts';
import { encodePrimitiveContext } from '../../support/der-encoding.ts';

const root = createAuthority({ name: 'Root' });
const intermediate = root.issueAuthority({
  name: 'Intermediate',
  pathLength: 0,
  nameConstraints: { permitted: [encodePrimitiveContext(2, Buffer.from('example.test'))] },
});
const leaf = intermediate.issueLeaf({ hosts: ['a.example.test', '127.0.0.1'] });
const request = Buffer.from(
  createCertificateRequest({ hosts: ['a.example.test'] }).requestPem.replace(/-----[^-]+-----|\s/g, ''),
  'base64',
);
const pkcs7 = encodePkcs7(leaf.chainDer);

/** Everything that reads foreign bytes; throws if any of it does. */
function readEverywhere(bytes: Buffer): void {
  readCertificates(bytes);
  toPins(bytes);
  toCertificateFacts(bytes);
  toCertificateFacts(bytes.toString('latin1'));
  const at = Date.now();
  const question = { host: 'a.example.test', at, profile: 'private' } as const;
  validatePath({
    ...question,
    presented: [bytes, intermediate.certificateDer],
    anchors: [root.certificateDer],
  });
  validatePath({ ...question, presented: [leaf.certificateDer, bytes], anchors: [root.certificateDer] });
  validatePath({
    ...question,
    presented: [leaf.certificateDer, intermediate.certificateDer],
    anchors: [bytes],
  });
}

const originals = fc.constantFrom(
  leaf.certificateDer,
  intermediate.certificateDer,
  root.certificateDer,
  request,
  pkcs7,
  Buffer.from(leaf.chainPem),
);

const edits = fc.array(
  fc.record({
    at: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    kind: fc.constantFrom('set', 'insert', 'delete', 'cut'),
  }),
  { minLength: 1, maxLength: 4 },
);

/** One of the originals, damaged in up to four places. */
const damaged = fc.tuple(originals, edits).map(([original, changes]) =>
  changes.reduce((bytes, { at, byte, kind }) => {
    const place = at % (bytes.length + 1);
    const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
    switch (kind) {
      case 'set':
        return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)]);
      case 'insert':
        return Buffer.concat([before, Buffer.from([byte]), after]);
      case 'delete':
        return Buffer.concat([before, after.subarray(1)]);
      case 'cut':
        return Buffer.from(before);
    }
  }, original),
);

describe('hostile bytes are never an exception', () => {
  test('random ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readEverywhere(Buffer.from(bytes));
      }),
      { numRuns: 1_000 },
    );
  });

  test('random ones that begin like DER', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 127 }), (bytes) => {
        readEverywhere(Buffer.concat([Buffer.from([0x30, bytes.length]), bytes]));
      }),
      { numRuns: 2_000 },
    );
  });

  test('damaged certificates, requests, PKCS#7 and PEM', () => {
    fc.assert(fc.property(damaged, readEverywhere), { numRuns: 2_000 });
  });

  test('a certificate cut off anywhere', () => {
    for (let length = 0; length < leaf.certificateDer.length; length += 1) {
      const cut = leaf.certificateDer.subarray(0, length);
      readEverywhere(cut);
      expect(toPins(cut).ok).toBe(false);
    }
  });

  test('and no flipped bit of a signed certificate leaves the path valid', () => {
    const { certificateDer } = leaf;
    const accepted: number[] = [];
    for (let bit = 0; bit < certificateDer.length * 8; bit += 1) {
      const flipped = Buffer.from(certificateDer);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const judged = validatePath({
        presented: [flipped, intermediate.certificateDer],
        anchors: [root.certificateDer],
        host: 'a.example.test',
        at: Date.now(),
        profile: 'private',
      });
      if (judged.ok) accepted.push(bit);
    }
    expect(accepted).toEqual([]);
  });
});
