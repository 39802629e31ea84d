import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeWatch } from '../../../common/watch/judge-watch.ts';
import type { ClientProcess, WatchEvent, WatchFact } from '../../../common/watch/watch-event.ts';
import { clientGroupings, type ClientGrouping, type HostResult } from '../../../common/watch/watch-result.ts';
import { wordHost } from '../../../common/watch/watch-words.ts';
import { connectionsOf } from '../../../common/watch/watched-connection.ts';

const controlHost = 'control.test';
const app: ClientProcess = { pid: 10, startedAt: '1', program: '/opt/app' };

interface Told {
  readonly host: string;
  readonly facts: readonly WatchFact[];
  readonly process?: ClientProcess | null;
  readonly address?: string;
}

let clock = 1_000;
const secured: WatchFact = { kind: 'secured', tlsVersion: 'TLS 1.3', alpn: 'http/1.1' };
const leaves: WatchFact = { kind: 'closed', by: 'client' };
const alert = (name: string, hasSentCertificate = true): WatchFact => ({
  kind: 'handshake-failed',
  alert: name,
  how: 'alert',
  hasSentCertificate,
  tlsVersion: 'TLS 1.3',
  detail: '',
});
const goes = (hasSentCertificate: boolean): WatchFact => ({
  kind: 'handshake-failed',
  alert: null,
  how: 'closed',
  hasSentCertificate,
  tlsVersion: null,
  detail: '',
});
const read: readonly WatchFact[] = [secured, { kind: 'read' }, leaves];
const refused: readonly WatchFact[] = [alert('unknown_ca'), leaves];
const control: Told = { host: controlHost, facts: read };
const api = (facts: readonly WatchFact[]): Told => ({ host: 'api.test', facts });

const eventsOf = (told: readonly Told[], everyMs = 10): readonly WatchEvent[] =>
  told.flatMap(({ host, facts, process = app, address = '127.0.0.1' }, index) => {
    const connection = `c${index}`;
    const all: WatchFact[] = [
      { kind: 'opened', address, port: 1, isLocal: address.startsWith('127.'), process },
      { kind: 'asked', host, port: 443 },
      { kind: 'hello', serverName: host, alpn: ['http/1.1'] },
      ...facts,
    ];
    return all.map((fact) => ({ ...fact, connection, at: (clock += everyMs) }));
  });

const judge = (told: readonly Told[], grouping: ClientGrouping = 'process'): ReturnType<typeof judgeWatch> =>
  judgeWatch(connectionsOf(eventsOf(told)), { controlHost, grouping, expectedHosts: [] });

const apiOf = (told: readonly Told[], grouping: ClientGrouping = 'process'): HostResult => {
  const found = judge(told, grouping)
    .clients.flatMap(({ hosts }) => hosts)
    .findLast(({ host }) => host === 'api.test');
  if (found === undefined) throw new Error('api.test was not judged.');
  return found;
};
const wordsOf = ({ verdict, conclusion }: HostResult): string => `${verdict}: ${conclusion}`;

describe('a host', () => {
  test('is pinned when the control host was readable first and the refusal repeats', () => {
    expect(wordsOf(apiOf([control, api(refused), api(refused)]))).toBe('refused: pinned');
    expect(wordsOf(apiOf([control, api([goes(true), leaves]), api([goes(true), leaves])]))).toBe(
      'closed-without-alert: pinned',
    );
    expect(wordsOf(apiOf([control, api([secured, leaves]), api([secured, leaves])]))).toBe(
      'refused-after-handshake: pinned',
    );
  });

  test('is not pinned when anything of it was read, however often it was refused', () => {
    const host = apiOf([control, api(refused), api(read), api(refused)]);
    expect(wordsOf(host)).toBe('readable: not-pinned');
    expect(host.evidence.map(({ kind, count }) => `${kind} ${count}`)).toEqual(['readable 1', 'refused 2']);
  });

  test('is never pinned where the control host was refused, unseen, or readable only afterwards', () => {
    const twice = [api(refused), api(refused)];
    expect(wordsOf(apiOf([{ ...control, facts: refused }, ...twice]))).toBe('refused: ca-not-trusted');
    expect(wordsOf(apiOf(twice))).toBe('refused: ca-not-proven');
    expect(wordsOf(apiOf([...twice, control]))).toBe('refused: ca-not-proven');
  });

  test('is not pinned by refusals after the control host was refused again: the CA was taken away', () => {
    expect(wordsOf(apiOf([control, { ...control, facts: refused }, api(refused), api(refused)]))).toBe(
      'refused: ca-not-proven',
    );
  });

  test('is seen once only after one refusal', () => {
    expect(wordsOf(apiOf([control, api(refused)]))).toBe('refused: not-repeated');
  });

  test('is not judged by connections that say nothing about the certificate', () => {
    const silent: readonly (readonly WatchFact[])[] = [
      [goes(false), leaves],
      [alert('protocol_version', false), leaves],
      [alert('handshake_failure', false), leaves],
      [alert('internal_error'), leaves],
      [secured, { kind: 'closed', by: 'interceptor' }],
      [secured],
      [{ kind: 'server-failed', why: 'no route' }, leaves],
    ];
    for (const facts of silent)
      expect(wordsOf(apiOf([control, api(facts), api(facts)]))).toBe('cannot-tell: undecided');
  });

  test('is not judged by connections that were opened in advance and never used', () => {
    const events = eventsOf([control, api([secured]), api([secured])]);
    const late = events.at(-1)?.at ?? 0;
    const closed = ['c1', 'c2'].map((connection) => ({
      ...leaves,
      connection,
      at: late + 10_000,
    }));
    const { clients } = judgeWatch(connectionsOf([...events, ...closed]), {
      controlHost,
      grouping: 'process',
      expectedHosts: [],
    });
    expect(clients[0]?.hosts[1]).toMatchObject({ verdict: 'cannot-tell', conclusion: 'undecided' });
  });

  test('that an alert refuses after the handshake is refused by that alert', () => {
    const late: readonly WatchFact[] = [
      secured,
      { kind: 'late-alert', alert: 'certificate_unknown' },
      leaves,
    ];
    expect(wordsOf(apiOf([control, api(late), api(late)]))).toBe('refused: pinned');
  });

  test('goes without TLS, or was passed through', () => {
    expect(wordsOf(apiOf([control, api([{ kind: 'cleartext' }, leaves])]))).toBe('cleartext: not-pinned');
    expect(wordsOf(apiOf([control, api([{ kind: 'passed-through' }, leaves])]))).toBe(
      'passed-through: not-watched',
    );
  });
});

