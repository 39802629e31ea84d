// What RFC 5280 and the CA/Browser Forum's Baseline Requirements (BR) demand of one certificate by itself, whatever path
// it is on. Throws `DerError` for the first thing that is wrong, as a sentence.
import { DerError } from './der.ts';
import { isNegative } from './der-values.ts';
import { isEmptyName } from './distinguished-name.ts';
import { isDnsName } from './host-match.ts';
import type { PathCertificate } from './path-certificate.ts';
import { publicKeyText } from './public-key.ts';
import {
  extendedKeyUsages,
  extensionIdentifiers as identifiers,
  keyUsageBits,
  parseAuthorityKeyIdentifier,
  parseSubjectKeyIdentifier,
  requiresExplicitPolicy,
} from './standard-extensions.ts';

/**
 * `public`: the whole profile for publicly trusted server certificates. `private`: without its formalities that
 * protect nothing by themselves and that private CAs, mitmproxy's among them, do not keep (identifiers of keys,
 * critical marks, no extended key usage in a root).
 */
export type Profile = 'public' | 'private';

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

/** RFC 5280, 4.2.1.11, 4.2.1.14: these must be critical. Name constraints need not (BR, 7.1.2.5.2). */
const alwaysCritical = [identifiers.policyConstraints, identifiers.inhibitAnyPolicy];

const maximumSerialLength = 20;
const minimumRsaBits = 2_048;
/** BoringSSL's limits: Electron could not verify with more, so plain Node does not either. */
const maximumRsaBits = 8_192;
const maximumRsaExponent = 2n ** 33n - 1n;

const timeText = (epochMs: number): string => new Date(epochMs).toISOString().replace('.000Z', 'Z');

/** What every certificate of a path must keep. `at` in epoch milliseconds. */
export function checkCertificate(certificate: PathCertificate, at: number): void {
  const { structure, title } = certificate;
  // RFC 5280, 4.1.2.5: validity is in whole seconds, both ends included.
  const second = Math.floor(at / 1_000) * 1_000;
  if (structure.version !== 3)
    throw new DerError(`The certificate ${title} is of version ${structure.version}, not 3.`);
  if (!structure.innerSignatureAlgorithm.equals(structure.signatureAlgorithm))
    throw new DerError(`The certificate ${title} names one signature algorithm inside and another outside.`);
  if (isEmptyName(structure.issuer)) throw new DerError(`The certificate ${title} has no issuer.`);
  if (certificate.notBefore > second)
    throw new DerError(`The certificate ${title} is not valid before ${timeText(certificate.notBefore)}.`);
  if (certificate.notAfter < second)
    throw new DerError(`The certificate ${title} expired at ${timeText(certificate.notAfter)}.`);
  checkKey(certificate);
  checkCriticality(certificate);
  const keyIdentifier = certificate.value(identifiers.subjectKeyIdentifier);
  if (keyIdentifier !== null) parseSubjectKeyIdentifier(keyIdentifier);
  // Every policy is acceptable to us, so policies decide nothing, unless one is demanded (RFC 5280, 6.1.5 (g)).
  const policyConstraints = certificate.value(identifiers.policyConstraints);
  if (policyConstraints !== null && requiresExplicitPolicy(policyConstraints))
    throw new DerError(`The certificate ${title} demands a certificate policy, which is not judged here.`);
}

function checkSerialNumber({ structure: { serialNumber }, title }: PathCertificate): void {
  if (isNegative(serialNumber) || serialNumber.every((byte) => byte === 0))
    throw new DerError(`The serial number of ${title} is not positive.`);
  if (serialNumber.length > maximumSerialLength)
    throw new DerError(`The serial number of ${title} is longer than 20 bytes.`);
}

/** BR, 6.1.5 and 6.1.6: RSA from 2048 bits, P-256, P-384, P-521. Nothing else, Ed25519 neither; nor does Chromium. */
function checkKey({ key, title }: PathCertificate): void {
  if (key.kind === 'ec') return;
  const text = publicKeyText(key);
  if (key.kind !== 'rsa') throw new DerError(`The key of ${title} is ${text}, which is not accepted.`);
  if (key.modulusBits < minimumRsaBits)
    throw new DerError(`The key of ${title} is ${text}, too short to be safe (2048 is the least).`);
  if (key.modulusBits > maximumRsaBits || key.modulusBits % 8 !== 0)
    throw new DerError(`The key of ${title} is ${text}, a length that is not accepted.`);
  const exponent = BigInt(`0x${key.exponent}`);
  if (exponent < 3n || exponent % 2n === 0n || exponent > maximumRsaExponent)
    throw new DerError(`The RSA key of ${title} has an exponent that is not accepted.`);
}

function checkCriticality(certificate: PathCertificate): void {
  const { extensions, title } = certificate;
  for (const { identifier, isCritical } of extensions) {
    if (!isCritical || judged.has(identifier)) continue;
    throw new DerError(
      identifier === identifiers.precertificatePoison
        ? `${title} is a precertificate, made for Certificate Transparency and not for use.`
        : `The certificate ${title} has the critical extension ${identifier}, which cannot be judged.`,
    );
  }
  if (alwaysCritical.some((identifier) => certificate.has(identifier) && !certificate.isCritical(identifier)))
    throw new DerError(`The certificate ${title} has policy constraints that are not marked critical.`);
}

