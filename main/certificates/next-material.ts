/**
 * What is about to be deployed, from a file a person has: the leaf with the certificates above it in order, a request, or
 * a bare key. The first certificate that is no authority is the leaf, in whatever order the file has them; above it come
 * only those whose name its issuer is and whose key signed it.
 */
import { X509Certificate } from 'node:crypto';
import type { NextMaterial } from '../../common/pinning/read-next-chain.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { readCertificates, type ReadItem } from './read-certificates.ts';

type CertificateItem = Extract<ReadItem, { readonly kind: 'certificate' }>;

/** A signature that cannot be checked here (an odd encoding, an unknown algorithm) speaks neither for nor against. */
const isIssuedBy = (certificate: CertificateItem, issuer: CertificateItem): boolean => {
  if (certificate.facts.issuer !== issuer.facts.subject) return false;
  try {
    return new X509Certificate(certificate.der).verify(new X509Certificate(issuer.der).publicKey);
  } catch {
    return true;
  }
};

/** Leaf first, each issued by the next; what is on no such path is left over. */
export const orderChain = (
  items: readonly CertificateItem[],
): { readonly chain: readonly CertificateItem[]; readonly unrelated: readonly CertificateItem[] } => {
  const leaf = items.find(({ facts }) => !facts.isCa) ?? items[0];
  const chain: CertificateItem[] = [];
  const left = new Set(items);
  for (let next = leaf; next !== undefined;) {
    chain.push(next);
    left.delete(next);
    const current: CertificateItem = next;
    next = current.facts.isSelfIssued
      ? undefined
      : [...left].find((candidate) => isIssuedBy(current, candidate));
  }
  return { chain, unrelated: [...left] };
};

/** The error is a sentence: what the file is, and what was expected. */
export const readNextMaterial = (bytes: Uint8Array): Result<NextMaterial, string> => {
  const read = readCertificates(bytes);
  if (!read.ok) return failure(read.error.sentence);
  const certificates = read.value.items.filter((item) => item.kind === 'certificate');
  const requests = read.value.items.filter((item) => item.kind === 'request');
  const [request, secondRequest] = requests;
  if (request !== undefined && (certificates.length > 0 || secondRequest !== undefined))
    return failure(
      'It holds a certificate request and more beside it: give the request alone, or the certificate alone.',
    );
  if (request !== undefined) {
    const { spkiSha256, spkiSha1, subject, subjectAltNames, signature } = request.facts;
    return success({ kind: 'request', spkiSha256, spkiSha1, subject, subjectAltNames, signature });
  }
  if (certificates.length > 0) {
    const { chain, unrelated } = orderChain(certificates);
    return success({
      kind: 'chain',
      certificates: chain.map(({ facts }) => facts),
      unrelated: unrelated.map(({ facts }) => facts.subject),
    });
  }
  const [key, secondKey] = read.value.items.filter((item) => item.kind === 'public-key');
  if (key === undefined || secondKey !== undefined)
    return failure('It holds several public keys: give the one of the next certificate.');
  return success({ kind: 'public-key', spkiSha256: key.facts.spkiSha256, spkiSha1: key.facts.spkiSha1 });
};
