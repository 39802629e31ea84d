// A certificate as the path validator needs it, and what RFC 5280 and the CA/Browser Forum's profile demand of one by
// itself, whatever path it is on. Throws `DerError` for the first thing that is wrong, as a sentence.
import {
  parseCertificate,
  parseExtensions,
  type CertificateStructure,
  type ExtensionStructure,
} from './certificate-structure.ts';
import { parseValidity } from './certificate-facts.ts';
import { DerError } from './der.ts';
import { isEmptyName, isSameName } from './distinguished-name.ts';
import { type GeneralName } from './general-name.ts';
import { parsePublicKey, publicKeyText, type PublicKey } from './public-key.ts';
import { parseSignatureAlgorithm, type SignatureAlgorithm } from './signature-algorithm.ts';
import {
  extendedKeyUsages,
  extensionIdentifiers as identifiers,
  keyUsageBits,
  parseAuthorityKeyIdentifier,
  parseBasicConstraints,
  parseExtendedKeyUsage,
  parseKeyUsage,
  parseNameConstraints,
  parseSubjectAltName,
  parseSubjectKeyIdentifier,
  requiresExplicitPolicy,
  type BasicConstraints,
  type NameConstraints,
} from './standard-extensions.ts';

/**
 * `public`: the whole profile for publicly trusted server certificates. `private`: without its formalities that
 * protect nothing by themselves and that private CAs, mitmproxy's among them, do not keep (identifiers of keys, the
 * common name repeated in the SAN, no extended key usage in a root).
 */
export type Profile = 'public' | 'private';

export interface PathCertificate {
  readonly structure: CertificateStructure;
  readonly der: Buffer;
  readonly isSelfIssued: boolean;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: PublicKey;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly basicConstraints: BasicConstraints | null;
  readonly keyUsage: number | null;
  readonly extendedKeyUsage: readonly string[] | null;
  readonly subjectAltNames: readonly GeneralName[];
  readonly nameConstraints: NameConstraints | null;
  readonly has: (identifier: string) => boolean;
  readonly isCritical: (identifier: string) => boolean;
  readonly value: (identifier: string) => Buffer | null;
}

/** Critical extensions that are taken into account; any other critical one cannot be judged. */
const judged = new Set<string>([
  identifiers.basicConstraints,
  identifiers.keyUsage,
  identifiers.extendedKeyUsage,
  identifiers.subjectAltName,
  identifiers.nameConstraints,
  identifiers.certificatePolicies,
  identifiers.policyMappings,
  identifiers.policyConstraints,
  identifiers.inhibitAnyPolicy,
]);

const authorityInformationAccess = '1.3.6.1.5.5.7.1.1';
/** RFC 5280, 4.2.1.1, 4.2.1.2, 4.2.2.1: these must not be critical. */
const neverCritical = [
  identifiers.authorityKeyIdentifier,
  identifiers.subjectKeyIdentifier,
  authorityInformationAccess,
];
/** RFC 5280, 4.2.1.11, 4.2.1.14: these must be. Name constraints need not (Baseline Requirements, 7.1.2.5.2). */
const alwaysCritical = [identifiers.policyConstraints, identifiers.inhibitAnyPolicy];

const maximumSerialLength = 20;
const minimumRsaBits = 2_048;

export function readPathCertificate(der: Buffer): PathCertificate {
  const structure = parseCertificate(der);
  const extensions = new Map<string, ExtensionStructure>();
  for (const extension of parseExtensions(structure.extensions)) {
    if (extensions.has(extension.identifier))
      throw new DerError(`A certificate has the extension ${extension.identifier} twice.`);
    extensions.set(extension.identifier, extension);
  }
  const read = <Value>(identifier: string, parse: (value: Buffer) => Value): Value | null => {
    const extension = extensions.get(identifier);
    return extension === undefined ? null : parse(extension.value);
  };
  return {
    structure,
    der,
    isSelfIssued: isSameName(structure.subject, structure.issuer),
    ...parseValidity(structure.validity),
    key: parsePublicKey(structure.subjectPublicKeyInfo),
    signatureAlgorithm: parseSignatureAlgorithm(structure.signatureAlgorithm),
    basicConstraints: read(identifiers.basicConstraints, parseBasicConstraints),
    keyUsage: read(identifiers.keyUsage, parseKeyUsage),
    extendedKeyUsage: read(identifiers.extendedKeyUsage, parseExtendedKeyUsage),
    subjectAltNames: read(identifiers.subjectAltName, parseSubjectAltName) ?? [],
    nameConstraints: read(identifiers.nameConstraints, parseNameConstraints),
    has: (identifier) => extensions.has(identifier),
    isCritical: (identifier) => extensions.get(identifier)?.isCritical ?? false,
    value: (identifier) => extensions.get(identifier)?.value ?? null,
  };
}

