import type { ScenarioFacts, ScenarioId } from '../../common/lab-result.ts';
import { adoptPin } from '../../common/pinning/adopt-pin.ts';
import { type Policy, emptyPolicy } from '../../common/pinning/policy.ts';
import type { Destination, LabNetworkSetup } from './lab-network.ts';
import type { Stage } from './stage.ts';
import { type World, hosts } from './world.ts';

/** A scenario of the lab's own world. */
export interface Scenario extends ScenarioFacts {
  readonly needsInterceptor: boolean;
  /** The scenario that must hold for this one to prove anything; absent: it brings its own evidence. */
  readonly control?: ScenarioId;
  readonly run: (stage: Stage, world: World) => Promise<void>;
}

export const apiUrl = `https://${hosts.api}/account`;

/** A policy that enforces these pins for a host, made as "Pin this" makes it. */
export const pinned = (host: string, ...pins: readonly string[]): Policy =>
  pins.reduce((policy, pin) => adoptPin(policy, host, pin, Date.now()), emptyPolicy);

/** Every host of the lab at one server. */
export const leadTo = (toPort: number): readonly Destination[] =>
  Object.values(hosts).map((host) => ({ host, port: 443, toPort }));

/** The lab's usual network: the true server, its root trusted, nobody in between. */
export const usual = (
  world: World,
  policy: Policy,
  changed: Partial<LabNetworkSetup> = {},
): LabNetworkSetup => ({
  policy,
  anchors: [world.authorities.root.certificatePem],
  trustsAnchorsOnly: true,
  destinations: leadTo(world.server.port),
  interceptor: null,
  ...changed,
});

/** The same with the interceptor in between and its CA trusted: what a CA installed on the device is. */
export const attacked = (stage: Stage, world: World, policy: Policy): LabNetworkSetup =>
  usual(world, policy, {
    anchors: [world.authorities.root.certificatePem, stage.interceptor.caPem ?? ''],
    interceptor: stage.interceptor,
  });
