// Cuts a certificate into its fields as RFC 5280, 4.1 lays them out, each as the raw bytes in the file. Names, keys and
// extension values are read by others from these slices. Refuses anything that is not exactly that layout.
import {
  constructedContext,
  DerError,
  DerReader,
  derTags,
  primitiveContext,
  readAll,
  readOnly,
} from './der.ts';
import {
  booleanOf,
  checkInteger,
  objectIdentifierOf,
  smallIntegerOf,
  timeOf,
  wholeBytesOf,
} from './der-values.ts';

export interface ExtensionStructure {
  readonly identifier: string;
  readonly isCritical: boolean;
  /** The bytes inside the OCTET STRING. */
  readonly value: Buffer;
}

export interface CertificateStructure {
  readonly der: Buffer;
  /** What is signed, with its header. */
  readonly toBeSigned: Buffer;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Content of the INTEGER. */
  readonly serialNumber: Buffer;
  /** AlgorithmIdentifier inside the signed part. */
  readonly innerSignatureAlgorithm: Buffer;
  readonly issuer: Buffer;
  /** Content of the Validity. */
  readonly validity: Buffer;
  readonly subject: Buffer;
  /** The raw SubjectPublicKeyInfo: what a pin is the hash of. */
  readonly subjectPublicKeyInfo: Buffer;
  /** The SEQUENCE of extensions with its header; null when there are none. */
  readonly extensions: Buffer | null;
  readonly signatureAlgorithm: Buffer;
  readonly signature: Buffer;
}

function versionOf(tbs: DerReader): number {
  const field = tbs.optional(constructedContext(0), 'version');
  if (field === null) return 1;
  const number = smallIntegerOf(readOnly(field.content, derTags.integer, 'version').content, 'version');
  // 0 is the default, which DER does not write; 3 and more do not exist.
  if (number !== 1 && number !== 2)
    throw new DerError(`The certificate claims a version that does not exist.`);
  return number + 1;
}

function extensionsOf(tbs: DerReader, version: number): Buffer | null {
  const issuerUniqueId = tbs.optional(primitiveContext(1), 'issuer unique identifier');
  const subjectUniqueId = tbs.optional(primitiveContext(2), 'subject unique identifier');
  if (version < 2 && (issuerUniqueId ?? subjectUniqueId) !== null) {
    throw new DerError('A certificate of version 1 has a field that came with version 2.');
  }
  const field = tbs.optional(constructedContext(3), 'extensions');
  if (field === null) return null;
  if (version !== 3)
    throw new DerError(`A certificate of version ${version} has extensions, which came with version 3.`);
  return readOnly(field.content, derTags.sequence, 'list of extensions').bytes;
}

/** Throws `DerError`. */
export function parseCertificate(der: Buffer): CertificateStructure {
  const certificate = new DerReader(readOnly(der, derTags.sequence, 'certificate').content);
  const toBeSigned = certificate.expect(derTags.sequence, 'signed part of the certificate');
  const signatureAlgorithm = certificate.expect(derTags.sequence, 'signature algorithm').bytes;
  const signature = certificate.expect(derTags.bitString, 'signature').content;
  certificate.expectEnd('signature');

  const tbs = new DerReader(toBeSigned.content);
  const version = versionOf(tbs);
  const serialNumber = tbs.expect(derTags.integer, 'serial number').content;
  checkInteger(serialNumber, 'serial number');
  const innerSignatureAlgorithm = tbs.expect(derTags.sequence, 'inner signature algorithm').bytes;
  const issuer = tbs.expect(derTags.sequence, 'issuer').bytes;
  const validity = tbs.expect(derTags.sequence, 'validity').content;
  const subject = tbs.expect(derTags.sequence, 'subject').bytes;
  const subjectPublicKeyInfo = tbs.expect(derTags.sequence, 'public key').bytes;
  checkSubjectPublicKeyInfo(subjectPublicKeyInfo);
  const extensions = extensionsOf(tbs, version);
  tbs.expectEnd('extensions');

  return {
    der,
    toBeSigned: toBeSigned.bytes,
    version,
    serialNumber,
    innerSignatureAlgorithm,
    issuer,
    validity,
    subject,
    subjectPublicKeyInfo,
    extensions,
    signatureAlgorithm,
    signature: wholeBytesOf(signature, 'signature'),
  };
}

/** RFC 5280, 4.1: an AlgorithmIdentifier and a BIT STRING, nothing else. Throws `DerError`. */
export function checkSubjectPublicKeyInfo(bytes: Buffer): void {
  const reader = new DerReader(readOnly(bytes, derTags.sequence, 'public key').content);
  const algorithm = new DerReader(reader.expect(derTags.sequence, 'algorithm of the public key').content);
  algorithm.expect(derTags.objectIdentifier, 'algorithm of the public key');
  reader.expect(derTags.bitString, 'bits of the public key');
  reader.expectEnd('public key');
}

/** Throws `DerError`, also for an empty list. Duplicates are for the reader to judge. */
export function parseExtensions(extensions: Buffer | null): readonly ExtensionStructure[] {
  if (extensions === null) return [];
  const content = readOnly(extensions, derTags.sequence, 'list of extensions').content;
  const elements = readAll(content, derTags.sequence, 'extension');
  if (elements.length === 0) throw new DerError('The list of extensions is empty.');
  return elements.map((element) => {
    const reader = new DerReader(element.content);
    const identifier = objectIdentifierOf(
      reader.expect(derTags.objectIdentifier, 'identifier of an extension').content,
      'identifier of an extension',
    );
    const critical = reader.optional(derTags.boolean, 'critical mark of an extension');
    const value = reader.expect(derTags.octetString, `value of the extension ${identifier}`).content;
    reader.expectEnd(`extension ${identifier}`);
    // A written FALSE is not DER, FALSE being the default; it means the same, and roots in use have it.
    const isCritical = critical !== null && booleanOf(critical.content, 'critical mark of an extension');
    return { identifier, isCritical, value };
  });
}

/** Epoch milliseconds. Throws `DerError`. */
export function parseValidity(validity: Buffer): { readonly notBefore: number; readonly notAfter: number } {
  const reader = new DerReader(validity);
  const notBefore = timeOf(reader.next('start of the validity'), 'start of the validity');
  const notAfter = timeOf(reader.next('end of the validity'), 'end of the validity');
  reader.expectEnd('validity');
  return { notBefore, notAfter };
}
