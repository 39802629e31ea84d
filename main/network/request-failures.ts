/** Plain words for a request that got no answer: what happened, why, and what to try. */
import type { Failure } from '../../common/ipc/state.ts';
import type { Connection } from '../../common/records.ts';

export interface DescribedFailure {
  /** Pinspect stopped it; else the network did. */
  readonly isBlock: boolean;
  readonly failure: Failure;
}

/** What to try, by the code of a connection that could not be made or judged. */
const networkAdvice: Readonly<Record<string, string>> = {
  'name-not-resolved': 'Check the spelling of the host name, and that this computer’s DNS knows it.',
  'connect-refused': 'Check the port, and that the server runs.',
  'connect-timeout': 'Check that the host is up and that no firewall drops the connection.',
  'network-unreachable': 'Check this computer’s network connection.',
  'connect-failed': 'Try again; if it stays so, check the host, the port and the route.',
  'proxy-unreachable': 'Check the proxy’s address in Settings, and that it runs.',
  'proxy-authentication': 'Give the proxy’s user and password in Settings, under Route.',
  'proxy-scheme':
    'Let a local proxy that can sign in that way (such as Px or Cntlm) stand in between, and give its address in Settings; or have Basic allowed.',
  'proxy-refused': 'Ask whoever runs the proxy whether it lets this host and port through.',
  'proxy-untrusted':
    'Check the proxy’s address, and whether its certificate is for that name; a private CA can be trusted for this run in Settings.',
  'no-route':
    'Look at the PAC script, or at the system’s proxy settings, or choose another route in Settings.',
  'unexpected-proxy-auth': 'The server behind the address behaves like a proxy: check the URL.',
  'bad-answer': 'The server, or something between, does not follow HTTP: its log may say why.',
  'not-tls': 'Check the port: another protocol answers there. For plain HTTP, write http://.',
  'bad-handshake': 'The server, or something between, does not follow TLS: look at the connection.',
  'closed-in-handshake':
    'The server or something between ended the connection: it may demand another TLS version, a client certificate, or a name it knows.',
  'client-left':
    'Send the request again. If it stays so, the server asks for a client certificate: see Client certificates in Settings.',
  'handshake-unproven':
    'Somebody in between may show this certificate without its key: compare from another network. If not, the server’s TLS is broken.',
  'handshake-timeout': 'The server accepted the connection and then went silent: check that it is healthy.',
  'epoch-ended': 'The policy, route or trust changed meanwhile: send the request again.',
  'not-asked-for': 'Send the request again.',
};

/** What to do, by the code of a connection that Pinspect stopped. */
const blockAdvice: Readonly<Record<string, string>> = {
  'pin-mismatch':
    'Compare the hashes of the connection: pin one of them if the chain is right; if not, somebody is in between.',
  'unpinned-refused': 'Add a pin set for the host, or let unpinned hosts pass in the policy.',
  untrusted:
    'If you know the authority that signed it, trust it for this run in Settings; otherwise stay away.',
  cleartext: 'Use https://. Without TLS there is no certificate to compare with the pins.',
  'no-decision':
    'Send the request again. If it stays so, please report it: the certificate was never handed over for judgement.',
};

const clientCertificateErrors = ['ERR_SSL_CLIENT_AUTH_CERT_NEEDED', 'ERR_BAD_SSL_CLIENT_AUTH_CERT'];

const clientCertificateWanted = (host: string): Failure => ({
  code: 'client-certificate',
  message: `${host} asks for a client certificate, which Pinspect cannot give.`,
  advice:
    'Test against a server that does without; Client certificates in Settings says what is missing and why.',
});

const networkChangedError = 'ERR_NETWORK_CHANGED';

/** Of connections that their client left before anything was found against the host. */
const leftByClient: ReadonlySet<string | null> = new Set([null, 'cancelled', 'no-decision', 'client-left']);

/**
 * Chromium gives up whatever is being connected when an address of this computer comes or goes, be it a VPN's, another
 * Wi-Fi's or a container's (net/socket/client_socket_pool_manager: `FlushWithError`). It tells nothing of the host, unless
 * its connection was refused.
 */
