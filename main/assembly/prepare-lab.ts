/** What the lab in the window takes from the window's state, for a host of the person's own: policy, route and trust. */
import type { Session } from 'electron';
import type { Failure } from '../../common/ipc/state.ts';
import { compilePolicy } from '../../common/pinning/compile-policy.ts';
import { rulesOfPolicy } from '../../common/pinning/pin-rules.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import { type Result, failure, success } from '../../common/result.ts';
import type { PrepareLab } from '../ipc/lab-control.ts';
import type { Route } from '../network/route.ts';
import { labOnNetwork } from './lab-on-network.ts';
import { startLabInterceptor } from './start-lab-interceptor.ts';

export interface PrepareLabOptions {
  readonly now: () => {
    readonly policy: Policy;
    readonly route: Route;
    /** PEM of the CAs trusted for this run, the interceptor's left out. */
    readonly trusted: readonly string[];
  };
  /** What the interceptor of a run goes through; null: directly. */
  readonly upstreamProxy: () => Promise<Result<string | null, Failure>>;
  readonly adoptSession: (session: Session) => void;
  readonly resolveSystemProxy: (url: string) => Promise<string>;
  readonly onBug: (error: unknown) => void;
}

export const prepareLab =
  ({ now, upstreamProxy, ...options }: PrepareLabOptions): PrepareLab =>
  async ({ url }) => {
    if (url === null)
      return success({
        ownHost: null,
        openNetwork: labOnNetwork(options),
        startInterceptor: startLabInterceptor(),
      });
    if (!/^https:\/\/[^/]/i.test(url) || !URL.canParse(url)) return failure(badUrl);
    const { policy, route, trusted } = now();
    const upstream = await upstreamProxy();
    if (!upstream.ok) return upstream;
    return success({
      ownHost: {
        url: new URL(url).href,
        rules: rulesOfPolicy(compilePolicy(policy)),
        anchors: trusted,
        trustsAnchorsOnly: false,
        unknownAuthority:
          'If the host belongs to a private PKI, trust its root in Settings, under Trusted CAs.',
      },
      openNetwork: labOnNetwork({ ...options, route }),
      startInterceptor: startLabInterceptor({ upstreamProxy: upstream.value }),
    });
  };

const badUrl: Failure = {
  code: 'bad-url',
  message: 'This is no address that the lab can test.',
  advice: 'Write it as https://host/path; without TLS there is nothing to pin.',
};
