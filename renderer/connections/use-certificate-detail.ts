import { useEffect, useState } from 'react';
import type { CertificateDetail } from '../../common/certificate-detail.ts';
import type { Failure } from '../../common/ipc/state.ts';
import type { Result } from '../../common/result.ts';
import { call } from '../bridge.ts';

/** What a certificate holds beyond its facts; null until it is read. */
export const useCertificateDetail = (pem: string): Result<CertificateDetail, Failure> | null => {
  const [read, setRead] = useState<Result<CertificateDetail, Failure> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void call('certificate.detail', { pem }).then((result) => {
      if (isCurrent) setRead(result);
    });
    return () => {
      isCurrent = false;
    };
  }, [pem]);
  return read;
};
