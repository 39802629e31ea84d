import { expect, it } from 'vitest';
import { failureMessage } from '../../../common/pinning/failure-message.ts';

it("is OkHttp's text to the space", () => {
  const chain = [
    {
      spkiSha256: 'sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=',
      subject: 'CN=publicobject.com, OU=PositiveSSL',
    },
    {
      spkiSha256: 'sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=',
      subject: 'CN=COMODO RSA Secure Server CA',
    },
  ];
  const pins = ['sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA='];
  expect(failureMessage('publicobject.com', chain, pins)).toBe(
    'Certificate pinning failure!\n' +
      '  Peer certificate chain:\n' +
      '    sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=: CN=publicobject.com, OU=PositiveSSL\n' +
      '    sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=: CN=COMODO RSA Secure Server CA\n' +
      '  Pinned certificates for publicobject.com:\n' +
      '    sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n' +
      '    sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  );
});