/**
 * What an authority of the path must keep. An anchor is trusted as it is: the form of what CAs issue today (serial
 * number, identifiers, critical marks, a key usage at all) is not asked of it. Roots that ship with browsers break each.
 */
export function checkAuthority(certificate: PathCertificate, profile: Profile, isAnchor: boolean): void {
  const { title, keyUsage, extendedKeyUsage } = certificate;
  if (isEmptyName(certificate.structure.subject)) throw new DerError('An authority of the path has no name.');
  if (certificate.basicConstraints?.isCa !== true)
    throw new DerError(`${title} signed another certificate and is not a certificate authority.`);
  if (keyUsage === null ? profile === 'public' && !isAnchor : (keyUsage & keyUsageBits.keyCertSign) === 0)
    throw new DerError(`The authority ${title} may not sign certificates by its key usage.`);
  if (extendedKeyUsage !== null) {
    if (isAnchor && profile === 'public')
      throw new DerError(`The root ${title} has an extended key usage, which roots must not have.`);
    if (
      !extendedKeyUsage.includes(extendedKeyUsages.serverAuth) &&
      !extendedKeyUsage.includes(extendedKeyUsages.any)
    )
      throw new DerError(`The authority ${title} may not vouch for servers by its extended key usage.`);
  }
  if (isAnchor) return;
  checkSerialNumber(certificate);
  if (!certificate.isCritical(identifiers.basicConstraints))
    throw new DerError(`The basic constraints of the authority ${title} are not marked critical.`);
  if (profile === 'public' && !certificate.has(identifiers.subjectKeyIdentifier))
    throw new DerError(`The authority ${title} has no subject key identifier.`);
  checkAuthorityKeyIdentifier(certificate, profile);
}

function checkAuthorityKeyIdentifier(certificate: PathCertificate, profile: Profile): void {
  const value = certificate.value(identifiers.authorityKeyIdentifier);
  if (value === null) {
    if (profile === 'public')
      throw new DerError(`The certificate ${certificate.title} has no authority key identifier.`);
    return;
  }
  const keyIdentifier = parseAuthorityKeyIdentifier(value);
  if (profile === 'private') return;
  // BR, 7.1.2.11.1: the key identifier, and neither issuer nor serial number. Two headers are four bytes.
  if (keyIdentifier === null || value.length !== keyIdentifier.length + 4)
    throw new DerError(`The authority key identifier of ${certificate.title} is not just a key identifier.`);
}

/** What the server's own certificate must keep. `isAnchor`: it is itself one of the trusted certificates. */
export function checkLeaf(certificate: PathCertificate, profile: Profile, isAnchor: boolean): void {
  const { keyUsage, extendedKeyUsage, subjectAltNames, title } = certificate;
  const isDirectlyTrusted = isAnchor && profile === 'private';
  checkSerialNumber(certificate);
  if (!isDirectlyTrusted) checkIsNoAuthority(certificate);
  if (keyUsage !== null) {
    const usable = keyUsageBits.digitalSignature | keyUsageBits.keyEncipherment | keyUsageBits.keyAgreement;
    if ((keyUsage & usable) === 0) throw new DerError(`The key usage of ${title} does not allow TLS.`);
  }
  if (extendedKeyUsage !== null && !extendedKeyUsage.includes(extendedKeyUsages.serverAuth))
    throw new DerError(`The extended key usage of ${title} does not allow servers.`);
  if (subjectAltNames.length === 0)
    throw new DerError(`The certificate ${title} names no host in its subject alternative name.`);
  for (const name of subjectAltNames)
    if (name.kind === 'ip' && name.bytes.length !== 4 && name.bytes.length !== 16)
      throw new DerError(`An address in the certificate ${title} is malformed.`);
  checkAuthorityKeyIdentifier(certificate, profile);
  if (profile === 'public') checkPublicLeaf(certificate);
}

function checkIsNoAuthority({ basicConstraints, keyUsage, has, title }: PathCertificate): void {
  if (basicConstraints?.isCa === true)
    throw new DerError(`The server presents ${title} as its own, which is an authority’s certificate.`);
  if (basicConstraints !== null && basicConstraints.pathLength !== null)
    throw new DerError(`The certificate ${title} has a path length, which only authorities have.`);
  if (has(identifiers.nameConstraints))
    throw new DerError(`The certificate ${title} constrains names, which only authorities may.`);
  if (keyUsage !== null && (keyUsage & keyUsageBits.keyCertSign) !== 0)
    throw new DerError(`The certificate ${title} may sign others by its key usage, and is no authority.`);
}

function checkPublicLeaf({
  structure,
  isCritical,
  extendedKeyUsage,
  subjectAltNames,
  title,
}: PathCertificate): void {
  // RFC 5280, 4.2.1.6 and BR, 7.1.2.7.12: critical exactly where there is no subject.
  if (isEmptyName(structure.subject) !== isCritical(identifiers.subjectAltName))
    throw new DerError(
      `The alternative name of ${title} is marked critical beside a subject, or is not without one.`,
    );
  if (isCritical(identifiers.extendedKeyUsage))
    throw new DerError(`The extended key usage of ${title} is marked critical.`);
  if (extendedKeyUsage?.includes(extendedKeyUsages.any) === true)
    throw new DerError(`The certificate ${title} is for any purpose.`);
  for (const name of subjectAltNames)
    if (name.kind === 'dns' && !isDnsName(name.text))
      throw new DerError(`A host name in the certificate ${title} is malformed.`);
}