/** What every certificate of a path must keep. `at` in epoch milliseconds. */
export function checkCertificate(certificate: PathCertificate, at: number): void {
  const { structure } = certificate;
  if (structure.version !== 3)
    throw new DerError(`A certificate of the path is of version ${structure.version}, not 3.`);
  if (!structure.innerSignatureAlgorithm.equals(structure.signatureAlgorithm))
    throw new DerError('A certificate names one signature algorithm inside and another outside.');
  if (isEmptyName(structure.issuer)) throw new DerError('A certificate has no issuer.');
  if (certificate.notBefore > at) throw new DerError('A certificate of the path is not valid yet.');
  if (certificate.notAfter < at) throw new DerError('A certificate of the path has expired.');
  checkKey(certificate.key);
  checkCriticality(structure, certificate);
  const ski = certificate.value(identifiers.subjectKeyIdentifier);
  if (ski !== null) parseSubjectKeyIdentifier(ski);
  const policyConstraints = certificate.value(identifiers.policyConstraints);
  if (policyConstraints !== null && requiresExplicitPolicy(policyConstraints))
    throw new DerError('A certificate demands a certificate policy, which is not judged here.');
}

function checkSerialNumber(serialNumber: Buffer): void {
  const isNegative = ((serialNumber[0] ?? 0) & 0x80) !== 0;
  if (isNegative || serialNumber.every((byte) => byte === 0))
    throw new DerError('A serial number is not positive.');
  if (serialNumber.length > maximumSerialLength)
    throw new DerError('A serial number is longer than 20 bytes.');
}

/** CA/Browser Forum Baseline Requirements, 6.1.5. */
function checkKey(key: PublicKey): void {
  if (key.kind === 'rsa') {
    if (key.modulusBits < minimumRsaBits || key.modulusBits % 8 !== 0)
      throw new DerError(`A key of the path is ${publicKeyText(key)}, which is not allowed.`);
    if (/^[13]$/.test(key.exponent) || !/[13579bdf]$/.test(key.exponent))
      throw new DerError('An RSA key of the path has an exponent that is not allowed.');
    return;
  }
  if (key.kind !== 'ec')
    throw new DerError(`A key of the path is ${publicKeyText(key)}, which cannot be judged.`);
}

function checkCriticality(structure: CertificateStructure, certificate: PathCertificate): void {
  for (const { identifier, isCritical } of parseExtensions(structure.extensions))
    if (isCritical && !judged.has(identifier))
      throw new DerError(`A certificate has the critical extension ${identifier}, which cannot be judged.`);
  if (neverCritical.some((identifier) => certificate.isCritical(identifier)))
    throw new DerError(
      'A certificate marks a key identifier or access information critical, which is forbidden.',
    );
  if (alwaysCritical.some((identifier) => certificate.has(identifier) && !certificate.isCritical(identifier)))
    throw new DerError('A certificate has constraints that are not marked critical.');
}

