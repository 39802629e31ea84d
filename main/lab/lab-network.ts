/** What the lab needs of the world around it, handed in: the pinned network, and interceptors. It knows neither Electron nor mitmproxy. */
import type { Failure, RequestOutcome } from '../../common/ipc/state.ts';
import type { InterceptorKind } from '../../common/lab-result.ts';
import type { PinRules } from '../../common/pinning/pin-rules.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import type { Connection, InterceptorEvent, Verification } from '../../common/records.ts';
import type { Result } from '../../common/result.ts';

/** How one network of the lab is set up. It lives for a step or a few, and shares nothing with the person's own. */
export interface LabNetworkSetup {
  readonly policy: Policy;
  /** Judges in place of the policy: the rules in force for a host of the person's own. */
  readonly pinRules?: PinRules;
  /** PEM of the CAs that count. */
  readonly anchors: readonly string[];
  /** In the lab's own world nothing that this computer trusts counts beside them. */
  readonly trustsAnchorsOnly: boolean;
  /** Where a host name and port lead to on loopback. */
  readonly destinations: readonly Destination[];
  /** Null: straight to the destination, or by the route that was handed in. */
  readonly interceptor: LabInterceptor | null;
}

export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly toPort: number;
}

/** What the network recorded while one thing was done. */
export interface NetworkRecord {
  readonly connections: readonly Connection[];
  readonly verifications: readonly Verification[];
}

export interface LabNetwork {
  readonly setPolicy: (policy: Policy, why: string) => void;
  /** One GET. A host refused in this epoch stays refused. */
  readonly send: (
    url: string,
    options: { readonly signal: AbortSignal; readonly followsRedirects: boolean },
  ) => Promise<RequestOutcome>;
  /** Many GETs at once, as an app sends them, `everyMs` apart: for each the status, or the error. */
  readonly burst: (
    urls: readonly string[],
    everyMs: number,
    signal: AbortSignal,
  ) => Promise<readonly (number | string)[]>;
  /** What was recorded since the last call; waits a moment for refused connections to end. */
  readonly takeRecord: () => Promise<NetworkRecord>;
  /** A connection as it was last told: bytes of one that is open are only counted at its end. */
  readonly latest: (connection: Connection) => Connection;
  readonly close: () => Promise<void>;
}

export type OpenLabNetwork = (setup: LabNetworkSetup) => Promise<LabNetwork>;

/** The part of an interceptor that the lab uses. */
export interface LabInterceptor {
  readonly name: string;
  readonly address: {
    readonly host: string;
    readonly port: number;
    readonly credentials: { readonly username: string; readonly password: string } | null;
  };
  readonly caPem: string | null;
  readonly onEvent: (listener: (event: InterceptorEvent) => void) => () => void;
  readonly stop: () => Promise<void>;
}

/** `serverRootsPem`: roots that it accepts at servers besides its own. */
export type StartLabInterceptor = (
  kind: InterceptorKind,
  serverRootsPem: string,
) => Promise<Result<LabInterceptor, Failure>>;
