import type { Failure } from '../../common/ipc/state.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { readCertificates } from '../certificates/read-certificates.ts';

/** The one CA in what was pasted or in a file (PEM, DER or PKCS#7). Expected failures: `bad-certificate`, `not-an-authority`. */
export const readAuthority = (bytes: Uint8Array): Result<CertificateFacts, Failure> => {
  const read = readCertificates(bytes);
  if (!read.ok)
    return failure({
      code: 'bad-certificate',
      message: `This is no certificate: ${read.error.sentence}`,
      advice: 'Give one CA certificate, as PEM or DER.',
    });
  const certificates = read.value.items.flatMap((item) => (item.kind === 'certificate' ? [item.facts] : []));
  const authorities = certificates.filter(({ isCa }) => isCa);
  const [authority, second] = authorities;
  if (authority === undefined)
    return failure({
      code: 'not-an-authority',
      message:
        certificates[0] === undefined
          ? 'There is no certificate in it.'
          : `${certificates[0].subject} is not a certificate authority, so it cannot vouch for servers.`,
      advice: 'Give the certificate of the CA that signed the server’s.',
    });
  if (second !== undefined)
    return failure({
      code: 'several-authorities',
      message: `There are ${authorities.length} CAs in it: ${authorities.map(({ subject }) => subject).join('; ')}.`,
      advice: 'Paste the one that is to be trusted; the top one of a chain is enough.',
    });
  return success(authority);
};