export const isNetworkChange = (error: string, connection: Connection | null): boolean =>
  error.includes(networkChangedError) && leftByClient.has(connection?.errorCode ?? null);

const isFormError =
  /invalid (?:header|url|character|value|argument)|ERR_INVALID_ARGUMENT|forbidden|must be a/i;

/** `error` is Chromium's `net::ERR_…` or a message; `connection` the row that explains it, where there is one. */
export const describeFailure = (
  error: string,
  url: string,
  connection: Connection | null,
): DescribedFailure => {
  const { host } = new URL(url);
  // The connection's row cannot tell: from TLS 1.3 on, what the server asks for is encrypted.
  if (clientCertificateErrors.some((name) => error.includes(name)))
    return { isBlock: false, failure: clientCertificateWanted(host) };
  // One that was given up for it tells only that it was given up.
  const code = connection?.errorCode ?? null;
  if (connection !== null && code !== null && !isNetworkChange(error, connection)) {
    const block = blockAdvice[code];
    return {
      isBlock: block !== undefined,
      failure: { code, message: connection.reason, advice: block ?? networkAdvice[code] ?? '' },
    };
  }
  const known = chromiumFailures.find(({ names }) => names.some((name) => error.includes(name)));
  if (known !== undefined)
    return {
      isBlock: false,
      failure: { code: known.code, message: known.message(host), advice: known.advice },
    };
  if (isFormError.test(error))
    return {
      isBlock: false,
      failure: {
        code: 'bad-request',
        message: `The request cannot be sent as it is: ${error}.`,
        advice: 'Check the method and the headers.',
      },
    };
  return {
    isBlock: false,
    failure: {
      code: 'request-failed',
      message: `The request to ${host} failed: ${error}.`,
      advice: 'Try again; if it stays so, look at the connection.',
    },
  };
};

const chromiumFailures = [
  {
    code: 'network-changed',
    names: [networkChangedError],
    message: (host: string) =>
      `This computer’s network changed while ${host} was being reached (a VPN, Wi-Fi or a container came or went), so the request was given up.`,
    advice: 'Send the request again.',
  },
  {
    code: 'empty-response',
    names: [
      'ERR_EMPTY_RESPONSE',
      'ERR_CONNECTION_CLOSED',
      'ERR_CONNECTION_RESET',
      'ERR_HTTP2_PROTOCOL_ERROR',
      'ERR_CONTENT_LENGTH_MISMATCH',
      'ERR_INCOMPLETE_CHUNKED_ENCODING',
    ],
    message: (host: string) => `${host} ended the connection before the answer was complete.`,
    advice: 'Try again; if it stays so, the server’s log may say why.',
  },
  {
    code: 'blocked-by-client',
    names: ['ERR_BLOCKED_BY_CLIENT'],
    message: (host: string) =>
      `The request to ${host} was stopped, because the policy, route or trust changed meanwhile.`,
    advice: 'Send the request again.',
  },
  {
    code: 'tls-version',
    names: ['ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'ERR_SSL_PROTOCOL_ERROR'],
    message: (host: string) =>
      `${host} and Pinspect have no TLS version or cipher suite in common, or it does not speak TLS.`,
    advice: 'Check the port, and that the server offers TLS 1.2 or 1.3.',
  },
  {
    code: 'certificate-changed',
    names: ['ERR_SSL_SERVER_CERT_CHANGED'],
    message: (host: string) =>
      `${host} showed another certificate in the middle of a connection, which TLS forbids. Nothing of its answer was delivered.`,
    advice: 'Somebody may have taken the connection over: look at who is in between.',
  },
  {
    code: 'bad-scheme',
    names: ['ERR_UNKNOWN_URL_SCHEME', 'ERR_DISALLOWED_URL_SCHEME', 'ERR_UNSAFE_PORT'],
    message: (host: string) =>
      `Chromium does not allow a request to ${host}: its scheme or port is not for the web.`,
    advice: 'Use https:// and another port.',
  },
  {
    code: 'unexpected-proxy-auth',
    names: ['ERR_UNEXPECTED_PROXY_AUTH'],
    message: (host: string) => `${host} answered 407, which only a proxy may do.`,
    advice: networkAdvice['unexpected-proxy-auth'] ?? '',
  },
] as const;
