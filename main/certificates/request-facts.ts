// The plain facts of what is not yet a certificate: a PKCS#10 request (RFC 2986) and a bare SubjectPublicKeyInfo.
// Both have the pin their certificate will have.
import { createPublicKey, verify } from 'node:crypto';
import type { Result } from '../../common/result.ts';
import { keyTextOf, nameTextOf, subjectAltNameTexts } from './certificate-facts.ts';
import { checkSubjectPublicKeyInfo, parseExtensions } from './certificate-structure.ts';
import { constructedContext, DerReader, derTags, readAll, readDer, readOnly } from './der.ts';
import { objectIdentifierOf, smallIntegerOf, wholeBytesOf } from './der-values.ts';
import { keyPins } from './pins.ts';
import { parseSignatureAlgorithm } from './signature-algorithm.ts';

export interface PublicKeyFacts {
  /** For people: `RSA 2048 bit`. */
  readonly key: string;
  readonly spkiSha256: string;
  readonly spkiSha1: string;
}

export interface RequestFacts extends PublicKeyFacts {
  /** RFC 4514 text; empty for none. */
  readonly subject: string;
  readonly subjectAltNames: readonly string[];
  /** The request is signed with the key it is for: `right`, `wrong`, or `not-checked` for an unusual algorithm. */
  readonly signature: 'right' | 'wrong' | 'not-checked';
}

/** PKCS #9 (RFC 2985, 5.4.2). */
const extensionRequest = '1.2.840.113549.1.9.14';

export const toPublicKeyFacts = (der: Buffer): Result<PublicKeyFacts, string> =>
  readDer(() => {
    checkSubjectPublicKeyInfo(der);
    return { key: keyTextOf(der), ...keyPins(der) };
  });

export const toRequestFacts = (der: Buffer): Result<RequestFacts, string> =>
  readDer(() => {
    const request = new DerReader(readOnly(der, derTags.sequence, 'certificate request').content);
    const info = request.expect(derTags.sequence, 'signed part of the request');
    const algorithm = request.expect(derTags.sequence, 'signature algorithm').bytes;
    const signature = wholeBytesOf(request.expect(derTags.bitString, 'signature').content, 'signature');
    request.expectEnd('signature');

    const fields = new DerReader(info.content);
    smallIntegerOf(
      fields.expect(derTags.integer, 'version of the request').content,
      'version of the request',
    );
    const subject = fields.expect(derTags.sequence, 'subject').bytes;
    const subjectPublicKeyInfo = fields.expect(derTags.sequence, 'public key').bytes;
    checkSubjectPublicKeyInfo(subjectPublicKeyInfo);
    // Required by the RFC, left out by some tools.
    const attributes = fields.optional(constructedContext(0), 'attributes of the request');
    fields.expectEnd('attributes of the request');
    return {
      subject: nameTextOf(subject),
      subjectAltNames: attributes === null ? [] : requestedNames(attributes.content),
      key: keyTextOf(subjectPublicKeyInfo),
      ...keyPins(subjectPublicKeyInfo),
      signature: judgeSignature(info.bytes, algorithm, subjectPublicKeyInfo, signature),
    };
  });

function requestedNames(attributes: Buffer): readonly string[] {
  return readAll(attributes, derTags.sequence, 'attribute of the request').flatMap((attribute) => {
    const reader = new DerReader(attribute.content);
    const type = reader.expect(derTags.objectIdentifier, 'attribute of the request').content;
    if (objectIdentifierOf(type, 'attribute of the request') !== extensionRequest) return [];
    const value = reader.expect(derTags.set, 'requested extensions').content;
    return subjectAltNameTexts(parseExtensions(value));
  });
}

function judgeSignature(
  signed: Buffer,
  algorithm: Buffer,
  subjectPublicKeyInfo: Buffer,
  signature: Buffer,
): RequestFacts['signature'] {
  const { verification } = parseSignatureAlgorithm(algorithm);
  if (verification === null || verification.scheme === 'rsa-pss') return 'not-checked';
  try {
    const key = createPublicKey({ key: subjectPublicKeyInfo, format: 'der', type: 'spki' });
    return verify(verification.hash, signed, key, signature) ? 'right' : 'wrong';
  } catch {
    return 'not-checked';
  }
}
