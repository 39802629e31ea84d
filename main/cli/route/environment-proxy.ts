/**
 * The proxies that the environment names, as curl takes them: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` in either case,
 * and `NO_PROXY` for hosts that are reached directly.
 */
import { bracketed } from '../../../common/bracketed.ts';
import { getProxyForUrl } from 'proxy-from-env';
import { type Result, failure, success } from '../../../common/result.ts';
import { type ProxyServer, type Route, parseProxyUrl } from '../../network/route.ts';

const variables = ['https_proxy', 'http_proxy', 'all_proxy'];

/** The error is a sentence that names the variable, never its value: it may hold a password. */
export const proxyFromEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
): Result<Route['choice'], string> => {
  const proxies = new Map<string, ProxyServer>();
  for (const variable of variables.flatMap((name) => [name, name.toUpperCase()])) {
    const text = environment[variable] ?? '';
    if (text === '') continue;
    const proxy = parseProxyUrl(withScheme(text));
    if (!proxy.ok)
      return failure(`${variable} is no proxy address. Write it as http://host:port, or unset it.`);
    proxies.set(text, proxy.value);
  }
  if (proxies.size === 0) return success({ kind: 'direct' });
  return success({
    kind: 'by-target',
    // Reads the process's own environment, which is the one given.
    proxyFor: ({ scheme, host, port }) => {
      const text = getProxyForUrl(`${scheme}://${bracketed(host)}:${port}`);
      if (text === '') return null;
      // The library puts the target's scheme before an address that has none.
      const proxy = proxies.get(text) ?? proxies.get(text.replace(/^https?:\/\//, ''));
      if (proxy === undefined) throw new Error('A proxy of the environment that was not read beforehand.');
      return proxy;
    },
  });
};

/** An address without a scheme is an HTTP proxy for curl, whatever the target's own scheme is. */
const withScheme = (text: string): string => (/^[a-z0-9+.-]+:\/\//i.test(text) ? text : `http://${text}`);
