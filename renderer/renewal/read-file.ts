import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { call } from '../bridge.ts';
import type { Deployable } from './next-choice.ts';

/** 1 MiB: a chain of one server has a hundredth of it. */
const maximumBytes = 1_048_576;

const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8_192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  return btoa(text);
};

const readBytes = async (bytes: Uint8Array, source: string): Promise<Result<Deployable, Failure>> => {
  if (bytes.length > maximumBytes)
    return failure({
      code: 'next-certificate-unreadable',
      message: `${source} is larger than 1 MiB, which no chain of one server is.`,
      advice: 'Give the certificate, the chain or the request alone.',
    });
  const read = await call('renewal.read', { base64: toBase64(bytes) });
  return read.ok ? success({ source, material: read.value }) : read;
};

export const readDroppedFile = async (file: File): Promise<Result<Deployable, Failure>> => {
  if (file.size > maximumBytes) return readBytes(new Uint8Array(maximumBytes + 1), file.name);
  try {
    return await readBytes(new Uint8Array(await file.arrayBuffer()), file.name);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return failure({
      code: 'next-certificate-unreadable',
      message: `${file.name} cannot be read: ${error.message}`,
      advice: 'Choose a file, not a folder.',
    });
  }
};

export const readPastedText = async (text: string): Promise<Result<Deployable, Failure>> =>
  readBytes(new TextEncoder().encode(text), 'pasted text');
