import { expect, test } from 'vitest';
import { compareWatches } from '../../../common/watch/compare-watches.ts';
import type {
  ClientResult,
  Conclusion,
  HostResult,
  WatchResult,
} from '../../../common/watch/watch-result.ts';

const host = (name: string, conclusion: Conclusion): HostResult => ({
  host: name,
  ports: [443],
  isControl: false,
  verdict: 'refused',
  conclusion,
  evidence: [],
  refusals: 0,
  requests: 0,
  tlsVersions: [],
  offeredAlpn: [],
  hasServerName: true,
  serverFailure: null,
  connections: [],
});
const client = (hosts: readonly HostResult[]): ClientResult => ({
  id: 'a',
  address: '127.0.0.1',
  program: '/opt/app',
  pids: [1],
  isLocal: true,
  control: 'readable',
  hasTrustingSibling: false,
  isTrustShownByOthers: false,
  hosts,
});
const seen = (...clients: readonly (readonly HostResult[])[]): WatchResult => ({
  clients: clients.map(client),
  unseenHosts: [],
});

test('a host that was pinned and could be read is weaker, and comes first', () => {
  const before = seen([host('b.test', 'not-pinned'), host('api.test', 'pinned')]);
  const after = seen([host('b.test', 'pinned'), host('api.test', 'not-pinned')]);
  expect(compareWatches(before, after)).toMatchObject([
    { host: 'api.test', isWeaker: true, sentence: 'api.test was pinned and is not any more.' },
    { host: 'b.test', isWeaker: false, sentence: 'b.test was not pinned and is now.' },
  ]);
});

test('a host that was pinned and of which nobody can tell now is lost, not weaker', () => {
  const before = seen([host('api.test', 'pinned'), host('login.test', 'pinned')]);
  expect(compareWatches(before, seen([host('api.test', 'ca-not-trusted')]))).toMatchObject([
    { host: 'api.test', isWeaker: false, isLost: true },
    { host: 'login.test', isWeaker: false, isLost: true, after: null },
  ]);
});

test('of several clients the most certain conclusion counts: read before pinned, pinned before what says nothing', () => {
  const before = seen([host('api.test', 'ca-not-trusted')], [host('api.test', 'pinned')]);
  const after = seen([host('api.test', 'pinned')], [host('api.test', 'undecided')]);
  expect(compareWatches(before, after)).toEqual([]);
  expect(
    compareWatches(before, seen([host('api.test', 'pinned')], [host('api.test', 'not-pinned')])),
  ).toMatchObject([{ isWeaker: true }]);
});
