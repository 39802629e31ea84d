// The values of extensions as lines for people. Each reader takes the bytes inside the OCTET STRING, never re-encodes, and
// throws `DerError` for whatever is not exactly that syntax. Those that decide about a path are read by the path's own readers.
import {
  constructedContext,
  DerError,
  DerReader,
  derTags,
  primitiveContext,
  readAll,
  readOnly,
} from './der.ts';
import { stringOf, withoutControls } from './der-strings.ts';
import { namedBitsOf, objectIdentifierOf, smallIntegerOf, integerHex } from './der-values.ts';
import { accessNames, named, policyNames, usageNames } from './extension-identifiers.ts';
import { generalNameText, parseGeneralName, type GeneralName } from './general-name.ts';
import { ipText } from './ip-address.ts';
import { signedTimestampTexts } from './signed-timestamps.ts';
import {
  parseBasicConstraints,
  parseExtendedKeyUsage,
  parseKeyUsage,
  parseNameConstraints,
  parseSubjectAltName,
  parseSubjectKeyIdentifier,
} from './standard-extensions.ts';

type ExtensionReader = (value: Buffer) => readonly string[];

const colons = (bytes: Buffer): string => (bytes.toString('hex').match(/../g) ?? []).join(':').toUpperCase();

/** RFC 5280, 4.2.1.3, in the order of the bits. */
const keyUsages = [
  'digital signature',
  'content commitment',
  'key encipherment',
  'data encipherment',
  'key agreement',
  'certificate signing',
  'CRL signing',
  'encipher only',
  'decipher only',
] as const;

const bitNames = (bits: number, names: readonly string[]): readonly string[] =>
  names.filter((_, place) => (bits & (0x8000 >> place)) !== 0);

const generalNames = (content: Buffer, what: string): readonly string[] =>
  readAll(content, null, what).map((element) => generalNameText(parseGeneralName(element)));

