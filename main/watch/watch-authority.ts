/**
 * The CA of this installation that watched clients are given: made once, kept until the person wants a new one. Its key is
 * for its owner's eyes only (a folder of mode 0700, a file of mode 0600; on Windows the profile's own access list), because
 * whoever has it can read what every client with this CA sends.
 */
import { X509Certificate, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../common/error-text.ts';
import type { Failure } from '../../common/ipc/state.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { createAuthority, restoreAuthority } from '../certificates/issue-certificate.ts';

export interface WatchAuthority {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** The certificate as a file, for programs that want a path. */
  readonly certificatePath: string;
}

const certificateFile = 'pinspect-watch-ca.pem';
const keyFile = 'pinspect-watch-ca.key';
/** Too little time left for a session is as good as none. */
const leastLeftMs = 24 * 3_600_000;

/**
 * The one that is kept; a new one where there is none, or it has ended. `makes` false: only the one that is kept. Expected
 * failures: `watch-ca`, `watch-ca-missing`, `watch-ca-exposed`, `watch-ca-unreadable`.
 */
export const openAuthority = async (
  folder: string,
  makes = true,
): Promise<Result<WatchAuthority, Failure>> => {
  try {
    await makePrivate(folder);
    const kept = await readKept(folder);
    if (kept !== 'none') return kept;
    return makes ? success(await makeAuthority(folder)) : failure(noneYet);
  } catch (error) {
    return failure(cannotKeep(folder, error));
  }
};

/** A new one in the place of the old, which nothing here uses any more. Expected failure: `watch-ca`. */
export const renewAuthority = async (folder: string): Promise<Result<WatchAuthority, Failure>> => {
  try {
    await makePrivate(folder);
    return success(await makeAuthority(folder));
  } catch (error) {
    return failure(cannotKeep(folder, error));
  }
};

const makePrivate = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') await chmod(folder, 0o700);
};

const readKept = async (folder: string): Promise<Result<WatchAuthority, Failure> | 'none'> => {
  const certificatePath = join(folder, certificateFile);
  const keyPath = join(folder, keyFile);
  const [certificatePem, privateKeyPem] = await Promise.all([
    readFile(certificatePath, 'utf8').catch(ifMissing),
    readFile(keyPath, 'utf8').catch(ifMissing),
  ]);
  if (certificatePem === null || privateKeyPem === null) return 'none';
  if (process.platform !== 'win32' && ((await stat(keyPath)).mode & 0o077) !== 0)
    return failure({
      code: 'watch-ca-exposed',
      message: `Others on this computer could read the CA’s key, ${keyPath}.`,
      advice: 'Make a new CA, and take the old one out of every client that trusts it.',
    });
  try {
    await restoreAuthority(certificatePem, privateKeyPem);
    const endsAt = Date.parse(new X509Certificate(certificatePem).validTo);
    return endsAt - Date.now() < leastLeftMs
      ? 'none'
      : success({ certificatePem, privateKeyPem, certificatePath });
  } catch (error) {
    return failure({
      code: 'watch-ca-unreadable',
      message: `The CA in ${folder} cannot be used: ${errorText(error)}.`,
      advice: 'Make a new CA, and install it where the old one was.',
    });
  }
};

const makeAuthority = async (folder: string): Promise<WatchAuthority> => {
  // A name of its own, so that two installations are told apart in a device's list of CAs.
  const name = `Pinspect Watch ${new Date().toISOString().slice(0, 10)} ${randomBytes(3).toString('hex')}`;
  const { certificatePem, privateKeyPem } = await createAuthority(name);
  const certificatePath = join(folder, certificateFile);
  // The key first: a certificate without its key is none, the other way round somebody would install it.
  await replaceFile(join(folder, keyFile), privateKeyPem, 0o600);
  await replaceFile(certificatePath, certificatePem, 0o644);
  return { certificatePem, privateKeyPem, certificatePath };
};

const replaceFile = async (path: string, text: string, mode: number): Promise<void> => {
  const part = `${path}.${process.pid}.part`;
  await rm(part, { force: true });
  await writeFile(part, text, { mode, flag: 'wx' });
  await rename(part, path);
};

const ifMissing = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null;
  throw error;
};

const noneYet: Failure = {
  code: 'watch-ca-missing',
  message: 'There is no CA yet.',
  advice: 'Start the watch, and it is made.',
};

const cannotKeep = (folder: string, error: unknown): Failure => ({
  code: 'watch-ca',
  message: `The CA cannot be kept in ${folder}: ${errorText(error)}.`,
  advice: 'Make sure that the folder can be written and that the disk is not full.',
});
