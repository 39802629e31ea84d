/** Either interceptor, for clients that are not ours. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../../common/ipc/state.ts';
import type { InterceptorKind } from '../../common/lab-result.ts';
import { type Result, failure } from '../../common/result.ts';
import { findMitmproxy } from '../interception/find-mitmproxy.ts';
import type { Interceptor } from '../interception/interceptor.ts';
import type { OtherClients } from '../interception/other-clients.ts';
import { startBuiltinInterceptor } from '../interception/start-builtin.ts';
import { startMitmproxy } from '../interception/start-mitmproxy.ts';
import { findClientProcess } from '../watch/client-process.ts';

export interface WatchInterceptorOptions extends Omit<OtherClients, 'identify'> {
  readonly kind: InterceptorKind;
  /** For what mitmproxy keeps. */
  readonly folder: string;
  /** User and password inside; null: it connects directly. */
  readonly upstreamProxy: string | null;
  readonly serverRootsPem: string;
}

export const startWatchInterceptor = async (
  options: WatchInterceptorOptions,
): Promise<Result<Interceptor, Failure>> => {
  const { kind, folder, upstreamProxy, serverRootsPem, ...rest } = options;
  const others: OtherClients = { ...rest, identify: findClientProcess };
  if (kind === 'builtin') return startBuiltinInterceptor({ upstreamProxy, serverRootsPem, others });
  if (upstreamProxy !== null && others.redirections.length > 0)
    return failure({
      code: 'redirections-behind-proxy',
      message:
        'mitmproxy cannot both go through a proxy and connect to other addresses than it is asked for.',
      advice: 'Use the built-in interceptor, or leave out one of the two.',
    });
  const found = await findMitmproxy({
    path: null,
    platform: process.platform,
    env: process.env,
    homeFolder: homedir(),
  });
  if (!found.ok) return found;
  return startMitmproxy({
    found: found.value,
    configFolder: join(folder, 'mitmproxy'),
    upstreamProxy,
    serverRootsPem,
    others,
  });
};
