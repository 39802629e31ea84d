/** A watch as a report that every writer takes: a case for each client and host, and one for each host nobody asked for. */
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import type { WatchChange } from '../../common/watch/compare-watches.ts';
import { type PolicyExplanation, explainByPolicy } from '../../common/watch/explain-by-policy.ts';
import { type Expectation, hostsNamed, outcomeOf } from '../../common/watch/expectation.ts';
import type { ClientResult, HostResult, WatchResult } from '../../common/watch/watch-result.ts';
import {
  conclusionWords,
  verdictWords,
  wordClient,
  wordEvidence,
  wordHost,
} from '../../common/watch/watch-words.ts';
import type { WatchedConnection } from '../../common/watch/watched-connection.ts';
import type { WatchedSession } from '../../common/watch/watched-session.ts';
import type { CaseOutcome, Fact, HttpExchange, Report, ReportCase } from '../reports/report.ts';

/** What the real server shows: validated, leaf first; the error says why that is not known. */
export type RealChain =
  | { readonly ok: true; readonly chain: readonly CertificateFacts[] }
  | { readonly ok: false; readonly error: string };

export interface WatchReportParts {
  readonly session: WatchedSession;
  readonly result: WatchResult;
  readonly expectation: Expectation;
  readonly realChains: ReadonlyMap<string, RealChain>;
  readonly changes: readonly WatchChange[];
  readonly notes: readonly string[];
  readonly circumstances: readonly Fact[];
  /** The person's name for a client; null: none. */
  readonly nameOf: (client: ClientResult) => string | null;
  readonly version: string;
  readonly engine: string;
  readonly exitCode: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export const toWatchReport = (parts: WatchReportParts): Report => {
  const { session, result, version, engine, exitCode, expectation, at } = parts;
  const expected = new Set(hostsNamed(expectation, at));
  return {
    command: 'watch',
    title: session.name === '' ? 'Pinspect watch' : `Pinspect watch: ${session.name}`,
    version,
    engine,
    exitCode,
    startedAt: session.startedAt,
    endedAt: session.endedAt ?? at,
    circumstances: [
      { label: 'Interceptor', value: session.interceptor },
      { label: 'Control host', value: session.controlHost ?? 'none was named' },
      { label: 'Clients', value: groupingWords[session.grouping] },
      ...parts.circumstances,
    ],
    notes: [
      ...parts.notes,
      ...parts.changes.map(({ sentence }) => `Since the earlier watch: ${sentence}`),
      ...(session.dropped === 0 ? [] : [`${session.dropped} older connections are not kept.`]),
      'Authorisation headers, cookies and the like are hidden; bodies are not kept.',
    ],
    cases: [
      ...result.clients.flatMap((client) => client.hosts.map((host) => toCase(client, host, parts))),
      ...result.unseenHosts.map((host) => unseenCase(host, expected.has(host), session)),
    ],
  };
};

const groupingWords = {
  process: 'told apart by process, or by address',
  program: 'told apart by program, or by address',
  address: 'told apart by address',
} as const;

const toCase = (client: ClientResult, host: HostResult, parts: WatchReportParts): ReportCase => {
  const { session, expectation, at } = parts;
  const named = parts.nameOf(client);
  const who = named === null ? wordClient(client) : `${named}, ${wordClient(client)}`;
  const { sentence, advice } = wordHost(client, host, session.controlHost);
  const real = parts.realChains.get(host.host) ?? null;
  const chain = real?.ok === true ? real.chain : null;
  const policy =
    expectation.kind === 'policy' && !host.isControl
      ? explainByPolicy(expectation.policy, host.host, host.verdict, chain, at)
      : null;
  const outcome: CaseOutcome = outcomeOf(expectation, host, at);
  const firstAt = Math.min(...host.connections.map(({ openedAt }) => openedAt));
  const lastAt = Math.max(...host.connections.map((each) => each.closedAt ?? each.openedAt));
  const expectedPins = policy?.expectedPins ?? [];
  return {
    group: host.host,
    name: `${host.host} from ${who}`,
    outcome,
    word: `${verdictWords[host.verdict]}: ${conclusionWords[host.conclusion]}`,
    sentence: policy === null ? sentence : `${sentence} ${policy.sentence}`,
    failureText: null,
    advice: advice === null ? [] : [advice],
    startedAt: firstAt,
    durationMs: Math.max(0, lastAt - firstAt),
    facts: [...factsOf(host), ...realFacts(real, policy)],
    expectedPins,
    chain: (chain ?? []).map((each) => ({ ...each, pinned: expectedPins.includes(each.spkiSha256) })),
    presentedChain: [],
    commands: [],
    data: dataOf(client, host, { name: named, sentence, advice, policy }, real),
    row: {
      client: who,
      address: client.address,
      program: client.program,
      host: host.host,
      verdict: host.verdict,
      conclusion: host.conclusion,
      alerts: alertsOf(host).join(' '),
      refusals: host.refusals,
      requestsRead: host.requests,
      connections: host.connections.length,
      serverName: host.hasServerName,
      tlsVersions: host.tlsVersions.join(' '),
      offeredAlpn: host.offeredAlpn.join(' '),
      expected: outcome === 'noted' ? null : 'pinned',
    },
    exchange: null,
    exchanges: host.connections.flatMap(exchangesOf),
  };
};

const alertsOf = ({ evidence }: HostResult): readonly string[] =>
  evidence.flatMap(({ alert }) => (alert === null ? [] : [alert]));

const factsOf = (host: HostResult): readonly Fact[] => [
  ...host.evidence.map((evidence) => ({
    label: 'Seen',
    value: `${wordEvidence(evidence)}, ${when(evidence.firstAt)}${evidence.count === 1 ? '' : ` to ${when(evidence.lastAt)}`}`,
  })),
  { label: 'Name in the hello (SNI)', value: host.hasServerName ? host.host : 'none' },
  { label: 'Protocols offered (ALPN)', value: host.offeredAlpn.join(', ') || 'none' },
  { label: 'TLS version', value: host.tlsVersions.join(', ') || 'not known' },
  ...(host.serverFailure === null
    ? []
    : [{ label: 'The interceptor’s way to the server', value: host.serverFailure }]),
];

const when = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`;

const realFacts = (real: RealChain | null, policy: PolicyExplanation | null): readonly Fact[] => [
  ...(real?.ok === false ? [{ label: 'Real chain', value: `not known: ${real.error}` }] : []),
  ...(policy === null
    ? []
    : [
        { label: 'Rule of the policy', value: policy.rule },
        ...(policy.holdsToday === null
          ? []
          : [
              {
                label: 'Pins against the real chain',
                value: policy.holdsToday ? 'one is on it' : 'none is on it: the app refuses the real server',
              },
            ]),
        ...policy.renewals.map(({ label, outcome }) => ({
          label: `At a renewal: ${label.toLowerCase()}`,
          value: renewalWords[outcome],
        })),
      ]),
];

const renewalWords = {
  holds: 'a pin stays on the chain',
  breaks: 'no pin stays on the chain',
  'cannot-tell': 'cannot be told yet',
  unpinned: 'no pins are in force then',
} as const;

const dataOf = (
  client: ClientResult,
  host: HostResult,
  {
    name,
    ...words
  }: {
    readonly name: string | null;
    readonly sentence: string;
    readonly advice: string | null;
    readonly policy: PolicyExplanation | null;
  },
  real: RealChain | null,
): Readonly<Record<string, unknown>> => {
  const { connections, ...seen } = host;
  const { hosts, ...who } = client;
  return {
    client: { ...who, name, hosts: hosts.length },
    ...seen,
    ...words,
    realChain: real?.ok === true ? real.chain : null,
    realChainError: real?.ok === false ? real.error : null,
    connections: connections.map(({ exchanges, ...connection }) => ({
      ...connection,
      exchanges: exchanges.length,
    })),
  };
};

const exchangesOf = ({ id, exchanges }: WatchedConnection): readonly HttpExchange[] =>
  exchanges.flatMap(({ at, method, url, requestHeaders, response }) =>
    response === null || !URL.canParse(url)
      ? []
      : [
          {
            url,
            method,
            requestHeaders,
            startedAt: at,
            durationMs: response.durationMs,
            status: response.status,
            statusText: response.statusText,
            headers: response.headers,
            bodyBytes: response.bodyBytes,
            serverAddress: null,
            connectionId: id,
            connectMs: null,
            handshakeMs: null,
          },
        ],
  );

const unseenCase = (host: string, isExpected: boolean, session: WatchedSession): ReportCase => {
  const isControl = host === session.controlHost;
  const sentence = isControl
    ? 'No client asked for the control host, so no client’s trust in the CA was shown.'
    : 'No client asked for it, so nothing can be said about its pins.';
  return {
    group: host,
    name: `${host}: no traffic`,
    outcome: isExpected ? 'error' : 'noted',
    word: 'no traffic',
    sentence,
    failureText: null,
    advice: isControl ? [`Let the app open https://${host}/ first.`] : [],
    startedAt: session.startedAt,
    durationMs: 0,
    facts: [],
    expectedPins: [],
    chain: [],
    presentedChain: [],
    commands: [],
    data: { client: null, host, isControl, verdict: 'no-traffic', conclusion: 'undecided', sentence },
    row: {
      client: null,
      address: null,
      program: null,
      host,
      verdict: 'no-traffic',
      conclusion: 'undecided',
      alerts: '',
      refusals: 0,
      requestsRead: 0,
      connections: 0,
      serverName: false,
      tlsVersions: '',
      offeredAlpn: '',
      expected: isExpected ? 'pinned' : null,
    },
    exchange: null,
  };
};
