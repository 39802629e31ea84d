/** What a certificate holds, and certificates saved to a file. */
import { writeFile } from 'node:fs/promises';
import { failure, success } from '../../common/result.ts';
import { toCertificateDetail } from '../certificates/certificate-detail.ts';
import { readPemBlocks } from '../certificates/pem.ts';
import type { Handlers } from './register-calls.ts';

const maximumBlocks = 100;

/** A name for a file on every system: a certificate's own name comes from strangers. */
export const certificateFileName = (name: string): string => {
  const plain = name
    .replace(/^\*\./, 'wildcard.')
    .replace(/[^\p{L}\p{N}.-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80);
  return `${plain === '' ? 'certificate' : plain}.pem`;
};

const isCertificates = (pem: string): boolean => {
  const blocks = readPemBlocks(pem, maximumBlocks);
  return (
    blocks.ok &&
    blocks.value.length > 0 &&
    blocks.value.every(({ label, der }) => label === 'CERTIFICATE' && der !== null)
  );
};

export const createCertificateHandlers = (
  /** Asks where to save; null: the person closed the dialog. */
  chooseSavePath: (suggestedName: string) => Promise<string | null>,
): Pick<Handlers, 'certificate.detail' | 'certificate.save'> => ({
  'certificate.detail': ({ pem }) => {
    const detail = toCertificateDetail(pem);
    return detail.ok
      ? detail
      : failure({ code: 'certificate-unreadable', message: detail.error, advice: '' });
  },
  'certificate.save': async ({ pem, name }) => {
    if (!isCertificates(pem))
      return failure({
        code: 'certificate-unreadable',
        message: 'This is not the PEM of certificates.',
        advice: '',
      });
    const path = await chooseSavePath(certificateFileName(name));
    if (path === null) return success(null);
    try {
      await writeFile(path, pem);
      return success(path);
    } catch (error) {
      return failure({
        code: 'file-not-written',
        message: `The file cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
        advice: 'Choose another folder.',
      });
    }
  },
});
