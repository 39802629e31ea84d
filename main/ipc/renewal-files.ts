/** The files of the Renewal view: what is about to be deployed, read; and the calendar, written. */
import { writeFile } from 'node:fs/promises';
import type { Failure } from '../../common/ipc/state.ts';
import type { NextMaterial } from '../../common/pinning/read-next-chain.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { readNextMaterial } from '../certificates/next-material.ts';

/** Asks the person where to; null: they closed the dialog. Expected failure: `file-not-written`. */
export const saveCalendar = async (
  chooseSavePath: (suggestedName: string) => Promise<string | null>,
  text: string,
): Promise<Result<string | null, Failure>> => {
  const path = await chooseSavePath('pinspect-renewals.ics');
  if (path === null) return success(null);
  try {
    await writeFile(path, text);
    return success(path);
  } catch (error) {
    return failure({
      code: 'file-not-written',
      message: `The file cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      advice: 'Choose another folder.',
    });
  }
};

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
