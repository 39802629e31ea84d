/**
 * Judges what an interceptor saw, client by client and host by host. A refusal alone proves nothing: a client that does not
 * trust the interceptor's CA refuses every host. So a host is called pinned only after the control host, which nobody pins,
 * was readable from that very client, and only when the refusal repeats. A refusal counts if the last that was heard of the
 * control host before it was that it could be read: the CA may be taken away in between. A local client that the system
 * cannot name is never called pinned, because it may be any program.
 */
import { type ConnectionOutcome, type Refusal, connectionOutcome, isRefusal } from './connection-outcome.ts';
import type {
  ClientGrouping,
  ClientResult,
  Conclusion,
  Evidence,
  HostResult,
  HostVerdict,
  WatchResult,
} from './watch-result.ts';
import { type WatchedConnection, hostOf } from './watched-connection.ts';

export interface JudgeWatchOptions {
  /** Canonical; null: none was named. */
  readonly controlHost: string | null;
  readonly grouping: ClientGrouping;
  /** Canonical hosts that are looked for: those without traffic are named. */
  readonly expectedHosts: readonly string[];
}

/** Once may be chance: a network that broke, a page that was left. */
const enoughRefusals = 2;

interface Judged {
  readonly connection: WatchedConnection;
  readonly host: string;
  readonly outcome: ConnectionOutcome;
}

export const judgeWatch = (
  connections: readonly WatchedConnection[],
  { controlHost, grouping, expectedHosts }: JudgeWatchOptions,
): WatchResult => {
  const clients = new Map<string, Judged[]>();
  for (const connection of connections) {
    const host = hostOf(connection);
    // Whoever never said where to was no client of anything.
    if (host === '') continue;
    const id = clientIdOf(connection, grouping);
    const judged = { connection, host, outcome: connectionOutcome(connection) };
    const known = clients.get(id);
    if (known === undefined) clients.set(id, [judged]);
    else known.push(judged);
  }
  const seen = new Set([...clients.values()].flatMap((judged) => judged.map(({ host }) => host)));
  const judgedClients = [...clients].map(([id, judged]) => judgeClient(id, judged, controlHost, grouping));
  return {
    clients: judgedClients.map((client) => ({
      ...client,
      hasTrustingSibling: judgedClients.some((other) => isTrustingSibling(other, client)),
    })),
    unseenHosts: [...new Set([...(controlHost === null ? [] : [controlHost]), ...expectedHosts])].filter(
      (host) => !seen.has(host),
    ),
  };
};

const isTrustingSibling = (other: ClientResult, client: ClientResult): boolean =>
  other.id !== client.id &&
  other.control === 'readable' &&
  client.program !== null &&
  other.program === client.program &&
  other.address === client.address;

const clientIdOf = (
  { id, address, isLocal, process }: WatchedConnection,
  grouping: ClientGrouping,
): string => {
  if (grouping === 'address' || !isLocal) return address;
  if (process === null) return grouping === 'process' ? `${address} unknown ${id}` : `${address} unknown`;
  return grouping === 'program'
    ? `${address} ${process.program}`
    : `${address} ${process.program} ${process.pid} ${process.startedAt}`;
};

const judgeClient = (
  id: string,
  all: readonly Judged[],
  controlHost: string | null,
  grouping: ClientGrouping,
): ClientResult => {
  const [first] = all;
  if (first === undefined) throw new Error('A client without a connection is none.');
  const { address, isLocal, process } = first.connection;
  const control = readControl(all, controlHost);
  const isUnknown = isLocal && process === null && grouping !== 'address';
  const hosts = [...new Set(all.map(({ host }) => host))].map((host) => {
    const own = all.filter((judged) => judged.host === host);
    return judgeHost(host, own, control, host === controlHost, isUnknown);
  });
  return {
    id,
    address,
    isLocal,
    program: grouping === 'address' ? null : (process?.program ?? null),
    pids:
      grouping === 'address'
        ? []
        : [...new Set(all.flatMap(({ connection }) => connection.process?.pid ?? []))],
    control: control.state,
    hasTrustingSibling: false,
    isTrustShownByOthers: hosts.some(({ verdict, isControl }) => verdict === 'readable' && !isControl),
    hosts,
  };
};

interface Control {
  readonly state: ClientResult['control'];
  /** The last that was heard of the control host before this moment was that it could be read. */
  readonly wasReadableBefore: (at: number) => boolean;
}