/** What an authority of the path must keep, the anchor included. */
export function checkAuthority(certificate: PathCertificate, profile: Profile, isAnchor: boolean): void {
  // Old roots in use have odd serial numbers; an anchor is trusted as the key it is.
  if (!isAnchor) checkSerialNumber(certificate.structure.serialNumber);
  if (isEmptyName(certificate.structure.subject)) throw new DerError('An authority of the path has no name.');
  if (certificate.basicConstraints?.isCa !== true)
    throw new DerError('A certificate that signed another is not an authority.');
  if (!certificate.isCritical(identifiers.basicConstraints))
    throw new DerError('An authority’s basic constraints are not marked critical.');
  if (
    certificate.keyUsage === null
      ? profile === 'public'
      : (certificate.keyUsage & keyUsageBits.keyCertSign) === 0
  )
    throw new DerError('An authority of the path may not sign certificates by its key usage.');
  if (certificate.extendedKeyUsage !== null) {
    if (isAnchor && profile === 'public')
      throw new DerError('A root has an extended key usage, which roots must not have.');
    if (
      !certificate.extendedKeyUsage.some(
        (usage) => usage === extendedKeyUsages.serverAuth || usage === extendedKeyUsages.any,
      )
    )
      throw new DerError('An authority of the path may not vouch for servers by its extended key usage.');
  }
  if (profile === 'public' && !certificate.has(identifiers.subjectKeyIdentifier))
    throw new DerError('An authority of the path has no subject key identifier.');
  checkAuthorityKeyIdentifier(certificate, profile, isAnchor);
}

function checkAuthorityKeyIdentifier(
  certificate: PathCertificate,
  profile: Profile,
  isAnchor: boolean,
): void {
  const value = certificate.value(identifiers.authorityKeyIdentifier);
  if (value === null) {
    if (profile === 'public' && !(isAnchor && certificate.isSelfIssued))
      throw new DerError('A certificate of the path has no authority key identifier.');
    return;
  }
  const keyIdentifier = parseAuthorityKeyIdentifier(value);
  if (profile === 'private') return;
  // Baseline Requirements, 7.1.2.11.1: the key identifier, and neither issuer nor serial number.
  if (keyIdentifier === null || value.length !== keyIdentifier.length + 4)
    throw new DerError('An authority key identifier is not just a key identifier.');
}

/** What the server's own certificate must keep. */
export function checkLeaf(certificate: PathCertificate, profile: Profile): void {
  const { basicConstraints, keyUsage, extendedKeyUsage, subjectAltNames, structure } = certificate;
  checkSerialNumber(structure.serialNumber);
  if (basicConstraints?.isCa === true) throw new DerError('The server’s certificate is an authority’s.');
  if (basicConstraints !== null && basicConstraints.pathLength !== null)
    throw new DerError('The server’s certificate has a path length, which only authorities have.');
  if (certificate.has(identifiers.nameConstraints))
    throw new DerError('The server’s certificate constrains names, which only authorities may.');
  if (keyUsage !== null) {
    const usable = keyUsageBits.digitalSignature | keyUsageBits.keyEncipherment | keyUsageBits.keyAgreement;
    if ((keyUsage & keyUsageBits.keyCertSign) !== 0)
      throw new DerError('The server’s certificate may sign others by its key usage.');
    if ((keyUsage & usable) === 0)
      throw new DerError('The server’s certificate is not for TLS by its key usage.');
  }
  if (extendedKeyUsage !== null && !extendedKeyUsage.includes(extendedKeyUsages.serverAuth))
    throw new DerError('The server’s certificate is not for servers by its extended key usage.');
  if (subjectAltNames.length === 0)
    throw new DerError('The server’s certificate names no host in its subject alternative name.');
  if (isEmptyName(structure.subject) && !certificate.isCritical(identifiers.subjectAltName))
    throw new DerError('The server’s certificate has no subject, and its alternative name is not critical.');
  checkAuthorityKeyIdentifier(certificate, profile, false);
  if (profile === 'public') checkPublicLeaf(certificate);
}

function checkPublicLeaf({ structure, isCritical, extendedKeyUsage }: PathCertificate): void {
  if (!isEmptyName(structure.subject) && isCritical(identifiers.subjectAltName))
    throw new DerError(
      'The server’s certificate has a subject, and marks its alternative name critical all the same.',
    );
  if (isCritical(identifiers.extendedKeyUsage))
    throw new DerError('The server’s extended key usage is marked critical.');
  if (extendedKeyUsage?.includes(extendedKeyUsages.any) === true)
    throw new DerError('The server’s certificate is for any purpose.');
}
