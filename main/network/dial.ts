/** Opens the relay's outgoing connection: directly, or through an HTTP(S) or SOCKS proxy, by the route in force. */
import { type Result, failure } from '../../common/result.ts';
import { type Dialled, type Target, dialDirect } from './dial-direct.ts';
import type { DialFailure } from './dial-failure.ts';
import { dialThroughHttpProxy, dialThroughSocks } from './dial-proxy.ts';
import type { ProxyTrust } from './proxy-trust.ts';
import type { Hop } from './route.ts';

/** A proxy that was reached and said no has decided: going past it would be going around it. */
const finalCodes: ReadonlySet<DialFailure['code']> = new Set([
  'proxy-refused',
  'proxy-authentication',
  'proxy-scheme',
  'proxy-untrusted',
]);

/** Tries the hops in order, as a PAC list demands; the failure is the last one's. */
export const dial = async (
  target: Target,
  hops: readonly Hop[],
  trust: ProxyTrust,
  signal: AbortSignal,
): Promise<Result<Dialled, DialFailure>> => {
  let last: Result<Dialled, DialFailure> = failure({
    code: 'connect-failed',
    sentence: 'The route names no way out.',
  });
  for (const hop of hops) {
    last = await dialHop(target, hop, trust, signal);
    if (last.ok || signal.aborted || finalCodes.has(last.error.code)) return last;
  }
  return last;
};

const dialHop = async (
  target: Target,
  hop: Hop,
  trust: ProxyTrust,
  signal: AbortSignal,
): Promise<Result<Dialled, DialFailure>> => {
  if (hop.kind === 'direct') return dialDirect(target, signal);
  const { proxy } = hop;
  return proxy.scheme === 'http' || proxy.scheme === 'https'
    ? dialThroughHttpProxy(target, proxy, trust, signal)
    : dialThroughSocks(target, proxy, signal);
};
