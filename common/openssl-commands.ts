/** How to look at a server again: POSIX shell, by OpenSSL alone. */
import { authorityOf } from './bracketed.ts';
import { quoteForShell } from './pinning/quote-for-shell.ts';
import type { Connection } from './records.ts';

type Asked = Pick<Connection, 'host' | 'port' | 'address' | 'route'>;

/**
 * The certificates that the server of a connection sends, the pin of each, and the hash of the whole of it. The server is asked
 * where it was reached, also by a name override, and directly, without the proxy or the interceptor that was in between.
 */
export const commandsToLookAgain = ({ host, port, address, route }: Asked): readonly string[] => {
  // Empty where there was no connection.
  const isDirect = route.interceptor === null && /(^|: )direct$|^$/.test(route.text);
  // Through a proxy the address is the proxy's own.
  const connect = (isDirect ? address : route.ledTo) ?? authorityOf({ host, port });
  const isNumeric = host.includes(':') || /^[\d.]+$/.test(host);
  return [
    ...(isDirect ? [] : ['# These ask the server directly, not through the proxy.']),
    `openssl s_client -connect ${quoteForShell(connect)} ${isNumeric ? '-noservername' : `-servername ${quoteForShell(host)}`} -showcerts </dev/null 2>/dev/null |`,
    `  awk '/BEGIN CERT/{n++; p=1} p{print > ("cert-" n ".pem")} /END CERT/{p=0}'`,
    'for f in cert-*.pem; do',
    '  openssl x509 -in "$f" -noout -subject',
    '  openssl x509 -in "$f" -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64',
    '  openssl x509 -in "$f" -outform DER | openssl dgst -sha256',
    'done',
  ];
};
