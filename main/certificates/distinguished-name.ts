// Names: their text by RFC 4514 (most specific RDN first, `, ` between RDNs as OkHttp prints them, `+` inside one), and
// their comparison by RFC 5280, 7.1 (case and inner white space do not count, string types neither).
// Attributes without a short name below are written as dotted identifier and `#` + hexadecimal of the value's BER.
import { DerError, DerReader, derTags, readAll, readOnly, type DerElement } from './der.ts';
import { stringOf, withoutControls } from './der-strings.ts';
import { objectIdentifierOf } from './der-values.ts';

interface Attribute {
  readonly identifier: string;
  readonly value: DerElement;
}

type RelativeName = readonly Attribute[];

// RFC 4514, 3 has the first nine; the others are registered LDAP names (RFC 4519) or PKCS #9's, allowed by RFC 4514, 2.3,
// frequent in certificates, and printed the same by OpenSSL.
const shortNames: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.6', 'C'],
  ['2.5.4.9', 'STREET'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.15', 'businessCategory'],
  ['2.5.4.17', 'postalCode'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
]);

function parseAttribute(element: DerElement): Attribute {
  const reader = new DerReader(element.content);
  const identifier = reader.expect(derTags.objectIdentifier, 'attribute of a name').content;
  const value = reader.next('value in a name');
  reader.expectEnd('value in a name');
  return { identifier: objectIdentifierOf(identifier, 'attribute of a name'), value };
}

/** RDNs in encoding order, the most general first. `name` is the Name's SEQUENCE with its header. Throws `DerError`. */
export function parseName(name: Buffer): readonly RelativeName[] {
  return readAll(readOnly(name, derTags.sequence, 'name').content, derTags.set, 'part of a name').map(
    (rdn) => {
      const attributes = readAll(rdn.content, derTags.sequence, 'attribute of a name').map(parseAttribute);
      if (attributes.length === 0) throw new DerError('A part of a name is empty.');
      return attributes;
    },
  );
}

/** RFC 4514, 2.4. */
function escapeValue(text: string): string {
  const escaped = text
    .replace(/["+,;<>\\]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
  // A lone space is both first and last, and needs one backslash only.
  return withoutControls(text === ' ' ? '\\ ' : escaped);
}

function attributeText({ identifier, value }: Attribute): string {
  const shortName = shortNames.get(identifier);
  const text = shortName === undefined ? null : stringOf(value);
  return `${shortName ?? identifier}=${text === null ? `#${value.bytes.toString('hex')}` : escapeValue(text)}`;
}

/** RFC 4514 text of a Name; the empty name is the empty text. Throws `DerError`. */
export function nameText(name: Buffer): string {
  return parseName(name)
    .toReversed()
    .map((rdn) => rdn.map(attributeText).join('+'))
    .join(', ');
}

/** An empty SEQUENCE. */
export const isEmptyName = (name: Buffer): boolean => name.length === 2;

// Characters without width are mapped to nothing by RFC 4518, 2.2.
const ignored = /\p{Default_Ignorable_Code_Point}/gu;

function comparableAttribute({ identifier, value }: Attribute): string {
  const text = stringOf(value);
  if (text === null) return `${identifier}=#${value.bytes.toString('hex')}`;
  const folded = text.replace(ignored, '').normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  return `${identifier}=${JSON.stringify(folded)}`;
}

/** One comparable text an RDN, in encoding order: two names are the same when these are. Throws `DerError`. */
export const comparableName = (name: Buffer): readonly string[] =>
  parseName(name).map((rdn) => rdn.map(comparableAttribute).toSorted().join('+'));

/** RFC 5280, 7.1. Throws `DerError`. */
export function isSameName(one: Buffer, other: Buffer): boolean {
  if (one.equals(other)) return true;
  const [left, right] = [comparableName(one), comparableName(other)];
  return left.length === right.length && left.every((rdn, index) => rdn === right[index]);
}

/** Values of one attribute type, wherever they stand in the name, where they are text. Throws `DerError`. */
export const attributeTexts = (name: Buffer, identifier: string): readonly string[] =>
  parseName(name)
    .flat()
    .filter((attribute) => attribute.identifier === identifier)
    .map(({ value }) => stringOf(value) ?? '');
