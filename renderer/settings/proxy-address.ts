/**
 * A given proxy as people know it (kind, address, user, password) and as the route wants it: a URL with the user, and the
 * password apart from it. The user is percent-encoded, so that an `@` or `:` in it does not move the host.
 */
import { failure, success, type Result } from '../../common/result.ts';

export const proxySchemes = ['http', 'https', 'socks5', 'socks4'] as const;
export type ProxyScheme = (typeof proxySchemes)[number];

export interface ProxyAddress {
  readonly scheme: ProxyScheme;
  /** `proxy.example.com:8080` */
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

export const noProxyAddress: ProxyAddress = { scheme: 'http', address: '', username: '', password: '' };

export const asScheme = (text: string): ProxyScheme | null =>
  proxySchemes.find((scheme) => scheme === text) ?? null;

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** `https://ada:p%40ss@proxy.example.com:8443` in its parts; a text of another form is taken as the address. */
export const readProxyUrl = (url: string): ProxyAddress => {
  const groups =
    /^(?<scheme>[a-z0-9]+):\/\/(?:(?<username>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<address>[^@/]+)\/?$/i.exec(
      url.trim(),
    )?.groups;
  const scheme = asScheme(groups?.scheme?.toLowerCase() ?? '');
  if (groups === undefined || scheme === null) return { ...noProxyAddress, address: url };
  return {
    scheme,
    address: groups.address ?? '',
    username: decode(groups.username ?? ''),
    password: decode(groups.password ?? ''),
  };
};

export interface ProxyWanted {
  /** With the user, without the password. */
  readonly url: string;
  /** Empty: none was typed. */
  readonly password: string;
}

/** The error is a sentence. A whole URL pasted as the address counts as it stands. */
export const toProxyWanted = (proxy: ProxyAddress): Result<ProxyWanted, string> => {
  const pasted = proxy.address.includes('://');
  const { scheme, address, username, password } = pasted ? readProxyUrl(proxy.address) : proxy;
  const trimmed = address.trim();
  if (trimmed === '') return failure('Give the address of the proxy, such as proxy.example.com:8080.');
  if (!/^(?:\[[\da-f:.]+\]|[^\s:/@]+):\d{1,5}$/i.test(trimmed)) {
    return failure('Write the address as host:port, such as proxy.example.com:8080.');
  }
  if (username === '' && password !== '') return failure('Give the user that the password belongs to.');
  const user = username === '' ? '' : `${encodeURIComponent(username)}@`;
  return success({ url: `${scheme}://${user}${trimmed}`, password });
};
