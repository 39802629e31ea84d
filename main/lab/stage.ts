/**
 * Where a scenario is played: it opens networks, sends, gathers the evidence of every side, and writes down what was
 * expected and what happened. Nothing here decides what a scenario expects.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabCheck, LabStep, ReadBy, ServerSide } from '../../common/lab-result.ts';
import type { Connection } from '../../common/records.ts';
import { type Ended, toClientSide } from './client-side.ts';
import { InterceptorLog } from './interceptor-log.ts';
import type {
  LabInterceptor,
  LabNetwork,
  LabNetworkSetup,
  NetworkRecord,
  OpenLabNetwork,
} from './lab-network.ts';
import type { LabServer } from './lab-server.ts';
import type { World } from './world.ts';

export interface StageOptions {
  /** Null for a host of the person's own: nobody counts at its server. */
  readonly world: World | null;
  readonly interceptor: LabInterceptor | null;
  readonly openNetwork: OpenLabNetwork;
  readonly signal: AbortSignal;
}

/** A connection that something holds open must not hold up the lab. */
const settleTimeoutMs = 1_000;
const pollMs = 5;

interface PlayedStep {
  readonly step: LabStep;
  readonly network: LabNetwork;
  readonly connections: readonly Connection[];
}

export class Stage {
  readonly #options: StageOptions;
  readonly #log: InterceptorLog | null;
  readonly #closers: (() => Promise<void>)[] = [];
  readonly #played: PlayedStep[] = [];
  readonly #checks: LabCheck[] = [];
  #whyNotRun: string | null = null;
  /** Connections of what was before may still be ending, and their last bytes are not this step's. */
  #mustSettle = true;

  constructor(options: StageOptions) {
    this.#options = options;
    this.#log = options.interceptor === null ? null : new InterceptorLog(options.interceptor);
  }

  get checks(): readonly LabCheck[] {
    return this.#checks;
  }

  get whyNotRun(): string | null {
    return this.#whyNotRun;
  }

  /** What it needs is not there: the scenario returns, and counts as not run. */
  cannotRun(why: string): void {
    this.#whyNotRun ??= why;
  }

  /** Throws where there is none: a scenario that needs one says so. */
  get interceptor(): LabInterceptor {
    if (this.#options.interceptor === null) throw new Error('This scenario needs an interceptor.');
    return this.#options.interceptor;
  }

  async open(setup: LabNetworkSetup): Promise<LabNetwork> {
    this.#options.signal.throwIfAborted();
    const network = await this.#options.openNetwork(setup);
    this.#closers.push(async () => network.close());
    return {
      ...network,
      setPolicy: (policy, why) => {
        this.#mustSettle = true;
        network.setPolicy(policy, why);
      },
    };
  }

  /** Closed when the scenario is over. */
  keep<Closable extends { readonly close: () => Promise<void> }>(closable: Closable): Closable {
    this.#closers.push(async () => closable.close());
    return closable;
  }

  /** One request, and what every side saw of it. */
  async visit(title: string, network: LabNetwork, url: string): Promise<LabStep> {
    return this.#play(title, network, url, async () => ({
      kind: 'one',
      outcome: await network.send(url, {
        signal: this.#options.signal,
        followsRedirects: this.#options.world !== null,
      }),
    }));
  }

  /** Many requests at once; `urls` in the order of sending. */
  async burst(
    title: string,
    network: LabNetwork,
    urls: readonly string[],
    everyMs: number,
  ): Promise<LabStep> {
    return this.#play(title, network, urls[0] ?? '', async () => ({
      kind: 'many',
      statuses: await network.burst(urls, everyMs, this.#options.signal),
    }));
  }

  expect(expected: string, holds: boolean, happened: string): void {
    this.#checks.push({ expected, happened, holds });
  }

  /** Ends what is open, and returns the steps with their bytes counted to the end. */
  async finish(): Promise<readonly LabStep[]> {
    await Promise.allSettled(this.#closers.map(async (close) => close()));
    this.#log?.close();
    return this.#played.map(({ step, network, connections }) => {
      const latest = connections.map((connection) => network.latest(connection));
      const sum = (of: (connection: Connection) => number): number =>
        latest.reduce((total, connection) => total + of(connection), 0);
      return {
        ...step,
        client: {
          ...step.client,
          bytesSent: sum(({ bytesSent }) => bytesSent),
          applicationBytesSent: sum(({ applicationBytesSent }) => applicationBytesSent),
        },
      };
    });
  }

  async #play(title: string, network: LabNetwork, url: string, act: () => Promise<Ended>): Promise<LabStep> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    if (this.#mustSettle) await this.#settle();
    this.#takeServerCounts();
    const startedMs = performance.now();
    const ended = await act();
    signal.throwIfAborted();
    const record = await network.takeRecord();
    const client = toClientSide(ended, record, performance.now() - startedMs);
    const interceptor = (await this.#log?.take(awaitedOf(record, client.answered), signal)) ?? null;
    const servers = this.#takeServerCounts();
    const step: LabStep = {
      title,
      url,
      client,
      interceptor: interceptor === null || interceptor.connections === 0 ? null : interceptor,
      servers,
      readBy: readBy(interceptor?.requestsRead ?? 0, servers, this.#options.world?.attacker.name ?? null),
    };
    this.#played.push({ step, network, connections: record.connections });
    return step;
  }

  /** Waits until the servers have seen the end of every connection, which an epoch's end brings about. */
  async #settle(): Promise<void> {
    this.#mustSettle = false;
    const deadlineMs = performance.now() + settleTimeoutMs;
    const isOpen = (): boolean => this.#servers.some((server) => server.openConnections() > 0);
    while (isOpen() && performance.now() < deadlineMs)
      await sleep(pollMs, undefined, { signal: this.#options.signal });
  }

  get #servers(): readonly Omit<LabServer, 'present'>[] {
    const { world } = this.#options;
    return world === null ? [] : [world.server, world.http1Server, world.attacker, world.plainServer];
  }

  /** Of those that something reached, and of the true one in any case. */
  #takeServerCounts(): readonly ServerSide[] {
    const [first, ...others] = this.#servers.map((server) => server.takeCounts());
    const reached = others.filter(({ connections, contentBytes }) => connections > 0 || contentBytes > 0);
    if (first === undefined) return reached;
    return first.connections > 0 || reached.length === 0 ? [first, ...reached] : reached;
  }
}

/** What the interceptor is still to tell about. */
const awaitedOf = (
  { connections }: NetworkRecord,
  answered: number,
): { readonly ports: readonly number[]; readonly answers: number } => {
  const through = connections.filter(
    ({ route, localPort }) => route.interceptor !== null && localPort !== null,
  );
  return {
    ports: through.flatMap(({ localPort }) => localPort ?? []),
    answers: through.length > 0 ? answered : 0,
  };
};

const readBy = (requestsRead: number, servers: readonly ServerSide[], attacker: string | null): ReadBy => {
  const isRead = (isAttacker: boolean): boolean =>
    servers.some(({ name, requests }) => requests > 0 && (name === attacker) === isAttacker);
  const byAttacker = requestsRead > 0 || isRead(true);
  const byServer = isRead(false);
  return byAttacker && byServer ? 'both' : byAttacker ? 'interceptor' : byServer ? 'server' : 'nobody';
};
