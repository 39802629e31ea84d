// Everything in a certificate that a person may want to see and no pin depends on. What cannot be read is said, with the
// bytes as they stand; the rest is shown all the same.
import type { CertificateDetail, ExtensionDetail } from '../../common/certificate-detail.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { parseCertificate, parseExtensions, type ExtensionStructure } from './certificate-structure.ts';
import { readDer } from './der.ts';
import { extensionNames } from './extension-identifiers.ts';
import { extensionReaders } from './extension-texts.ts';
import { readPemBlocks } from './pem.ts';

function extensionDetail({ identifier, isCritical, value }: ExtensionStructure): ExtensionDetail {
  const reader = extensionReaders[identifier];
  const read = reader === undefined ? success([]) : readDer(() => reader(value));
  return {
    identifier,
    name: extensionNames[identifier] ?? null,
    isCritical,
    values: read.ok ? read.value : [],
    problem: read.ok ? null : read.error,
    hex: value.toString('hex'),
  };
}

/** Of the PEM of one certificate. The error is a sentence. */
export function toCertificateDetail(pem: string): Result<CertificateDetail, string> {
  const blocks = readPemBlocks(pem, 2);
  if (!blocks.ok) return blocks;
  const [block, second] = blocks.value;
  const der = block?.label === 'CERTIFICATE' && second === undefined ? block.der : null;
  if (der === null) return failure('This is not the PEM of one certificate.');
  const certificate = readDer(() => parseCertificate(der));
  if (!certificate.ok) return certificate;
  const { version, extensions } = certificate.value;
  const list = readDer(() => parseExtensions(extensions));
  return success({
    version,
    extensions: list.ok ? list.value.map(extensionDetail) : [],
    problem: list.ok ? null : list.error,
  });
}
