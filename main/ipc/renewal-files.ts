import type { Failure } from '../../common/ipc/state.ts';
import type { NextMaterial } from '../../common/pinning/read-next-chain.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { readNextMaterial } from '../certificates/next-material.ts';

/** Expected failure: `next-certificate-unreadable`. */
export const readRenewalFile = (base64: string): Result<NextMaterial, Failure> => {
  const read = readNextMaterial(Buffer.from(base64, 'base64'));
  return read.ok
    ? success(read.value)
    : failure({
        code: 'next-certificate-unreadable',
        message: read.error,
        advice: 'Give a certificate, a chain, a certificate request or a public key, as PEM, DER or PKCS#7.',
      });
};
