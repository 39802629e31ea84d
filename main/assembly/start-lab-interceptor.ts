/** The interceptors of the lab: its own instance of either kind, so that what the person started stays as it is. */
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { success } from '../../common/result.ts';
import { findMitmproxy } from '../interception/find-mitmproxy.ts';
import { startBuiltinInterceptor } from '../interception/start-builtin.ts';
import { startMitmproxy } from '../interception/start-mitmproxy.ts';
import type { StartLabInterceptor } from '../lab/lab-network.ts';

export interface LabInterceptorOptions {
  /** Of the person's own host: what the interceptor goes through; null: directly. */
  readonly upstreamProxy?: string | null;
  /** Of mitmdump; null: it is looked for. */
  readonly mitmproxyPath?: string | null;
}

/** mitmproxy makes its CA in a folder that goes with it. */
export const startLabInterceptor =
  ({ upstreamProxy = null, mitmproxyPath = null }: LabInterceptorOptions = {}): StartLabInterceptor =>
  async (kind, serverRootsPem) => {
    if (kind === 'builtin') return startBuiltinInterceptor({ upstreamProxy, serverRootsPem });
    const found = await findMitmproxy({
      path: mitmproxyPath,
      platform: process.platform,
      env: process.env,
      homeFolder: homedir(),
    });
    if (!found.ok) return found;
    const folder = await mkdtemp(join(tmpdir(), 'pinspect-lab-'));
    const remove = async (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
    const started = await startMitmproxy({
      found: found.value,
      configFolder: join(folder, 'mitmproxy'),
      upstreamProxy,
      serverRootsPem,
    });
    if (!started.ok) {
      await remove();
      return started;
    }
    const interceptor = started.value;
    return success({
      ...interceptor,
      stop: async () => {
        await interceptor.stop();
        await remove();
      },
    });
  };
