import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';

export interface UpstreamProxy {
  /** mitmproxy's mode: `upstream:http://host:port`, or `regular`. */
  readonly mode: string;
  /** `user:password`, or null. */
  readonly credentials: string | null;
}

/** What mitmproxy is told about the proxy it goes through; null is none. It speaks to HTTP and HTTPS proxies only. */
export function toUpstreamProxy(proxyUrl: string | null): Result<UpstreamProxy, Failure> {
  if (proxyUrl === null) return success({ mode: 'regular', credentials: null });
  const url = URL.canParse(proxyUrl) ? new URL(proxyUrl) : undefined;
  if (url === undefined || url.hostname === '') {
    return failure({
      code: 'upstream-proxy-malformed',
      message: 'The address of the upstream proxy is not a URL.',
      advice: 'Write it as http://host:port.',
    });
  }
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https') {
    return failure({
      code: 'upstream-proxy-unsupported',
      message: `mitmproxy cannot go through a ${scheme} proxy, only through http and https ones.`,
      advice: 'Choose the direct route or an HTTP proxy while mitmproxy is in between.',
    });
  }
  const port = url.port === '' ? (scheme === 'http' ? '80' : '443') : url.port;
  const hasCredentials = url.username !== '' || url.password !== '';
  return success({
    mode: `upstream:${scheme}://${url.hostname}:${port}`,
    credentials: hasCredentials ? `${decodePercent(url.username)}:${decodePercent(url.password)}` : null,
  });
}

/** Text that is no percent-encoding is meant as it stands. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
