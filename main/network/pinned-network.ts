/**
 * The app's one way to the network: the epoch in force, and what begins a new one (a change of policy, route or trust,
 * the expiry of a pin set, a crash of the network service). The old epoch is cut off before the new one can be asked.
 */
import { bracketed } from '../../common/bracketed.ts';
import type { Session } from 'electron';
import { type CompiledPolicy, compilePolicy } from '../../common/pinning/compile-policy.ts';
import { type PinRules, rulesOfPolicy } from '../../common/pinning/pin-rules.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import type { RouteFacts } from '../../common/records.ts';
import { type Result, failure, success } from '../../common/result.ts';
import type { DialFailure } from './dial-failure.ts';
import { Epoch, EpochEndedError, type OpenLane } from './epoch.ts';
import type { NetworkFaults } from './faults.ts';
import { watchExpiry } from './expiry-watch.ts';
import type { TrustAnchor } from './judge.ts';
import type { Recorder } from './recorder.ts';
import type { ResolvedRoute } from './relay-options.ts';
import { type Hop, type Route, type RouteTarget, describeProxy, parsePacResult } from './route.ts';

export interface PinnedNetworkOptions {
  readonly policy: Policy;
  readonly route: Route;
  readonly anchors: readonly TrustAnchor[];
  /** Judges in place of the policy's own rules: those of another client. */
  readonly pinRules?: PinRules;
  /** Nothing that the system trusts counts, the anchors alone do. */
  readonly trustsAnchorsOnly?: boolean;
  readonly recorder: Recorder;
  /** Chromium's `resolveProxy` under the system's settings: a PAC result list. */
  readonly resolveSystemProxy: (url: string) => Promise<string>;
  /** From dial to the settled handshake; 10 s when absent. */
  readonly handshakeTimeoutMs?: number;
  readonly onEpoch: (epoch: {
    readonly number: number;
    readonly since: number;
    readonly why: string;
  }) => void;
  readonly onBug: (error: unknown) => void;
  readonly adoptSession: (session: Session) => void;
  /** For tests of the lab only. */
  readonly faults?: NetworkFaults;
}

const defaultHandshakeTimeoutMs = 10_000;

export class PinnedNetwork {
  readonly #options: PinnedNetworkOptions;
  #policy: CompiledPolicy;
  #route: Route;
  #anchors: readonly TrustAnchor[];
  #current: Epoch;
  #epochs = 0;
  #unwatchExpiry: () => void = () => undefined;
  /** Epochs of retries and rounds, which end with the app or by themselves. */
  readonly #private = new Set<Epoch>();

  constructor(options: PinnedNetworkOptions) {
    this.#options = options;
    this.#policy = compilePolicy(options.policy);
    this.#route = options.route;
    this.#anchors = options.anchors;
    this.#current = this.#begin('Pinspect was started.');
  }

  get current(): Epoch {
    return this.#current;
  }

