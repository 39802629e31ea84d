/** Chromium's certificate findings in words (chromium net/base/net_error_list.h, the range -200 to -299). */
const sentences: Readonly<Record<number, string>> = {
  [-200]: 'The certificate is for another host name.',
  [-201]: 'The certificate is not valid at this time: it has expired, or is not valid yet.',
  [-202]: 'The certificate is signed by an authority that this computer does not trust.',
  [-203]: 'The certificate contains errors.',
  [-204]: 'The certificate names no way to check whether it was revoked.',
  [-205]: 'It could not be checked whether the certificate was revoked.',
  [-206]: 'The certificate was revoked.',
  [-207]: 'The certificate is invalid.',
  [-208]: 'The certificate is signed with a weak algorithm.',
  [-210]: 'The host name is not unique, so no public authority can vouch for it.',
  [-211]: 'The certificate’s key is too weak.',
  [-212]: 'The certificate breaks a name constraint of its authority.',
  [-213]: 'The certificate is valid for longer than public authorities may issue.',
  [-214]: 'The certificate is not in the Certificate Transparency logs that it must be in.',
  [-217]: 'The certificate is known to be used for interception.',
  [-219]: 'The certificate is self-signed and for a name of the local network.',
};

/** One sentence; `name` (`net::ERR_…`) for codes that have none here. */
export const describeNetError = (code: number, name: string): string =>
  sentences[code] ?? `The certificate chain did not validate (${name}, ${code}).`;
