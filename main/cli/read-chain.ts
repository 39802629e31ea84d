/** A chain, or a bundle of roots, from a file's bytes or a text of concatenated PEM: certificates only, in file order. */
import { type Result, failure, success } from '../../common/result.ts';
import { readCertificates } from '../certificates/read-certificates.ts';

/** DER. The error is a sentence that begins with `name`. */
export const readChain = (bytes: Uint8Array, name: string): Result<readonly Buffer[], string> => {
  const read = readCertificates(bytes);
  if (!read.ok) return failure(`${name} cannot be used: ${read.error.sentence}`);
  const other = read.value.items.find(({ kind }) => kind !== 'certificate');
  if (other !== undefined)
    return failure(
      `${name} cannot be used: it holds a ${other.kind === 'request' ? 'certificate request' : 'public key'}, where only certificates are expected.`,
    );
  return success(read.value.items.map(({ der }) => der));
};
