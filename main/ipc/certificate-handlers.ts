/** What a certificate holds, and certificates saved to a file. */
import { failure } from '../../common/result.ts';
import { toCertificateDetail } from '../certificates/certificate-detail.ts';
import { readPemBlocks } from '../certificates/pem.ts';
import { fileNameOf } from './file-name.ts';
import type { Handlers } from './register-calls.ts';
import { saveTextFile } from './save-text-file.ts';

const maximumBlocks = 100;

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
    return saveTextFile(chooseSavePath, `${fileNameOf(name, 'certificate')}.pem`, pem);
  },
});
