import type { Connection, RouteFacts } from '../../common/records.ts';
import type { Result } from '../../common/result.ts';
import type { DialFailure } from './dial-failure.ts';
import type { ProxyTrust } from './proxy-trust.ts';
import type { Hop, NameOverride, RouteTarget } from './route.ts';
import type { CleartextJudgement } from './tunnel-surroundings.ts';

export interface RelayOptions {
  readonly shards: number;
  /** From dial to settlement, for each tunnel. */
  readonly handshakeTimeoutMs: number;
  readonly resolveRoute: (target: RouteTarget) => Promise<Result<ResolvedRoute, DialFailure>>;
  readonly judgeCleartext: (host: string) => CleartextJudgement;
  /** Something in the session asked for this host. */
  readonly wasAskedFor: (host: string) => boolean;
  /** One handshake to a host at a time: always, outside the tests of the lab. */
  readonly isSerial: boolean;
  readonly newConnection: (host: string, port: number) => Connection;
  readonly record: (connection: Connection) => void;
  readonly proxyTrust: ProxyTrust;
  readonly onBug: (error: unknown) => void;
}

/** The ways out for one target, after name overrides. */
export interface ResolvedRoute {
  readonly hops: readonly Hop[];
  readonly facts: RouteFacts;
  readonly overrides: readonly NameOverride[];
}
