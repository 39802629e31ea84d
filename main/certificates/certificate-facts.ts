// The plain facts of a certificate, for people and for pins. What decides (the key's bytes) is read strictly or the whole
// certificate is refused; what is only shown (names in the SAN, the kind of key) may be unreadable and then says so.
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { failure, success, type Result } from '../../common/result.ts';
import {
  parseCertificate,
  parseExtensions,
  parseValidity,
  type CertificateStructure,
  type ExtensionStructure,
} from './certificate-structure.ts';
import { readDer } from './der.ts';
import { integerHex } from './der-values.ts';
import { isSameName, nameText } from './distinguished-name.ts';
import { generalNameText } from './general-name.ts';
import { LatestCache } from './latest-cache.ts';
import { readPemBlocks, toPem } from './pem.ts';
import { keyPins, sha256Hex } from './pins.ts';
import { parsePublicKey, publicKeyText } from './public-key.ts';
import { parseSignatureAlgorithm } from './signature-algorithm.ts';
import { extensionIdentifiers, parseBasicConstraints, parseSubjectAltName } from './standard-extensions.ts';

/** A browser window sees some hundred certificates in its life; one entry is a few kilobytes. */
const cache = new LatestCache<CertificateFacts>(2_000);

const isoSeconds = (epochMs: number): string => new Date(epochMs).toISOString().replace('.000Z', 'Z');

const unreadable = (reason: string): string => `unreadable (${reason})`;

/** Texts of the subject alternative names, in certificate order; one text that says so when they cannot be read. */
export function subjectAltNameTexts(extensions: readonly ExtensionStructure[]): readonly string[] {
  const extension = extensions.find(({ identifier }) => identifier === extensionIdentifiers.subjectAltName);
  if (extension === undefined) return [];
  const texts = readDer(() => parseSubjectAltName(extension.value).map(generalNameText));
  return texts.ok ? texts.value : [unreadable(texts.error)];
}

/** `RSA 2048 bit`, or a text that says why the key cannot be read. */
export function keyTextOf(subjectPublicKeyInfo: Buffer): string {
  const key = readDer(() => publicKeyText(parsePublicKey(subjectPublicKeyInfo)));
  return key.ok ? key.value : unreadable(key.error);
}

/** A distinguished name for people. */
export function nameTextOf(name: Buffer): string {
  const text = readDer(() => nameText(name));
  return text.ok ? text.value : unreadable(text.error);
}

function isCa(extensions: readonly ExtensionStructure[]): boolean {
  const extension = extensions.find(({ identifier }) => identifier === extensionIdentifiers.basicConstraints);
  if (extension === undefined) return false;
  const constraints = readDer(() => parseBasicConstraints(extension.value));
  return constraints.ok && constraints.value.isCa;
}

function signatureText(certificate: CertificateStructure): string {
  const algorithm = readDer(() => parseSignatureAlgorithm(certificate.signatureAlgorithm).text);
  return algorithm.ok ? algorithm.value : unreadable(algorithm.error);
}

/** The facts of a certificate that is already cut into its fields. Throws `DerError`. */
function factsOf(certificate: CertificateStructure, certSha256: string): CertificateFacts {
  const { notBefore, notAfter } = parseValidity(certificate.validity);
  const extensions = readDer(() => parseExtensions(certificate.extensions));
  const sameName = readDer(() => isSameName(certificate.subject, certificate.issuer));
  return {
    subject: nameTextOf(certificate.subject),
    issuer: nameTextOf(certificate.issuer),
    serialNumber: integerHex(certificate.serialNumber),
    notBefore: isoSeconds(notBefore),
    notAfter: isoSeconds(notAfter),
    subjectAltNames: extensions.ok ? subjectAltNameTexts(extensions.value) : [unreadable(extensions.error)],
    key: keyTextOf(certificate.subjectPublicKeyInfo),
    signatureAlgorithm: signatureText(certificate),
    isCa: extensions.ok && isCa(extensions.value),
    isSelfIssued: sameName.ok && sameName.value,
    ...keyPins(certificate.subjectPublicKeyInfo),
    certSha256,
    pem: toPem(certificate.der),
  };
}

function oneDer(certificate: Buffer | string): Result<Buffer, string> {
  if (typeof certificate !== 'string') return success(certificate);
  const blocks = readPemBlocks(certificate, 2);
  if (!blocks.ok) return blocks;
  const [block, second] = blocks.value;
  if (block?.label !== 'CERTIFICATE' || block.der === null || second !== undefined) {
    return failure('This is not the PEM of one certificate.');
  }
  return success(block.der);
}

/**
 * The facts of one certificate, from its DER (Buffer) or PEM (text), cached by the SHA-256 of the DER.
 * The error is a sentence that says what could not be read.
 */
export function toCertificateFacts(certificate: Buffer | string): Result<CertificateFacts, string> {
  const der = oneDer(certificate);
  if (!der.ok) return der;
  const certSha256 = sha256Hex(der.value);
  const cached = cache.get(certSha256);
  if (cached !== undefined) return success(cached);
  const facts = readDer(() => factsOf(parseCertificate(der.value), certSha256));
  if (facts.ok) cache.set(certSha256, facts.value);
  return facts;
}
