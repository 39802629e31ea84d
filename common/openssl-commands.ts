import { quoteForShell } from './pinning/quote-for-shell.ts';

/** POSIX shell: the certificates that a server sends, the pin of each, and the hash of the whole of it, by OpenSSL alone. */
export const commandsToLookAgain = (
  /** As it is asked for, no brackets. */
  host: string,
  /** `host:port`, brackets around IPv6. */
  connect: string,
): readonly string[] => {
  const isAddress = host.includes(':') || /^[\d.]+$/.test(host);
  return [
    `openssl s_client -connect ${quoteForShell(connect)} ${isAddress ? '-noservername' : `-servername ${quoteForShell(host)}`} -showcerts </dev/null 2>/dev/null |`,
    `  awk '/BEGIN CERT/{n++; p=1} p{print > ("cert-" n ".pem")} /END CERT/{p=0}'`,
    'for f in cert-*.pem; do',
    '  openssl x509 -in "$f" -noout -subject',
    '  openssl x509 -in "$f" -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64',
    '  openssl x509 -in "$f" -outform DER | openssl dgst -sha256',
    'done',
  ];
};
