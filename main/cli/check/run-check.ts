/**
 * Sends one GET to each target through the pinned network, round by round, each round in an epoch of its own. Targets of
 * one host follow each other, so that each answer belongs to one connection; different hosts go side by side.
 */
import type { NameOverride } from '../../../common/name-override.ts';
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import type { PinRules } from '../../../common/pinning/pin-rules.ts';
import type { RequestOutcome } from '../../../common/ipc/state.ts';
import type { Connection, Verification } from '../../../common/records.ts';
import { targetOf } from '../../network/connection-log.ts';
import { probeByPort } from '../../network/probe-by-port.ts';
import type { Route } from '../../network/route.ts';
import type { CommandNetwork } from '../command-network.ts';
import { type CheckResult, type CheckTarget, type Ending, toCheckResult } from './check-result.ts';
import { HostsInUse } from './hosts-in-use.ts';

/** One pass over targets in one epoch. */
export interface CheckRound {
  readonly targets: readonly CheckTarget[];
  /** Before those of the route. */
  readonly overrides: readonly NameOverride[];
}

export interface CheckedRequest {
  readonly target: CheckTarget;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly result: CheckResult;
  readonly response: RequestOutcome['response'];
  readonly connection: Connection | null;
  readonly validatedChain: readonly CertificateFacts[];
  readonly presentedChain: readonly CertificateFacts[];
}

export interface RunOptions {
  readonly rules: PinRules;
  readonly route: Route;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly followsRedirects: boolean;
  /** Ctrl-C: what runs is given up, what waits is not begun. */
  readonly signal: AbortSignal;
  /** For each that is over, as it comes. */
  readonly onChecked: (checked: CheckedRequest) => void;
}

export interface RunOutcome {
  /** Epoch milliseconds: when the first session was open and its relay ready. */
  readonly startedAt: number;
  /** In the order of the rounds and their targets, redirects after what sent them. */
  readonly checked: readonly CheckedRequest[];
  readonly notRun: readonly CheckTarget[];
}

/** Fetch's limit (WHATWG Fetch, HTTP-redirect fetch, step 5). */
const maximumRedirects = 20;
/** A page is not the point: what comes after is not read. */
const enoughBodyBytes = 65_536;
/** The stack's own time-outs come first, because they say what was waited for. */
const timeoutGraceMs = 500;

/** `network` was opened on the way of the first round, and is closed by this. */
export const runCheck = async (
  network: CommandNetwork,
  plan: readonly CheckRound[],
  options: RunOptions,
): Promise<RunOutcome> => {
  const rounds: Map<CheckTarget, readonly Unfinished[]>[] = [];
  const [first] = plan.flatMap(({ targets }) => targets);
  if (first !== undefined) await network.network.laneFor(first.url);
  const startedAt = Date.now();
  for (const [index, { targets, overrides }] of plan.entries()) {
    if (index > 0)
      network.network.setRoute(
        { ...options.route, overrides: [...overrides, ...options.route.overrides] },
        `Round ${index + 1}.`,
      );
    const answers = new Map<CheckTarget, readonly Unfinished[]>();
    const send = probeByPort(network.network);
    // The hosts of a long list must not keep each other's places.
    const hosts = new HostsInUse(async (url) => endConnections(network, url));
    rounds.push(answers);
    await inParallel(groupByHost(targets), options.concurrency, async (group) =>
      hosts.during(group[0].url, async () => {
        for (const target of group) {
          if (options.signal.aborted) return;
          answers.set(target, await checkTarget(network, target, { send, hosts }, options));
        }
      }),
    );
  }
  // Ends the tunnels, so that their bytes are counted to the end.
  await network.close();
  const checked: CheckedRequest[] = [];
  const notRun: CheckTarget[] = [];
  for (const [index, { targets }] of plan.entries())
    for (const target of targets) {
      const hops = rounds[index]?.get(target)?.filter((hop) => !hop.isInterrupted) ?? [];
      if (hops.length === 0) notRun.push(target);
      for (const hop of hops) checked.push(hop.finish());
    }
  return { startedAt, checked, notRun };
};

const endConnections = async ({ network }: CommandNetwork, url: string): Promise<void> => {
  const { lane } = await network.laneFor(url);
  lane.relay.endTunnels(targetOf(url).host);
};

/** How the targets of one round are asked. */
interface Asking {
  readonly send: ReturnType<typeof probeByPort>;
  readonly hosts: HostsInUse;
}

/** One answer, whose counts go on until its connection ends. */
interface Unfinished {
  readonly isInterrupted: boolean;
  readonly finish: () => CheckedRequest;
}

const checkTarget = async (
  network: CommandNetwork,
  target: CheckTarget,
  { send, hosts }: Asking,
  options: RunOptions,
): Promise<readonly Unfinished[]> => {
  const hops: Unfinished[] = [];
  let next: CheckTarget | null = target;
  while (next !== null) {
    const isLast = hops.length >= maximumRedirects;
    const asked: CheckTarget = next;
    const { unfinished, redirect } = await hosts.during(asked.url, async () =>
      checkOnce(network, asked, send, options, isLast),
    );
    hops.push(unfinished);
    if (!unfinished.isInterrupted) options.onChecked(unfinished.finish());
    next =
      redirect === null || isLast || options.signal.aborted
        ? null
        : { ...asked, url: redirect, redirectedFrom: asked.url };
  }
  return hops;
};

