/** Why no connection was made, in plain words: by Node's error codes, a proxy's answer, or the SOCKS library's message. */
import type { IncomingMessage } from 'node:http';
import { errorText } from '../../common/error-text.ts';
import { type ProxyServer, describeProxy } from './route.ts';

export interface DialFailure {
  readonly code:
    | 'name-not-resolved'
    | 'connect-refused'
    | 'connect-timeout'
    | 'network-unreachable'
    | 'proxy-unreachable'
    | 'proxy-authentication'
    | 'proxy-scheme'
    | 'proxy-refused'
    | 'proxy-untrusted'
    | 'no-route'
    | 'connect-failed';
  readonly sentence: string;
}

export const proxyTimedOut = (proxy: ProxyServer): DialFailure => ({
  code: 'proxy-unreachable',
  sentence: `The proxy ${describeProxy(proxy)} did not answer in time.`,
});

export const proxyUnreachable = (
  proxy: ProxyServer,
  { sentence }: Pick<DialFailure, 'sentence'>,
): DialFailure => ({
  code: 'proxy-unreachable',
  sentence: `The proxy ${describeProxy(proxy)} cannot be reached: ${sentence}`,
});

export const proxyUntrusted = (proxy: ProxyServer, why: string): DialFailure => ({
  code: 'proxy-untrusted',
  sentence: `The certificate of the proxy ${describeProxy(proxy)} was refused: ${why}`,
});

/** A proxy writes its status text itself: no more of it than a line. */
const maximumStatusText = 100;

export const describeProxyAnswer = (
  { statusCode = 0, statusMessage = '', headersDistinct = {} }: Partial<IncomingMessage>,
  proxy: ProxyServer,
  authority: string,
): DialFailure => {
  const answer = `${statusCode} ${statusMessage.slice(0, maximumStatusText)}`.trim();
  if (statusCode !== 407)
    return {
      code: 'proxy-refused',
      sentence: `The proxy ${describeProxy(proxy)} did not connect to ${authority}: it answered ${answer}.`,
    };
  const schemes = authenticationSchemes(headersDistinct['proxy-authenticate'] ?? []);
  if (schemes.length > 0 && !schemes.some((scheme) => scheme.toLowerCase() === 'basic'))
    return {
      code: 'proxy-scheme',
      sentence: `The proxy ${describeProxy(proxy)} takes only ${schemes.join(' or ')} as a sign-in, and Pinspect knows Basic (user and password) alone.`,
    };
  return {
    code: 'proxy-authentication',
    sentence: `The proxy ${describeProxy(proxy)} wants a user and password that fit (${answer}).`,
  };
};

/** A proxy may offer this many before they are no longer read. */
const maximumSchemes = 5;

/**
 * `Negotiate`, `NTLM`, … of Proxy-Authenticate (RFC 9110, 11.6.1 and 11.7.1): a scheme is a token that starts a challenge, so it is
 * followed by a space, a comma or the end; a parameter by `=`.
 */
const authenticationSchemes = (headers: readonly string[]): readonly string[] => {
  const schemes = headers.flatMap((header) =>
    [
      ...header
        .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
        .matchAll(/(?:^|,)\s*([A-Za-z][\w-]{0,31})(?=\s+[^=\s]|\s*(?:,|$))/g),
    ].map(([, scheme = '']) => scheme),
  );
  return [...new Set(schemes)].slice(0, maximumSchemes);
};

export const describeProxyError = (error: unknown, proxy: ProxyServer): DialFailure => {
  const message = errorText(error);
  if (/authentication/i.test(message))
    return {
      code: 'proxy-authentication',
      sentence: `The proxy ${describeProxy(proxy)} did not accept the user and password.`,
    };
  if (/rejected connection|host ?unreachable/i.test(message))
    return {
      code: 'proxy-refused',
      sentence: `The proxy ${describeProxy(proxy)} did not connect: ${message}.`,
    };
  const code = errorCode(error) ?? '';
  if (isCertificateFault(code)) return proxyUntrusted(proxy, `${message} (${code}).`);
  if (code.startsWith('ERR_SSL_') || code.startsWith('HPE_') || /socks|socket closed/i.test(message))
    return proxyUnreachable(proxy, {
      sentence: `It does not answer like a ${proxy.scheme} proxy (${message}).`,
    });
  return proxyUnreachable(proxy, describeDialError(error, describeProxy(proxy)));
};

/** Node names what it finds about a certificate after OpenSSL's `X509_V_ERR_…`, or `ERR_TLS_CERT_ALTNAME_INVALID`. */
const isCertificateFault = (code: string): boolean =>
  /CERT|SIGNED|UNABLE_TO|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|HOSTNAME|CRL/.test(code);

/** Words for Node's connection errors (`error.code`); an AggregateError holds one per address tried. */
export const describeDialError = (error: unknown, where: string): DialFailure => {
  const code = errorCode(error) ?? '';
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ENODATA':
      return { code: 'name-not-resolved', sentence: `The name of ${where} could not be found (DNS).` };
    case 'ECONNREFUSED':
      return { code: 'connect-refused', sentence: `${where} refused the connection: nothing listens there.` };
    case 'ETIMEDOUT':
    case 'ABORT_ERR':
      return { code: 'connect-timeout', sentence: `${where} did not answer in time.` };
    case 'ECONNRESET':
    case 'EPIPE':
      return { code: 'connect-failed', sentence: `${where} closed the connection.` };
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return { code: 'network-unreachable', sentence: `There is no way to ${where} from here.` };
    default:
      return {
        code: 'connect-failed',
        sentence: `The connection to ${where} failed (${code === '' ? String(error) : code}).`,
      };
  }
};

const errorCode = (error: unknown): string | undefined => {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
};
