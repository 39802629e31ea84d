import { isIP } from 'node:net';
import {
  encodeBitString,
  encodeBoolean,
  encodeConstructedContext,
  encodeInteger,
  encodeObjectIdentifier,
  encodeOctetString,
  encodePrimitiveContext,
  encodeSequence,
} from './der-encoding.ts';

/** One extension as it is to stand in the certificate, `value` being the bytes inside the OCTET STRING. */
export interface RawExtension {
  readonly identifier: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export const extensionIdentifiers = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

export const extendedKeyUsages = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
} as const;

const keyUsageBits = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const;

export type KeyUsage = (typeof keyUsageBits)[number];

export const encodeExtension = ({ identifier, critical, value }: RawExtension): Buffer =>
  encodeSequence(
    encodeObjectIdentifier(identifier),
    ...(critical ? [encodeBoolean(true)] : []),
    encodeOctetString(value),
  );

/** The 4 or 16 bytes of an IP address. */
export function ipBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return Buffer.from([...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** A GeneralName for a host: iPAddress for an IP literal, else dNSName as written. */
export const encodeHost = (host: string): Buffer =>
  isIP(host) === 0 ? encodePrimitiveContext(2, Buffer.from(host)) : encodePrimitiveContext(7, ipBytes(host));

export function basicConstraints(isCa: boolean, pathLength?: number): RawExtension {
  const value = encodeSequence(
    ...(isCa ? [encodeBoolean(true)] : []),
    ...(pathLength === undefined ? [] : [encodeInteger(pathLength)]),
  );
  return { identifier: extensionIdentifiers.basicConstraints, critical: true, value };
}

export function keyUsage(usages: readonly KeyUsage[]): RawExtension {
  const highest = Math.max(...usages.map((usage) => keyUsageBits.indexOf(usage)));
  const byte = usages.reduce((bits, usage) => bits | (0x80 >> keyUsageBits.indexOf(usage)), 0);
  const value = encodeBitString(Buffer.from([byte]), 7 - highest);
  return { identifier: extensionIdentifiers.keyUsage, critical: true, value };
}

export const extendedKeyUsage = (identifiers: readonly string[]): RawExtension => ({
  identifier: extensionIdentifiers.extendedKeyUsage,
  critical: false,
  value: encodeSequence(...identifiers.map(encodeObjectIdentifier)),
});

/** `generalNames` already encoded: `encodeHost(…)`, or any other kind. */
export const subjectAltName = (generalNames: readonly Uint8Array[], critical = false): RawExtension => ({
  identifier: extensionIdentifiers.subjectAltName,
  critical,
  value: encodeSequence(...generalNames),
});

/** `base` of each subtree is an encoded GeneralName; an IP subtree is address and mask together. */
export function nameConstraints(
  permitted: readonly Uint8Array[],
  excluded: readonly Uint8Array[] = [],
): RawExtension {
  const subtrees = (number: number, bases: readonly Uint8Array[]): Buffer[] =>
    bases.length === 0
      ? []
      : [encodeConstructedContext(number, ...bases.map((base) => encodeSequence(base)))];
  return {
    identifier: extensionIdentifiers.nameConstraints,
    critical: true,
    value: encodeSequence(...subtrees(0, permitted), ...subtrees(1, excluded)),
  };
}

export const subjectKeyIdentifier = (keyIdentifier: Uint8Array): RawExtension => ({
  identifier: extensionIdentifiers.subjectKeyIdentifier,
  critical: false,
  value: encodeOctetString(keyIdentifier),
});

export const authorityKeyIdentifier = (keyIdentifier: Uint8Array): RawExtension => ({
  identifier: extensionIdentifiers.authorityKeyIdentifier,
  critical: false,
  value: encodeSequence(encodePrimitiveContext(0, keyIdentifier)),
});
