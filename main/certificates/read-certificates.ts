// Reads what a person has lying about: PEM with one or many blocks and text around them, DER, PKCS#7 in either, certificate
// requests and bare public keys. Whatever the bytes are, the answer is items or a sentence, in bounded time and depth.
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { toCertificateFacts } from './certificate-facts.ts';
import { DerReader, derTags, readDer, readOnly } from './der.ts';
import { base64Bytes, readPemBlocks, type PemBlock } from './pem.ts';
import { certificatesOfPkcs7 } from './read-pkcs7.ts';
import { toPublicKeyFacts, toRequestFacts, type PublicKeyFacts, type RequestFacts } from './request-facts.ts';

export type ReadItem =
  | { readonly kind: 'certificate'; readonly der: Buffer; readonly facts: CertificateFacts }
  | { readonly kind: 'request'; readonly der: Buffer; readonly facts: RequestFacts }
  | { readonly kind: 'public-key'; readonly der: Buffer; readonly facts: PublicKeyFacts };

export interface ReadCertificates {
  /** In file order, at least one. */
  readonly items: readonly ReadItem[];
  /** Labels of PEM blocks that are of no use here (`EC PARAMETERS`, `PRIVATE KEY`): never decoded, never shown. */
  readonly skipped: readonly string[];
}

export interface UnreadableInput {
  readonly code: 'empty' | 'too-large' | 'malformed' | 'nothing-usable';
  /** For people: what was found and what was expected. */
  readonly sentence: string;
}

/** 32 MiB hold some 20 000 certificates; every public root together has a third of one. */
const maximumBytes = 33_554_432;
const maximumItems = 10_000;

type Outcome = Result<ReadCertificates, UnreadableInput>;

const malformed = (sentence: string): { ok: false; error: UnreadableInput } =>
  failure({ code: 'malformed', sentence });

/** Everything usable in a file, each with its facts. One item that cannot be read refuses the file, and says which. */
export function readCertificates(input: Uint8Array): Outcome {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (bytes.length > maximumBytes)
    return failure({
      code: 'too-large',
      sentence: `It is larger than ${maximumBytes / 1_048_576} MiB, which no file of certificates is.`,
    });
  if (bytes.length === 0) return failure({ code: 'empty', sentence: 'It is empty.' });
  if (isOneElement(bytes)) return readDerFile(bytes);
  const text = textOf(bytes);
  const blocks = readPemBlocks(text, maximumItems);
  if (!blocks.ok) return malformed(blocks.error);
  if (blocks.value.length > 0) return readBlocks(blocks.value);
  // A certificate as one run of base64, as other programs show and store it.
  const unarmoured = base64Bytes(text);
  if (unarmoured?.[0] === derTags.sequence) return readDerFile(unarmoured);
  if (bytes[0] === derTags.sequence) return readDerFile(bytes);
  return failure({
    code: 'nothing-usable',
    sentence: 'It is neither PEM (-----BEGIN CERTIFICATE-----) nor DER, so it holds no certificate.',
  });
}

/** DER or BER from the first byte to the last. Text can begin with the same byte: it is the digit 0. */
function isOneElement(bytes: Buffer): boolean {
  if (bytes[0] !== derTags.sequence) return false;
  return bytes[1] === 0x80 || readDer(() => readOnly(bytes, derTags.sequence, 'file')).ok;
}

/** UTF-8, or the UTF-16 that Windows PowerShell writes; only ASCII matters to PEM. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  return bytes.toString('latin1').replace(/^\xEF\xBB\xBF/, '');
}

function readDerFile(der: Buffer): Outcome {
  const items = readDerItems(der, kindOf(der));
  return items.ok ? nonEmpty(items.value, []) : malformed(items.error);
}

function nonEmpty(items: readonly ReadItem[], skipped: readonly string[]): Outcome {
  if (items.length > maximumItems) return malformed(`It holds more than ${maximumItems} certificates.`);
  if (items.length > 0) return success({ items, skipped });
  const hasPrivateKey = skipped.some((label) => label.endsWith('PRIVATE KEY'));
  return failure({
    code: 'nothing-usable',
    sentence: hasPrivateKey
      ? 'It holds a private key and no certificate. A pin needs only the public one: openssl pkey -in FILE -pubout.'
      : `It holds no certificate${skipped.length > 0 ? `, only ${skipped.slice(0, 5).join(', ')}` : ''}.`,
  });
}

type Kind = ReadItem['kind'] | 'pkcs7' | 'pkcs12' | 'trusted-certificate' | 'rsa-public-key';

const labelKinds: ReadonlyMap<string, Kind> = new Map([
  ['CERTIFICATE', 'certificate'],
  ['X509 CERTIFICATE', 'certificate'],
  ['TRUSTED CERTIFICATE', 'trusted-certificate'],
  ['CERTIFICATE REQUEST', 'request'],
  ['NEW CERTIFICATE REQUEST', 'request'],
  ['PUBLIC KEY', 'public-key'],
  ['RSA PUBLIC KEY', 'rsa-public-key'],
  ['PKCS7', 'pkcs7'],
  ['PKCS #7 SIGNED DATA', 'pkcs7'],
  ['CMS', 'pkcs7'],
]);

function readBlocks(blocks: readonly PemBlock[]): Outcome {
  const items: ReadItem[] = [];
  const skipped: string[] = [];
  for (const [index, { label, der }] of blocks.entries()) {
    const kind = labelKinds.get(label);
    if (kind === undefined) {
      skipped.push(label);
      continue;
    }
    const read = der === null ? failure('It is not base64.') : readDerItems(der, kind);
    if (!read.ok) return malformed(`PEM block ${index + 1} (${label}): ${read.error}`);
    for (const item of read.value) items.push(item);
    if (items.length > maximumItems) break;
  }
  return nonEmpty(items, skipped);
}

/** 1.2.840.113549.1.7, in which the content of a PKCS#12 file is named; a bare private key names an algorithm there. */
const pkcs7Arc = Buffer.from('2a864886f70d0107', 'hex');

