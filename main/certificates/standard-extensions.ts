// Reads the extensions of RFC 5280, 4.2.1 that decide about a path. Each reader takes the bytes inside the OCTET STRING
// and throws `DerError` for whatever is not exactly that syntax.
import {
  constructedContext,
  DerError,
  DerReader,
  derTags,
  primitiveContext,
  readAll,
  readOnly,
} from './der.ts';
import { booleanOf, namedBitsOf, objectIdentifierOf, smallIntegerOf } from './der-values.ts';
import { parseGeneralName, type GeneralName } from './general-name.ts';

export const extensionIdentifiers = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  precertificatePoison: '1.3.6.1.4.1.11129.2.4.3',
} as const;

export const extendedKeyUsages = { any: '2.5.29.37.0', serverAuth: '1.3.6.1.5.5.7.3.1' } as const;

/** Bits of `parseKeyUsage`. */
export const keyUsageBits = {
  digitalSignature: 0x8000,
  keyEncipherment: 0x2000,
  keyAgreement: 0x0800,
  keyCertSign: 0x0400,
} as const;

export interface BasicConstraints {
  readonly isCa: boolean;
  readonly pathLength: number | null;
}

export function parseBasicConstraints(value: Buffer): BasicConstraints {
  const reader = new DerReader(readOnly(value, derTags.sequence, 'basic constraints').content);
  const isCa = reader.optional(derTags.boolean, 'CA mark');
  const pathLength = reader.optional(derTags.integer, 'path length');
  reader.expectEnd('basic constraints');
  return {
    isCa: isCa !== null && booleanOf(isCa.content, 'CA mark'),
    pathLength: pathLength === null ? null : smallIntegerOf(pathLength.content, 'path length'),
  };
}

/** A number of `keyUsageBits`. RFC 5280, 4.2.1.3: at least one bit is set. */
export function parseKeyUsage(value: Buffer): number {
  const bits = namedBitsOf(readOnly(value, derTags.bitString, 'key usage').content, 'key usage');
  if (bits === 0) throw new DerError('The key usage allows nothing at all.');
  return bits;
}

export function parseExtendedKeyUsage(value: Buffer): readonly string[] {
  const content = readOnly(value, derTags.sequence, 'extended key usage').content;
  const usages = readAll(content, derTags.objectIdentifier, 'extended key usage');
  if (usages.length === 0) throw new DerError('The extended key usage is an empty list.');
  return usages.map((usage) => objectIdentifierOf(usage.content, 'extended key usage'));
}

export function parseSubjectAltName(value: Buffer): readonly GeneralName[] {
  const content = readOnly(value, derTags.sequence, 'subject alternative name').content;
  const names = readAll(content, null, 'subject alternative name').map(parseGeneralName);
  if (names.length === 0) throw new DerError('The subject alternative name is an empty list.');
  return names;
}

/** The key identifier inside; null when the extension names the key in another way. */
export function parseAuthorityKeyIdentifier(value: Buffer): Buffer | null {
  const reader = new DerReader(readOnly(value, derTags.sequence, 'authority key identifier').content);
  const keyIdentifier = reader.optional(primitiveContext(0), 'authority key identifier');
  reader.optional(constructedContext(1), 'issuer in the authority key identifier');
  reader.optional(primitiveContext(2), 'serial number in the authority key identifier');
  reader.expectEnd('authority key identifier');
  return keyIdentifier?.content ?? null;
}

export const parseSubjectKeyIdentifier = (value: Buffer): Buffer =>
  readOnly(value, derTags.octetString, 'subject key identifier').content;

export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** RFC 5280, 4.2.1.10: `minimum` is zero and `maximum` absent, so a subtree is a base and nothing else. */
export function parseNameConstraints(value: Buffer): NameConstraints {
  const reader = new DerReader(readOnly(value, derTags.sequence, 'name constraints').content);
  const subtrees = (number: number): readonly GeneralName[] => {
    const list = reader.optional(constructedContext(number), 'list of name constraints');
    if (list === null) return [];
    return readAll(list.content, derTags.sequence, 'name constraint').map((subtree) => {
      const inside = new DerReader(subtree.content);
      const base = parseGeneralName(inside.next('name constraint'));
      inside.expectEnd('name constraint');
      return base;
    });
  };
  const permitted = subtrees(0);
  const excluded = subtrees(1);
  reader.expectEnd('name constraints');
  if (permitted.length + excluded.length === 0) throw new DerError('The name constraints constrain nothing.');
  return { permitted, excluded };
}

/** requireExplicitPolicy is there, whatever its number. */
export function requiresExplicitPolicy(policyConstraints: Buffer): boolean {
  const reader = new DerReader(readOnly(policyConstraints, derTags.sequence, 'policy constraints').content);
  const isRequired = reader.optional(primitiveContext(0), 'policy constraints') !== null;
  const isMappingInhibited = reader.optional(primitiveContext(1), 'policy constraints') !== null;
  reader.expectEnd('policy constraints');
  if (!isRequired && !isMappingInhibited) throw new DerError('The policy constraints are empty.');
  return isRequired;
}