describe('a client', () => {
  const other: ClientProcess = { ...app, pid: 11 };

  test('is one process, unless all of a program count as one', () => {
    const told = [control, { ...api(refused), process: other }, { ...api(refused), process: other }];
    expect(wordsOf(apiOf(told))).toBe('refused: ca-not-proven');
    expect(wordsOf(apiOf(told, 'program'))).toBe('refused: pinned');
    const [first, second] = judge(told).clients;
    expect([first?.hasTrustingSibling, second?.hasTrustingSibling]).toEqual([false, true]);
  });

  test('that the system cannot name is never called pinned, unless addresses tell clients apart', () => {
    const unknown = [control, api(refused), api(refused)].map((told) => ({ ...told, process: null }));
    expect(wordsOf(apiOf(unknown))).toBe('refused: unknown-client');
    expect(wordsOf(apiOf(unknown, 'program'))).toBe('refused: unknown-client');
    expect(wordsOf(apiOf(unknown, 'address'))).toBe('refused: pinned');
  });

  test('on another device is told by its address, with a word about browsers beside the app', () => {
    const elsewhere = (told: Told): Told => ({ ...told, process: null, address: '10.0.0.9' });
    const { clients } = judge([control, api(refused), api(refused)].map(elsewhere));
    const [client] = clients;
    const host = client?.hosts[1];
    if (client === undefined || host === undefined) throw new Error('Nobody was seen.');
    expect(wordsOf(host)).toBe('refused: pinned');
    expect(wordHost(client, host, controlHost).advice).toContain('let the app itself open control.test');
  });
});

test('hosts that were looked for and not asked for are named', () => {
  const { unseenHosts } = judgeWatch(connectionsOf(eventsOf([api(read)])), {
    controlHost,
    grouping: 'process',
    expectedHosts: ['api.test', 'login.test'],
  });
  expect(unseenHosts).toEqual([controlHost, 'login.test']);
});

test('whatever happens, nobody is called pinned without a readable control host and two refusals after it', () => {
  const anyFacts = fc.constantFrom<readonly WatchFact[]>(
    read,
    refused,
    [goes(true), leaves],
    [goes(false), leaves],
    [secured, leaves],
    [secured],
    [alert('bad_certificate'), leaves],
    [alert('protocol_version', false), leaves],
    [{ kind: 'passed-through' }, leaves],
    [{ kind: 'cleartext' }, leaves],
  );
  const anyTold = fc.record({
    host: fc.constantFrom(controlHost, 'api.test', 'b.test'),
    facts: anyFacts,
    process: fc.constantFrom(app, { ...app, pid: 11 }, null),
    address: fc.constantFrom('127.0.0.1', '10.0.0.9'),
  });
  fc.assert(
    fc.property(
      fc.array(anyTold, { maxLength: 14 }),
      fc.constantFrom(...clientGroupings),
      (told, grouping) => {
        for (const client of judge(told, grouping).clients)
          for (const host of client.hosts) {
            if (host.conclusion !== 'pinned') continue;
            const shown = client.hosts.find(({ isControl }) => isControl);
            const firstRead = shown?.evidence.find(({ kind }) => kind === 'readable')?.firstAt ?? Infinity;
            expect(client.control).toBe('readable');
            expect(host.refusals).toBeGreaterThanOrEqual(2);
            expect(host.evidence.some(({ kind }) => kind === 'readable')).toBe(false);
            expect(Math.max(...host.evidence.map(({ lastAt }) => lastAt))).toBeGreaterThan(firstRead);
          }
      },
    ),
    { numRuns: 400 },
  );
});
