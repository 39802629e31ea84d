/** Where traffic leaves: the person's choice, an interceptor before it, and name overrides. */
import { bracketed } from '../../common/bracketed.ts';
import type { NameOverride } from '../../common/name-override.ts';
import { type Result, failure, success } from '../../common/result.ts';

export type ProxyScheme = 'http' | 'https' | 'socks4' | 'socks5';

export interface ProxyServer {
  readonly scheme: ProxyScheme;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

export type Hop = { readonly kind: 'direct' } | { readonly kind: 'proxy'; readonly proxy: ProxyServer };

/** What a way out is looked up for. */
export interface RouteTarget {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
}

/** Answers a PAC result list for a URL, of which the script sees scheme, host and port; the error is a sentence. */
export type ResolveProxy = (url: string) => Promise<Result<string, string>>;

export interface Route {
  readonly choice:
    | { readonly kind: 'system' }
    | { readonly kind: 'direct' }
    | { readonly kind: 'proxy'; readonly proxy: ProxyServer }
    /** By a PAC script of the person's. */
    | { readonly kind: 'pac'; readonly resolveProxy: ResolveProxy }
    /** Each target has its own way (`HTTPS_PROXY` and `NO_PROXY`); null: directly. */
    | { readonly kind: 'by-target'; readonly proxyFor: (target: RouteTarget) => ProxyServer | null };
  /** The man in the middle, an HTTP proxy; it inherits the choice as its own upstream. */
  readonly interceptor: { readonly name: string; readonly proxy: ProxyServer } | null;
  readonly overrides: readonly NameOverride[];
}

export const directRoute: Route = { choice: { kind: 'direct' }, interceptor: null, overrides: [] };

const defaultPorts: Record<ProxyScheme, number> = { http: 80, https: 443, socks4: 1080, socks5: 1080 };

const schemeNames: Readonly<Record<string, ProxyScheme>> = {
  'http:': 'http',
  'https:': 'https',
  'socks4:': 'socks4',
  'socks4a:': 'socks4',
  'socks5:': 'socks5',
  'socks5h:': 'socks5',
  'socks:': 'socks5',
};

/** Reads `http://user:password@host:port`, also https, socks4 and socks5; the error is a sentence. */
export const parseProxyUrl = (text: string): Result<ProxyServer, string> => {
  const trimmed = text.trim();
  const withScheme = /^[a-z0-9]+:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (trimmed === '' || !URL.canParse(withScheme))
    return failure(`“${text}” is not a proxy address. Write it as http://host:port, or socks5://host:port.`);
  const url = new URL(withScheme);
  const scheme = schemeNames[url.protocol];
  if (scheme === undefined)
    return failure(
      `“${url.protocol}//” is not a kind of proxy. Use http, https, socks4, socks4a, socks5 or socks5h.`,
    );
  if (url.hostname === '') return failure(`“${text}” names no host. Write it as ${scheme}://host:port.`);
  if (url.pathname.length > 1 || url.search !== '')
    return failure('A proxy address ends after its port: a path has no meaning there.');
  const [username, password] = [decodePart(url.username), decodePart(url.password)];
  if (username === null || password === null)
    return failure(
      'The user or password has a “%” that stands for nothing: write %25 for the character itself.',
    );
  return success({
    scheme,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? defaultPorts[scheme] : Number(url.port),
    username,
    password,
  });
};

/** Null where the percent-encoding is broken. */
const decodePart = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** As `parseProxyUrl` reads it, password included: for programs, never for rows. */
export const proxyUrl = ({ scheme, host, port, username, password }: ProxyServer): string => {
  const credentials =
    username === '' ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  return `${scheme}://${credentials}${bracketed(host)}:${port}`;
};

/** The proxy as rows and reports show it: never with its password. */
export const describeProxy = (proxy: ProxyServer): string =>
  `${proxy.scheme}://${proxy.username === '' ? '' : `${proxy.username}@`}${bracketed(proxy.host)}:${proxy.port}`;

/**
 * Reads Chromium's answer of `session.resolveProxy`, a PAC result list: `PROXY a:1; SOCKS5 b:2; DIRECT`. Entries
 * of unknown kind are left out; nothing usable is an error, never DIRECT. The error is a sentence without its subject.
 */
export const parsePacResult = (text: string): Result<readonly Hop[], string> => {
  const hops: Hop[] = [];
  for (const entry of text.split(';')) {
    const [kind = '', address = ''] = entry.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') hops.push({ kind: 'direct' });
    const scheme = pacSchemes[kind.toUpperCase()];
    if (scheme === undefined) continue;
    const proxy = parseProxyUrl(`${scheme}://${address}`);
    if (proxy.ok) hops.push({ kind: 'proxy', proxy: proxy.value });
  }
  return hops.length > 0 ? success(hops) : failure(`answered “${text}”, which names no way out.`);
};

const pacSchemes: Readonly<Record<string, ProxyScheme>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5',
};

export const applyOverrides = (
  target: { readonly host: string; readonly port: number },
  overrides: readonly NameOverride[],
): { readonly host: string; readonly port: number } => {
  const override = overrides.find(
    ({ host, port }) =>
      (host === '' || withoutFinalDot(host) === withoutFinalDot(target.host)) &&
      (port === null || port === target.port),
  );
  if (override === undefined) return target;
  return {
    host: override.toHost === '' ? target.host : override.toHost,
    port: override.toPort ?? target.port,
  };
};

/** A name with one is the same name, from the root on. */
const withoutFinalDot = (host: string): string => host.replace(/\.$/, '');