/** An address and its mask, as `10.0.0.0/8`; a mask with gaps is written out. */
function addressRange(bytes: Buffer): string {
  const half = bytes.length / 2;
  if (half !== 4 && half !== 16) return `IP:#${bytes.toString('hex')}`;
  const mask = [...bytes.subarray(half)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const range = /^(1*)0*$/.exec(mask)?.[1]?.length ?? ipText(bytes.subarray(half));
  return `IP:${ipText(bytes.subarray(0, half))}/${range}`;
}

const constraintText = (name: GeneralName): string =>
  name.kind === 'ip' ? addressRange(name.bytes) : generalNameText(name);

function authorityKeyIdentifierTexts(value: Buffer): readonly string[] {
  const what = 'authority key identifier';
  const reader = new DerReader(readOnly(value, derTags.sequence, what).content);
  const key = reader.optional(primitiveContext(0), what);
  const issuer = reader.optional(constructedContext(1), what);
  const serial = reader.optional(primitiveContext(2), what);
  reader.expectEnd(what);
  return [
    ...(key === null ? [] : [colons(key.content)]),
    ...(issuer === null ? [] : generalNames(issuer.content, what).map((name) => `issuer ${name}`)),
    ...(serial === null ? [] : [`serial number ${integerHex(serial.content)}`]),
  ];
}

/** RFC 5280, 4.2.2. */
const accessTexts =
  (what: string): ExtensionReader =>
  (value) =>
    readAll(readOnly(value, derTags.sequence, what).content, derTags.sequence, what).map(({ content }) => {
      const reader = new DerReader(content);
      const method = objectIdentifierOf(reader.expect(derTags.objectIdentifier, what).content, what);
      const place = generalNameText(parseGeneralName(reader.next(what)));
      reader.expectEnd(what);
      return `${accessNames[method] ?? method}: ${place}`;
    });

/** RFC 5280, 4.2.1.13, in the order of the bits; bit 0 is not used. */
const revocationReasons = [
  'unused',
  'key compromise',
  'CA compromise',
  'affiliation changed',
  'superseded',
  'cessation of operation',
  'certificate hold',
  'privilege withdrawn',
  'AA compromise',
] as const;

function distributionPointTexts(value: Buffer): readonly string[] {
  const what = 'CRL distribution points';
  return readAll(readOnly(value, derTags.sequence, what).content, derTags.sequence, what).flatMap(
    ({ content }) => {
      const reader = new DerReader(content);
      const point = reader.optional(constructedContext(0), what);
      const reasons = reader.optional(primitiveContext(1), what);
      const issuer = reader.optional(constructedContext(2), what);
      reader.expectEnd(what);
      const only =
        reasons === null
          ? ''
          : ` (only ${bitNames(namedBitsOf(reasons.content, what), revocationReasons).join(', ')})`;
      return [
        ...(point === null ? [] : pointNames(point.content, what).map((name) => `${name}${only}`)),
        ...(issuer === null ? [] : generalNames(issuer.content, what).map((name) => `CRL issuer ${name}`)),
      ];
    },
  );
}

function pointNames(content: Buffer, what: string): readonly string[] {
  const reader = new DerReader(content);
  const fullName = reader.optional(constructedContext(0), what);
  const relative = fullName === null ? reader.expect(constructedContext(1), what) : null;
  reader.expectEnd(what);
  if (fullName !== null) return generalNames(fullName.content, what);
  return [`relative to the CRL issuer: #${relative?.bytes.toString('hex') ?? ''}`];
}

const qualifiers = { practiceStatement: '1.3.6.1.5.5.7.2.1', userNotice: '1.3.6.1.5.5.7.2.2' } as const;

/** RFC 5280, 4.2.1.4; of a user notice only that it is there. */
function policyTexts(value: Buffer): readonly string[] {
  const what = 'certificate policies';
  return readAll(readOnly(value, derTags.sequence, what).content, derTags.sequence, what).flatMap(
    ({ content }) => {
      const reader = new DerReader(content);
      const policy = objectIdentifierOf(reader.expect(derTags.objectIdentifier, what).content, what);
      const list = reader.optional(derTags.sequence, what);
      reader.expectEnd(what);
      const found = list === null ? [] : readAll(list.content, derTags.sequence, what);
      return [named(policyNames, policy), ...found.map((one) => `  ${qualifierText(one.content, what)}`)];
    },
  );
}

function qualifierText(content: Buffer, what: string): string {
  const reader = new DerReader(content);
  const kind = objectIdentifierOf(reader.expect(derTags.objectIdentifier, what).content, what);
  const qualifier = reader.next(what);
  reader.expectEnd(what);
  if (kind === qualifiers.userNotice) return 'with a notice to the user';
  const text = kind === qualifiers.practiceStatement ? stringOf(qualifier) : null;
  return text === null
    ? `qualifier ${kind}: #${qualifier.bytes.toString('hex')}`
    : `practice statement ${withoutControls(text)}`;
}

function policyMappingTexts(value: Buffer): readonly string[] {
  const what = 'policy mappings';
  return readAll(readOnly(value, derTags.sequence, what).content, derTags.sequence, what).map(
    ({ content }) => {
      const [issuers, subjects] = readAll(content, derTags.objectIdentifier, what).map((policy) =>
        named(policyNames, objectIdentifierOf(policy.content, what)),
      );
      if (issuers === undefined || subjects === undefined)
        throw new DerError('A policy mapping is incomplete.');
      return `${issuers} counts as ${subjects}`;
    },
  );
}

function policyConstraintTexts(value: Buffer): readonly string[] {
  const what = 'policy constraints';
  const reader = new DerReader(readOnly(value, derTags.sequence, what).content);
  const explicit = reader.optional(primitiveContext(0), what);
  const mapping = reader.optional(primitiveContext(1), what);
  reader.expectEnd(what);
  const after = (count: number): string =>
    `after ${count} further ${count === 1 ? 'certificate' : 'certificates'}`;
  return [
    ...(explicit === null ? [] : [`a policy is required ${after(smallIntegerOf(explicit.content, what))}`]),
    ...(mapping === null ? [] : [`no policy mapping ${after(smallIntegerOf(mapping.content, what))}`]),
  ];
}

/** RFC 7633, 4: numbers of TLS extensions; 5 and 17 are the two forms of a stapled OCSP answer. */
function featureTexts(value: Buffer): readonly string[] {
  const what = 'TLS feature';
  return readAll(readOnly(value, derTags.sequence, what).content, derTags.integer, what).map(
    ({ content }) => {
      const number = smallIntegerOf(content, what);
      return number === 5 || number === 17 ? `a stapled OCSP answer is demanded (${number})` : String(number);
    },
  );
}

/** Netscape's certificate extensions (1998), in the order of the bits; bit 4 is not used. */
const netscapeTypes = [
  'TLS client',
  'TLS server',
  'S/MIME',
  'object signing',
  'reserved',
  'TLS authority',
  'S/MIME authority',
  'object signing authority',
] as const;

function textOf(value: Buffer, what: string): string {
  const reader = new DerReader(value);
  const text = stringOf(reader.next(what));
  reader.expectEnd(what);
  if (text === null) throw new DerError(`The ${what} is no text.`);
  return withoutControls(text);
}

function nullTexts(value: Buffer): readonly string[] {
  readOnly(value, derTags.null, 'mark');
  return ['yes'];
}

/** By identifier. What is not here is shown as it stands, in hexadecimal. */
export const extensionReaders: Readonly<Record<string, ExtensionReader>> = {
  '2.5.29.14': (value) => [colons(parseSubjectKeyIdentifier(value))],
  '2.5.29.15': (value) => bitNames(parseKeyUsage(value), keyUsages),
  '2.5.29.17': (value) => parseSubjectAltName(value).map(generalNameText),
  '2.5.29.18': (value) => parseSubjectAltName(value).map(generalNameText),
  '2.5.29.19': (value) => {
    const { isCa, pathLength } = parseBasicConstraints(value);
    return [
      isCa ? 'a certificate authority' : 'no certificate authority',
      ...(pathLength === null ? [] : [`at most ${pathLength} authorities below it`]),
    ];
  },
  '2.5.29.30': (value) => {
    const { permitted, excluded } = parseNameConstraints(value);
    return [
      ...permitted.map((name) => `permitted ${constraintText(name)}`),
      ...excluded.map((name) => `excluded ${constraintText(name)}`),
    ];
  },
  '2.5.29.31': distributionPointTexts,
  '2.5.29.32': policyTexts,
  '2.5.29.33': policyMappingTexts,
  '2.5.29.35': authorityKeyIdentifierTexts,
  '2.5.29.36': policyConstraintTexts,
  '2.5.29.37': (value) => parseExtendedKeyUsage(value).map((usage) => named(usageNames, usage)),
  '2.5.29.46': distributionPointTexts,
  '2.5.29.54': (value) => {
    const count = smallIntegerOf(readOnly(value, derTags.integer, 'inhibit any policy').content, 'number');
    return [
      `any policy no longer counts after ${count} further ${count === 1 ? 'certificate' : 'certificates'}`,
    ];
  },
  '1.3.6.1.5.5.7.1.1': accessTexts('authority information access'),
  '1.3.6.1.5.5.7.1.11': accessTexts('subject information access'),
  '1.3.6.1.5.5.7.1.24': featureTexts,
  '1.3.6.1.5.5.7.48.1.5': nullTexts,
  '1.3.6.1.4.1.311.20.2': (value) => [textOf(value, 'template name')],
  '1.3.6.1.4.1.311.21.1': (value) => [
    String(smallIntegerOf(readOnly(value, derTags.integer, 'CA version').content, 'CA version')),
  ],
  '1.3.6.1.4.1.11129.2.4.2': signedTimestampTexts,
  '1.3.6.1.4.1.11129.2.4.3': nullTexts,
  '2.16.840.1.113730.1.1': (value) =>
    bitNames(
      namedBitsOf(readOnly(value, derTags.bitString, 'certificate type').content, 'certificate type'),
      netscapeTypes,
    ),
  '2.16.840.1.113730.1.13': (value) => [textOf(value, 'comment')],
};