const checkOnce = async (
  { network, connections, verifications }: CommandNetwork,
  target: CheckTarget,
  send: ReturnType<typeof probeByPort>,
  options: RunOptions,
  isLastHop: boolean,
): Promise<{ readonly unfinished: Unfinished; readonly redirect: string | null }> => {
  const { rules, signal, timeoutMs } = options;
  const { host, port } = targetOf(target.url);
  // What it takes to open the round's session is not the target's time.
  await network.laneFor(target.url);
  const startedAt = Date.now();
  const startedMs = performance.now();
  const timeout = AbortSignal.timeout(timeoutMs + timeoutGraceMs);
  const outcome = await send(
    { url: target.url, method: 'GET', headers: [], body: '' },
    {
      signal: AbortSignal.any([signal, timeout]),
      onProgress: () => undefined,
      maximumBodyBytes: 0,
      enoughBodyBytes,
      followsRedirects: false,
      retriesRejected: false,
    },
  );
  const durationMs = Math.round(performance.now() - startedMs);
  const { response } = outcome;
  const redirect = options.followsRedirects && response !== null ? redirectOf(response, target.url) : null;
  const ending = {
    httpStatus: response?.status ?? null,
    durationMs,
    failure:
      redirect !== null && isLastHop
        ? { code: 'too-many-redirects', message: `It was redirected more than ${maximumRedirects} times.` }
        : failureOf(outcome, host, timeoutMs),
  };
  const connectionId =
    outcome.hops[0]?.connectionId ?? latestTo(connections, host, port, startedAt)?.id ?? null;
  const finish = (): CheckedRequest =>
    toChecked({ target, host, port, startedAt, ending, rules, response }, connectionId, {
      connections,
      verifications,
    });
  return {
    unfinished: { isInterrupted: outcome.outcome === 'cancelled' && signal.aborted, finish },
    redirect,
  };
};

interface Question {
  readonly target: CheckTarget;
  readonly host: string;
  readonly port: number;
  readonly startedAt: number;
  readonly ending: Ending;
  readonly rules: PinRules;
  readonly response: RequestOutcome['response'];
}

const toChecked = (
  { response, ...question }: Question,
  connectionId: number | null,
  {
    connections,
    verifications,
  }: {
    readonly connections: ReadonlyMap<number, Connection>;
    readonly verifications: ReadonlyMap<number, Verification>;
  },
): CheckedRequest => {
  const connection = connectionId === null ? null : (connections.get(connectionId) ?? null);
  const verificationId = connection?.verificationId ?? null;
  const verification = verificationId === null ? null : (verifications.get(verificationId) ?? null);
  return {
    target: question.target,
    startedAt: question.startedAt,
    result: toCheckResult({ ...question, connection, verification }),
    response,
    connection,
    validatedChain: verification?.validatedChain ?? [],
    presentedChain: verification?.presentedChain ?? [],
  };
};

const failureOf = (outcome: RequestOutcome, host: string, timeoutMs: number): Ending['failure'] => {
  if (outcome.outcome === 'response') return null;
  if (outcome.outcome === 'cancelled')
    return { code: 'timeout', message: `${host} did not answer within ${timeoutMs / 1000} s.` };
  return outcome.failure ?? { code: 'request-failed', message: `The request to ${host} failed.` };
};

const redirectOf = (
  { status, headers }: NonNullable<RequestOutcome['response']>,
  from: string,
): string | null => {
  if (![301, 302, 303, 307, 308].includes(status)) return null;
  const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? '';
  if (location === '' || !URL.canParse(location, from)) return null;
  const url = new URL(location, from);
  for (const part of ['hash', 'username', 'password'] as const) url[part] = '';
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
};

/** Where the stack names no connection: the latest one to the host and port that was still open, or was begun since. */
const latestTo = (
  connections: ReadonlyMap<number, Connection>,
  host: string,
  port: number,
  startedAt: number,
): Connection | null =>
  [...connections.values()].findLast(
    (connection) =>
      connection.host === host &&
      connection.port === port &&
      (connection.startedAt >= startedAt ||
        (connection.action === 'allowed' &&
          (connection.closedMs === null || connection.startedAt + connection.closedMs >= startedAt))),
  ) ?? null;

type Group = readonly [CheckTarget, ...CheckTarget[]];

const groupByHost = (targets: readonly CheckTarget[]): readonly Group[] => {
  const groups = new Map<string, [CheckTarget, ...CheckTarget[]]>();
  for (const target of targets) {
    const { host } = targetOf(target.url);
    const group = groups.get(host);
    if (group === undefined) groups.set(host, [target]);
    else group.push(target);
  }
  return [...groups.values()];
};

const inParallel = async <Item>(
  items: readonly Item[],
  limit: number,
  act: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = items.values();
  const work = async (): Promise<void> => {
    for (const item of left) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
};