  /** The session that may ask for this URL's host, of whichever epoch is in force once it is open. */
  async laneFor(url: string): Promise<OpenLane> {
    for (;;) {
      const epoch = this.#current;
      try {
        return await epoch.laneFor(url);
      } catch (error) {
        if (!(error instanceof EpochEndedError) || epoch === this.#current) throw error;
      }
    }
  }

  setPolicy(policy: Policy, why: string): void {
    this.#policy = compilePolicy(policy);
    if (this.#options.faults?.keepsEpoch !== true) this.#replace(why);
  }

  setRoute(route: Route, why: string): void {
    this.#route = route;
    this.#replace(why);
  }

  setAnchors(anchors: readonly TrustAnchor[], why: string): void {
    this.#anchors = anchors;
    this.#replace(why);
  }

  /** The network service is gone, and with it every verify proc: all epochs end, accepts are forgotten, a new one begins. */
  onNetworkServiceGone(): void {
    this.#endPrivate('The network service stopped.');
    this.#replace('The network service stopped and was started again.');
  }

  /** An epoch of its own for one retry or round, under the same rules; the others go on. End it when it is done. */
  openPrivateEpoch(): Epoch {
    const epoch = this.#create();
    this.#private.add(epoch);
    return epoch;
  }

  async endPrivateEpoch(epoch: Epoch): Promise<void> {
    this.#private.delete(epoch);
    await epoch.end('The retry is over.');
  }

  async close(): Promise<void> {
    this.#unwatchExpiry();
    this.#endPrivate('Pinspect was closed.');
    await this.#current.end('Pinspect was closed.');
  }

  #replace(why: string): void {
    this.#endPrivate(why);
    void this.#current.end(why).catch(this.#options.onBug);
    this.#current = this.#begin(why);
  }

  #begin(why: string): Epoch {
    const epoch = this.#create();
    this.#unwatchExpiry();
    this.#unwatchExpiry = watchExpiry(this.#policy.policy, (why) => {
      this.#replace(why);
    });
    this.#options.onEpoch({ number: epoch.number, since: Date.now(), why });
    // Opened before the first request needs it.
    epoch.lane('spread').catch((error: unknown) => {
      if (!epoch.isEnded) this.#options.onBug(error);
    });
    return epoch;
  }

  #create(): Epoch {
    this.#epochs += 1;
    const route = this.#route;
    return new Epoch({
      number: this.#epochs,
      rules: {
        pins: this.#options.pinRules ?? this.#rulesOfPolicy(),
        anchors: this.#anchors,
        trustsAnchorsOnly: this.#options.trustsAnchorsOnly ?? false,
      },
      recorder: this.#options.recorder,
      handshakeTimeoutMs: this.#options.handshakeTimeoutMs ?? defaultHandshakeTimeoutMs,
      resolveRoute: async (target) => this.#resolveRoute(route, target),
      routeFacts: routeFacts(route),
      onBug: this.#options.onBug,
      adoptSession: this.#options.adoptSession,
      ...(this.#options.faults === undefined ? {} : { faults: this.#options.faults }),
    });
  }

  #rulesOfPolicy(): PinRules {
    if (this.#options.faults?.keepsEpoch !== true) return rulesOfPolicy(this.#policy);
    const now = (): PinRules => rulesOfPolicy(this.#policy);
    return {
      unpinnedHosts: this.#policy.policy.unpinnedHosts,
      evaluate: (host, chain, at) => now().evaluate(host, chain, at),
      evaluateCleartext: (host, at) => now().evaluateCleartext(host, at),
      evaluationOf: (verdict, host, at) => now().evaluationOf(verdict, host, at),
    };
  }

  #endPrivate(why: string): void {
    for (const epoch of this.#private) void epoch.end(why).catch(this.#options.onBug);
    this.#private.clear();
  }

  async #resolveRoute(route: Route, target: RouteTarget): Promise<Result<ResolvedRoute, DialFailure>> {
    const { choice, interceptor, overrides } = route;
    const facts = routeFacts(route);
    if (interceptor !== null)
      return success({ hops: [{ kind: 'proxy', proxy: interceptor.proxy }], facts, overrides });
    switch (choice.kind) {
      case 'direct':
        return success({ hops: [{ kind: 'direct' }], facts, overrides });
      case 'proxy':
        return success({ hops: [{ kind: 'proxy', proxy: choice.proxy }], facts, overrides });
      case 'by-target': {
        const proxy = choice.proxyFor(target);
        const hop: Hop = proxy === null ? { kind: 'direct' } : { kind: 'proxy', proxy };
        const text = proxy === null ? 'direct' : describeProxy(proxy);
        return success({ hops: [hop], facts: { ...facts, text }, overrides });
      }
      case 'system': {
        const answer = await this.#options.resolveSystemProxy(urlOf(target));
        return byPacResult('system', success(answer), 'The system’s proxy settings', facts, overrides);
      }
      case 'pac': {
        const answer = await choice.resolveProxy(urlOf(target));
        return byPacResult('PAC', answer, 'The PAC script', facts, overrides);
      }
    }
  }
}

const urlOf = ({ scheme, host, port }: RouteTarget): string => `${scheme}://${bracketed(host)}:${port}/`;

const byPacResult = (
  source: string,
  answer: Result<string, string>,
  subject: string,
  facts: RouteFacts,
  overrides: Route['overrides'],
): Result<ResolvedRoute, DialFailure> => {
  if (!answer.ok) return failure({ code: 'no-route', sentence: answer.error });
  const hops = parsePacResult(answer.value);
  if (!hops.ok) return failure({ code: 'no-route', sentence: `${subject} ${hops.error}` });
  const [first] = hops.value;
  const text = `${source}: ${first?.kind === 'proxy' ? describeProxy(first.proxy) : 'direct'}`;
  return success({ hops: hops.value, facts: { ...facts, text }, overrides });
};

const routeWords = { direct: 'direct', system: 'system', pac: 'PAC', 'by-target': 'direct' } as const;

/** The route as a row shows it before the system's proxy settings or a script were asked. */
const routeFacts = ({ choice, interceptor }: Route): RouteFacts => ({
  text: choice.kind === 'proxy' ? describeProxy(choice.proxy) : routeWords[choice.kind],
  interceptor: interceptor?.name ?? null,
  ledTo: null,
});
