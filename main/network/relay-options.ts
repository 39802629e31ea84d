import { authorityOf } from '../../common/bracketed.ts';
import type { NameOverride } from '../../common/name-override.ts';
import type { Connection, RouteFacts } from '../../common/records.ts';
import type { Result } from '../../common/result.ts';
import type { Target } from './dial-direct.ts';
import type { DialFailure } from './dial-failure.ts';
import type { ProxyTrust } from './proxy-trust.ts';
import type { Hop, RouteTarget } from './route.ts';
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

/**
 * The route as a row shows it, with where a name override led a connection to `target`. A direct connection's row has the
 * address that was dialled; through a proxy it has the proxy's, so there the route's text says what the proxy was asked for.
 */
export const factsWithOverride = (
  { hops, facts }: ResolvedRoute,
  target: Target,
  overridden: Target,
): RouteFacts => {
  const ledTo = authorityOf(overridden);
  if (ledTo === authorityOf(target)) return facts;
  const text = hops[0]?.kind === 'proxy' ? `${facts.text}, asked for ${ledTo}` : facts.text;
  return { ...facts, text, ledTo };
};
