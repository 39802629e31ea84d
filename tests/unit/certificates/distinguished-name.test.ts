import { describe, expect, test } from 'vitest';
import { isSameName, nameText } from '../../../main/certificates/distinguished-name.ts';
import {
  encodeElement,
  encodeObjectIdentifier,
  encodePrintableString,
  encodeSequence,
  encodeSet,
  encodeUtf8String,
} from '../../support/der-encoding.ts';
import { encodeCommonName, encodeName } from '../../support/test-ca.ts';

const attribute = (identifier: string, value: Uint8Array): Buffer =>
  encodeSequence(encodeObjectIdentifier(identifier), value);
const commonName = (value: Uint8Array): Buffer => encodeSequence(encodeSet(attribute('2.5.4.3', value)));

describe('the text of a name', () => {
  test('begins with the most specific part', () => {
    const name = encodeName(
      ['2.5.4.6', 'US'],
      ['2.5.4.8', 'NY'],
      ['2.5.4.7', 'New York'],
      ['2.5.4.10', 'Example'],
      ['2.5.4.11', 'Test'],
      ['2.5.4.3', 'example.com'],
    );
    expect(nameText(name)).toBe('CN=example.com, OU=Test, O=Example, L=New York, ST=NY, C=US');
  });

  test('has the short names of RFC 4514 and a few registered ones', () => {
    const name = encodeName(
      ['0.9.2342.19200300.100.1.25', 'test'],
      ['0.9.2342.19200300.100.1.1', 'jane'],
      ['2.5.4.9', 'Main St'],
      ['2.5.4.5', '7'],
      ['1.2.840.113549.1.9.1', 'a@b.test'],
    );
    expect(nameText(name)).toBe('emailAddress=a@b.test, serialNumber=7, STREET=Main St, UID=jane, DC=test');
  });

  test('writes an unknown attribute as dotted identifier and hexadecimal', () => {
    expect(nameText(encodeName(['1.3.6.1.4.1.311.60.2.1.3', 'CH']))).toBe(
      '1.3.6.1.4.1.311.60.2.1.3=#0c024348',
    );
  });

  test('joins the values of one part with a plus sign', () => {
    const name = encodeSequence(
      encodeSet(
        attribute('2.5.4.11', encodeUtf8String('Sales')),
        attribute('2.5.4.3', encodeUtf8String('J. Smith')),
      ),
    );
    expect(nameText(name)).toBe('OU=Sales+CN=J. Smith');
  });

  // The examples of RFC 4514, section 4, and section 2.4's rules one by one.
  test.each([
    ['James "Jim" Smith, III', 'CN=James \\"Jim\\" Smith\\, III'],
    ['Before\rAfter', 'CN=Before\\0DAfter'],
    ['Lučić', 'CN=Lučić'],
    ['#1', 'CN=\\#1'],
    ['a#1', 'CN=a#1'],
    [' padded ', 'CN=\\ padded\\ '],
    [' ', 'CN=\\ '],
    ['  ', 'CN=\\ \\ '],
    ['a+b;c<d>e\\f=g', 'CN=a\\+b\\;c\\<d\\>e\\\\f=g'],
    ['nul\0', 'CN=nul\\00'],
    ['moc.elpmaxe\u202e', 'CN=moc.elpmaxe\\E2\\80\\AE'],
    ['', 'CN='],
  ])('escapes %j', (value, text) => {
    expect(nameText(encodeCommonName(value))).toBe(text);
  });

  test('of an empty name is empty', () => {
    expect(nameText(encodeName())).toBe('');
  });

  test.each([
    ['BMPString', encodeElement(0x1e, Buffer.from('00e90061', 'hex')), 'CN=éa'],
    ['UniversalString', encodeElement(0x1c, Buffer.from('0001f600', 'hex')), 'CN=😀'],
    ['TeletexString as Latin-1', encodeElement(0x14, Buffer.from('e9', 'hex')), 'CN=é'],
    ['a broken UTF8String', encodeElement(0x0c, Buffer.from('ff', 'hex')), 'CN=#0c01ff'],
    ['a value that is no text', encodeElement(0x02, Buffer.from('05', 'hex')), 'CN=#020105'],
  ])('reads %s', (_, value, text) => {
    expect(nameText(commonName(value))).toBe(text);
  });
});

describe('two names', () => {
  test('are the same whatever their string types, case and inner white space', () => {
    expect(
      isSameName(commonName(encodePrintableString('Test  CA')), commonName(encodeUtf8String('test ca '))),
    ).toBe(true);
  });

  test('differ by value, by attribute, by order and by length', () => {
    const name = encodeName(['2.5.4.10', 'A'], ['2.5.4.3', 'B']);
    const others = [
      encodeName(['2.5.4.10', 'A'], ['2.5.4.3', 'C']),
      encodeName(['2.5.4.10', 'A'], ['2.5.4.11', 'B']),
      encodeName(['2.5.4.3', 'B'], ['2.5.4.10', 'A']),
      encodeName(['2.5.4.10', 'A']),
      encodeName(['2.5.4.10', 'A,CN=B']),
    ];
    expect(others.map((other) => isSameName(name, other))).toEqual([false, false, false, false, false]);
  });
});
