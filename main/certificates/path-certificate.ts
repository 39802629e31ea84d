// A certificate as the path validator needs it: cut into fields, its deciding extensions read, its names comparable.
// Throws `DerError` for what cannot be read, for an extension that is there twice, and for what no server sends by size.
import {
  parseCertificate,
  parseExtensions,
  parseValidity,
  type CertificateStructure,
  type ExtensionStructure,
} from './certificate-structure.ts';
import { DerError } from './der.ts';
import { comparableName, nameText } from './distinguished-name.ts';
import type { GeneralName } from './general-name.ts';
import { parsePublicKey, type PublicKey } from './public-key.ts';
import { parseSignatureAlgorithm, type SignatureAlgorithm } from './signature-algorithm.ts';
import {
  extensionIdentifiers as identifiers,
  parseBasicConstraints,
  parseExtendedKeyUsage,
  parseKeyUsage,
  parseNameConstraints,
  parseSubjectAltName,
  type BasicConstraints,
  type NameConstraints,
} from './standard-extensions.ts';

export interface PathCertificate {
  readonly structure: CertificateStructure;
  readonly der: Buffer;
  /** For sentences: `“CN=example.com”`. */
  readonly title: string;
  readonly issuerTitle: string;
  /** Names that are the same by RFC 5280, 7.1 have the same text here. */
  readonly comparableSubject: string;
  readonly comparableIssuer: string;
  readonly isSelfIssued: boolean;
  /** Epoch milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: PublicKey;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly extensions: readonly ExtensionStructure[];
  readonly basicConstraints: BasicConstraints | null;
  readonly keyUsage: number | null;
  readonly extendedKeyUsage: readonly string[] | null;
  readonly subjectAltNames: readonly GeneralName[];
  readonly nameConstraints: NameConstraints | null;
  readonly has: (identifier: string) => boolean;
  readonly isCritical: (identifier: string) => boolean;
  readonly value: (identifier: string) => Buffer | null;
}

/** TLS stacks refuse far smaller ones; the largest in use, with hundreds of names, have some 20 KB. */
const maximumBytes = 1_048_576;
const maximumTitleLength = 120;

function titleOf(name: Buffer): string {
  const text = nameText(name);
  const short = text.length > maximumTitleLength ? `${text.slice(0, maximumTitleLength)}…` : text;
  return short === '' ? '“” (an empty name)' : `“${short}”`;
}

function byIdentifier(extensions: readonly ExtensionStructure[]): ReadonlyMap<string, ExtensionStructure> {
  const map = new Map<string, ExtensionStructure>();
  for (const extension of extensions) {
    if (map.has(extension.identifier))
      throw new DerError(`A certificate has the extension ${extension.identifier} twice.`);
    map.set(extension.identifier, extension);
  }
  return map;
}

export function readPathCertificate(der: Buffer): PathCertificate {
  if (der.length > maximumBytes) throw new DerError('A certificate is larger than a megabyte.');
  const structure = parseCertificate(der);
  const extensions = parseExtensions(structure.extensions);
  const map = byIdentifier(extensions);
  const read = <Value>(identifier: string, parse: (value: Buffer) => Value): Value | null => {
    const extension = map.get(identifier);
    return extension === undefined ? null : parse(extension.value);
  };
  const comparableSubject = JSON.stringify(comparableName(structure.subject));
  const comparableIssuer = JSON.stringify(comparableName(structure.issuer));
  return {
    structure,
    der,
    title: titleOf(structure.subject),
    issuerTitle: titleOf(structure.issuer),
    comparableSubject,
    comparableIssuer,
    isSelfIssued: comparableSubject === comparableIssuer,
    ...parseValidity(structure.validity),
    key: parsePublicKey(structure.subjectPublicKeyInfo),
    signatureAlgorithm: parseSignatureAlgorithm(structure.signatureAlgorithm),
    extensions,
    basicConstraints: read(identifiers.basicConstraints, parseBasicConstraints),
    keyUsage: read(identifiers.keyUsage, parseKeyUsage),
    extendedKeyUsage: read(identifiers.extendedKeyUsage, parseExtendedKeyUsage),
    subjectAltNames: read(identifiers.subjectAltName, parseSubjectAltName) ?? [],
    nameConstraints: read(identifiers.nameConstraints, parseNameConstraints),
    has: (identifier) => map.has(identifier),
    isCritical: (identifier) => map.get(identifier)?.isCritical ?? false,
    value: (identifier) => map.get(identifier)?.value ?? null,
  };
}