/** What a DER file is, by its first elements (RFC 5280, 4.1; RFC 2986, 4.1; RFC 5652, 3; RFC 7292, 4). */
function kindOf(der: Buffer): Kind | 'unknown' {
  // BER with an indefinite length: only PKCS#7 is written so, and PKCS#12, which begins with its version.
  if (der[1] === 0x80) return der[2] === derTags.integer ? 'pkcs12' : 'pkcs7';
  const kind = readDer((): Kind | 'unknown' => {
    const outer = new DerReader(new DerReader(der).next('file').content);
    if (outer.peekTag() === derTags.objectIdentifier) return 'pkcs7';
    if (outer.optional(derTags.integer, 'version') !== null) {
      const content = new DerReader(outer.expect(derTags.sequence, 'content').content);
      const named = content.expect(derTags.objectIdentifier, 'kind of content').content;
      return pkcs7Arc.equals(named.subarray(0, pkcs7Arc.length)) ? 'pkcs12' : 'unknown';
    }
    const first = new DerReader(outer.expect(derTags.sequence, 'first part').content);
    if (outer.peekTag() === derTags.bitString) return 'public-key';
    if (first.optional(derTags.integer, 'first field') === null) return 'certificate';
    // A certificate of version 1 goes on with an algorithm (an identifier first), a request with a name (sets).
    const second = new DerReader(first.expect(derTags.sequence, 'second field').content);
    return second.peekTag() === derTags.objectIdentifier ? 'certificate' : 'request';
  });
  return kind.ok ? kind.value : 'unknown';
}

function readDerItems(der: Buffer, kind: Kind | 'unknown'): Result<readonly ReadItem[], string> {
  switch (kind) {
    case 'certificate': {
      const facts = toCertificateFacts(der);
      return facts.ok ? success([{ kind, der, facts: facts.value }]) : facts;
    }
    case 'request': {
      const facts = toRequestFacts(der);
      return facts.ok ? success([{ kind, der, facts: facts.value }]) : facts;
    }
    case 'public-key': {
      const facts = toPublicKeyFacts(der);
      return facts.ok ? success([{ kind, der, facts: facts.value }]) : facts;
    }
    case 'trusted-certificate': {
      // OpenSSL puts its own trust settings after the certificate.
      const certificate = readDer(() => new DerReader(der).expect(derTags.sequence, 'certificate').bytes);
      return certificate.ok ? readDerItems(certificate.value, 'certificate') : certificate;
    }
    case 'pkcs7':
      return readPkcs7Items(der);
    case 'pkcs12':
      return failure(
        'This is a PKCS#12 file (.p12, .pfx), locked by a password. Take the certificates out: openssl pkcs12 -in FILE -nokeys -out chain.pem.',
      );
    case 'rsa-public-key':
      return failure('An RSA key in this form has no pin. Convert it: openssl rsa -RSAPublicKey_in -pubout.');
    case 'unknown':
      return failure('This is DER, but no certificate, certificate request, public key or PKCS#7 file.');
  }
}

function readPkcs7Items(bytes: Buffer): Result<readonly ReadItem[], string> {
  const certificates = readDer(() => certificatesOfPkcs7(bytes, maximumItems));
  if (!certificates.ok) return certificates;
  const items: ReadItem[] = [];
  for (const [index, der] of certificates.value.entries()) {
    const read = readDerItems(der, 'certificate');
    if (!read.ok) return failure(`Certificate ${index + 1} of the PKCS#7 file: ${read.error}`);
    items.push(...read.value);
  }
  return success(items);
}
