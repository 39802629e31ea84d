/**
 * curl's arguments, as far as pins depend on them: which options take a value (curl's manual), what is an address, and
 * where `--next` begins another transfer. Of an option given twice the last counts. A value is never taken for an option.
 */
import type { ShellWord } from './shell-words.ts';

export interface CurlTransfer {
  /** Null: nothing is pinned. */
  readonly pins: ShellWord | null;
  readonly urls: readonly ShellWord[];
  readonly pinsProxy: boolean;
  readonly isInsecure: boolean;
  readonly followsRedirects: boolean;
}

const shortWithValue = 'AbcCdDeEFhHKmoPQrtTuUwxXyYz';

const longWithValue = new Set(
  `abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
  continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
  delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare
  etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port
  ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface
  ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options
  mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir
  parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert
  proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey
  proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey
  quote random-file range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid
  service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time stderr
  telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii
  trace-config unix-socket upload-file url url-query user user-agent variable vlan-priority write-out`.split(
    /\s+/,
  ),
);

export const takesValue = (longName: string): boolean => longWithValue.has(longName);

const emptyTransfer = (): { -readonly [Key in keyof CurlTransfer]: CurlTransfer[Key] } & {
  urls: ShellWord[];
} => ({
  pins: null,
  urls: [],
  pinsProxy: false,
  isInsecure: false,
  followsRedirects: false,
});

type OpenTransfer = ReturnType<typeof emptyTransfer>;

const applyLong = (transfer: OpenTransfer, name: string, value: ShellWord | null): void => {
  if (name === 'pinnedpubkey') transfer.pins = value;
  else if (name === 'url' && value !== null) transfer.urls.push(value);
  else if (name === 'proxy-pinnedpubkey') transfer.pinsProxy = true;
  else if (name === 'insecure') transfer.isInsecure = true;
  else if (name === 'location' || name === 'location-trusted') transfer.followsRedirects = true;
};

/** `-sSLo file`: whether the last letter takes the next word for its value. */
const applyShort = (transfer: OpenTransfer, letters: string): boolean => {
  for (const [index, letter] of Array.from(letters).entries()) {
    if (shortWithValue.includes(letter)) return index === letters.length - 1;
    if (letter === 'k') transfer.isInsecure = true;
    if (letter === 'L') transfer.followsRedirects = true;
  }
  return false;
};

/** The words behind `curl`. */
export const readCurlArguments = (words: readonly ShellWord[]): readonly CurlTransfer[] => {
  let transfer = emptyTransfer();
  const transfers = [transfer];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    const text = word?.text ?? '';
    if (text === '--next' || text === '-:') {
      transfer = emptyTransfer();
      transfers.push(transfer);
    } else if (text.startsWith('--') && text.length > 2) {
      const name = text.slice(2);
      if (takesValue(name)) index += 1;
      applyLong(transfer, name, takesValue(name) ? (words[index] ?? null) : null);
    } else if (text.startsWith('-') && text.length > 1) {
      if (applyShort(transfer, text.slice(1))) index += 1;
    } else if (word !== undefined && text !== '-' && text !== '--') transfer.urls.push(word);
  }
  return transfers;
};
