import type { ClientPolicy } from '../../../../common/pinning/clients/client-policy.ts';
import type {
  FormatInput,
  FormatProblems,
  PolicyFormat,
} from '../../../../main/policies/formats/policy-format.ts';

export const inputOf = (content: string | Uint8Array, host: string | null = null): FormatInput => ({
  bytes: Buffer.from(content),
  text: typeof content === 'string' ? content : null,
  fileName: null,
  host,
});

/** Fails the test, with the problems, when the content is not read. */
export const readAs = (format: PolicyFormat, content: string | Uint8Array, host?: string): ClientPolicy => {
  const read = format.read(inputOf(content, host));
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};

/** Fails the test when the content is read. */
export const problemsIn = (
  format: PolicyFormat,
  content: string | Uint8Array,
  host?: string,
): FormatProblems => {
  const read = format.read(inputOf(content, host));
  if (read.ok) throw new Error(`Read, and should not have been: ${JSON.stringify(read.value)}`);
  return read.error;
};

/** Fails the test, with the problems, when the policy is not written. */
export const writtenBy = (format: PolicyFormat, policy: ClientPolicy): string => {
  const written = format.write(policy);
  if (!written.ok) throw new Error(JSON.stringify(written.error));
  return written.value;
};

/** Base64 of 32 bytes that are all this one. */
export const bareOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

export const pinOf = (byte: number): string => `sha256/${bareOf(byte)}`;