const readControl = (all: readonly Judged[], controlHost: string | null): Control => {
  const heard = all
    .flatMap(({ host, outcome }) =>
      host === controlHost && (outcome.kind === 'readable' || isRefusal(outcome))
        ? [{ at: outcome.at, isReadable: outcome.kind === 'readable' }]
        : [],
    )
    // At the same moment the refusal counts as the later one.
    .sort((one, other) => one.at - other.at || Number(other.isReadable) - Number(one.isReadable));
  return {
    state:
      heard.length === 0 ? 'unseen' : heard.some(({ isReadable }) => isReadable) ? 'readable' : 'refused',
    wasReadableBefore: (at) => heard.findLast((each) => each.at < at)?.isReadable ?? false,
  };
};

const judgeHost = (
  host: string,
  judged: readonly Judged[],
  control: Control,
  isControl: boolean,
  isUnknown: boolean,
): HostResult => {
  const outcomes = judged.map(({ outcome }) => outcome);
  const refusals = outcomes.filter(isRefusal);
  const counted = refusals.filter(({ at }) => control.wasReadableBefore(at));
  const verdict = verdictOf(outcomes, refusals);
  const connections = judged.map(({ connection }) => connection);
  return {
    host,
    ports: [...new Set(connections.flatMap(({ askedPort }) => askedPort ?? []))],
    isControl,
    verdict,
    conclusion: isControl
      ? concludeControl(verdict)
      : conclude(verdict, { counted: counted.length, control, isUnknown }),
    evidence: evidenceOf(judged),
    refusals: counted.length,
    requests: connections.reduce((sum, { requests }) => sum + requests, 0),
    tlsVersions: distinct(connections.map(({ tlsVersion }) => tlsVersion)),
    offeredAlpn: distinct(connections.flatMap(({ offeredAlpn }) => offeredAlpn)),
    hasServerName: connections.some(({ serverName }) => serverName !== null),
    serverFailure: connections.findLast(({ serverFailure }) => serverFailure !== null)?.serverFailure ?? null,
    connections,
  };
};

/** What was read was readable, however often it was refused besides; of several ways to refuse, the last one. */
const verdictOf = (outcomes: readonly ConnectionOutcome[], refusals: readonly Refusal[]): HostVerdict => {
  for (const kind of ['readable', 'cleartext'] as const)
    if (outcomes.some((outcome) => outcome.kind === kind)) return kind;
  const last = refusals.at(-1);
  if (last !== undefined) return last.kind;
  return outcomes.some(({ kind }) => kind === 'passed-through') ? 'passed-through' : 'cannot-tell';
};

const conclude = (
  verdict: HostVerdict,
  {
    counted,
    control,
    isUnknown,
  }: {
    readonly counted: number;
    readonly control: Control;
    readonly isUnknown: boolean;
  },
): Conclusion => {
  switch (verdict) {
    case 'readable':
    case 'cleartext':
      return 'not-pinned';
    case 'passed-through':
      return 'not-watched';
    case 'cannot-tell':
    case 'no-traffic':
      return 'undecided';
    case 'refused':
    case 'closed-without-alert':
    case 'refused-after-handshake': {
      if (isUnknown) return 'unknown-client';
      if (counted >= enoughRefusals) return 'pinned';
      if (control.state === 'refused') return 'ca-not-trusted';
      return counted === 0 ? 'ca-not-proven' : 'not-repeated';
    }
  }
};

const concludeControl = (verdict: HostVerdict): Conclusion =>
  verdict === 'readable' || verdict === 'cleartext'
    ? 'not-pinned'
    : verdict === 'passed-through'
      ? 'not-watched'
      : verdict === 'cannot-tell' || verdict === 'no-traffic'
        ? 'undecided'
        : 'ca-not-trusted';

const weight: Readonly<Record<Evidence['kind'], number>> = {
  readable: 6,
  cleartext: 5,
  refused: 4,
  'closed-without-alert': 3,
  'refused-after-handshake': 2,
  'passed-through': 1,
  'cannot-tell': 0,
};

const evidenceOf = (judged: readonly Judged[]): readonly Evidence[] => {
  const groups = new Map<string, Evidence>();
  for (const { outcome, connection } of judged) {
    const alert = outcome.kind === 'refused' ? outcome.alert : null;
    const why = outcome.kind === 'cannot-tell' ? outcome.why : null;
    const at = 'at' in outcome ? outcome.at : connection.openedAt;
    const key = `${outcome.kind} ${alert ?? ''} ${why ?? ''}`;
    const before = groups.get(key);
    groups.set(key, {
      kind: outcome.kind,
      alert,
      why,
      count: (before?.count ?? 0) + 1,
      firstAt: Math.min(before?.firstAt ?? at, at),
      lastAt: Math.max(before?.lastAt ?? at, at),
    });
  }
  return [...groups.values()].sort(
    (one, other) => weight[other.kind] - weight[one.kind] || other.count - one.count,
  );
};

const distinct = (values: readonly (string | null)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== null)),
];
