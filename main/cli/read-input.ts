/** Files and stdin as bytes, with sentences for what a person can get wrong: a missing file, a folder, a file without end. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Result, failure, success } from '../../common/result.ts';
import type { CommandIo } from './command.ts';

/** Above it nothing here reads; an endless device must not fill the memory. */
const maximumBytes = 128 * 1024 * 1024;

/** An app (`.apk`, `.ipa`) is read for the one small file in it. */
export const maximumPolicyBytes = 256 * 1024 * 1024;

/** `-` is stdin. The error is a sentence that names the file. */
export const readInput = async (
  name: string,
  io: CommandIo,
  limitBytes = maximumBytes,
): Promise<Result<Buffer, string>> => {
  try {
    const bytes =
      name === '-'
        ? await readToEnd(io.stdin, limitBytes)
        : await readFileToEnd(resolve(io.workingDirectory, name), limitBytes);
    return bytes === null
      ? failure(`${inputName(name)} is larger than ${limitBytes / 1_048_576} MiB. Give a smaller file.`)
      : success(bytes);
  } catch (error) {
    return failure(`${inputName(name)} cannot be read: ${fileErrorReason(error)}`);
  }
};

export const inputName = (name: string): string => (name === '-' ? 'stdin' : name);

const knownReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path.',
  EISDIR: 'it is a folder. Name a file in it.',
  EACCES: 'you have no right to. Check its permissions.',
  EPERM: 'you have no right to. Check its permissions.',
  ENOSPC: 'no space is left there. Free some.',
  ENOTDIR: 'a part of its path is a file, not a folder. Check the path.',
};

/** Why a file could not be read or written, as the end of a sentence. */
export const fileErrorReason = (error: unknown): string => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return knownReasons[code] ?? `${message}.`;
};

const readFileToEnd = async (path: string, limitBytes: number): Promise<Buffer | null> => {
  const file = await open(path);
  try {
    if ((await file.stat()).size > limitBytes) return null;
    return await readToEnd(file.createReadStream({ autoClose: false }), limitBytes);
  } finally {
    await file.close();
  }
};

const readToEnd = async (
  stream: AsyncIterable<Buffer | string>,
  limitBytes: number,
): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(buffer);
    bytes += buffer.length;
    if (bytes > limitBytes) return null;
  }
  return Buffer.concat(chunks, bytes);
};
