import { describe, expect, test } from 'vitest';
import { readDer, readOnly } from '../../../main/certificates/der.ts';
import {
  integerHex,
  namedBitsOf,
  objectIdentifierOf,
  timeOf,
} from '../../../main/certificates/der-values.ts';
import { encodeElement, encodeObjectIdentifier } from '../../support/der-encoding.ts';

describe('a time', () => {
  const read = (tag: number, text: string): string | null => {
    const element = readOnly(encodeElement(tag, Buffer.from(text)), tag, 'time');
    const time = readDer(() => timeOf(element, 'time'));
    return time.ok ? new Date(time.value).toISOString() : null;
  };

  test.each([
    [0x17, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [0x17, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [0x17, '240229120000Z', '2024-02-29T12:00:00.000Z'],
    [0x18, '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    [0x18, '99991231235959Z', '9999-12-31T23:59:59.000Z'],
    [0x18, '00010101000000Z', '0001-01-01T00:00:00.000Z'],
  ])('of tag %i, %s, is %s', (tag, text, time) => {
    expect(read(tag, text)).toBe(time);
  });

  test.each([
    [0x17, '230229120000Z'],
    [0x17, '261301000000Z'],
    [0x17, '260100000000Z'],
    [0x17, '260101240000Z'],
    [0x17, '260101006000Z'],
    [0x17, '260101000060Z'],
    [0x17, '2601010000Z'],
    [0x17, '260101000000+0000'],
    [0x17, '26010100000 Z'],
    [0x17, '20260101000000Z'],
    [0x18, '20260101000000.5Z'],
    [0x18, '260101000000Z'],
    [0x0c, '260101000000Z'],
  ])('of tag %i, %s, is refused', (tag, text) => {
    expect(read(tag, text)).toBe(null);
  });
});

test.each([
  ['00', '00'],
  ['7f', '7f'],
  ['00ff', 'ff'],
  ['ff', '-01'],
  ['80', '-80'],
  ['ff7f', '-81'],
])('the number with the bytes %s is %s', (content, hex) => {
  expect(integerHex(Buffer.from(content, 'hex'))).toBe(hex);
});

describe('an object identifier', () => {
  test.each(['0.0', '1.39.5', '2.5.29.17', '2.999.3', '1.2.840.113549.1.1.11', '2.16.840.1.101.3.4.3.17'])(
    '%s comes back from its bytes',
    (text) => {
      const content = encodeObjectIdentifier(text).subarray(2);
      expect(objectIdentifierOf(content, 'identifier')).toBe(text);
    },
  );

  test('keeps every digit of a large arc', () => {
    const content = Buffer.from('69ffffffffffffffffff7f', 'hex');
    expect(objectIdentifierOf(content, 'identifier')).toBe(`2.25.${(1n << 70n) - 1n}`);
  });

  test.each(['', '80', '2a80', '2a8001'])('is not %j', (hex) => {
    expect(readDer(() => objectIdentifierOf(Buffer.from(hex, 'hex'), 'identifier')).ok).toBe(false);
  });
});

describe('a list of bits', () => {
  test.each([
    ['0780', 0x8000],
    ['05a0', 0xa000],
    ['000600', 0x0600],
    ['0106', 0x0600],
    ['070080', 0x0080],
    ['00', 0],
  ])('%s is %i', (hex, bits) => {
    expect(namedBitsOf(Buffer.from(hex, 'hex'), 'bits')).toBe(bits);
  });

  test.each(['', '01', '0880', '0781', '00000000'])('is not %j', (hex) => {
    expect(readDer(() => namedBitsOf(Buffer.from(hex, 'hex'), 'bits')).ok).toBe(false);
  });
});
