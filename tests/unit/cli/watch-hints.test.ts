import { expect, test } from 'vitest';
import type { ClientResult, HostResult } from '../../../common/watch/watch-result.ts';
import { paintFor } from '../../../main/cli/paint.ts';
import { watchWords } from '../../../main/cli/watch/watch-words.ts';

const paint = paintFor({ hasColour: false });

const host: HostResult = {
  host: 'api.example.test',
  ports: [443],
  isControl: false,
  verdict: 'refused',
  conclusion: 'ca-not-proven',
  evidence: [],
  refusals: 1,
  requests: 0,
  tlsVersions: [],
  offeredAlpn: [],
  hasServerName: true,
  serverFailure: null,
  connections: [],
};
const client: ClientResult = {
  id: 'a',
  address: '127.0.0.1',
  program: '/usr/bin/curl',
  pids: [1],
  isLocal: true,
  control: 'unseen',
  hasTrustingSibling: true,
  isTrustShownByOthers: false,
  hosts: [host],
};
const words = (one: ClientResult): string =>
  watchWords({ clients: [one], unseenHosts: [] }, 'www.example.test', { kind: 'nothing' }, paint, 0);

test('where another process of the program could be read, the option is named that takes them as one', () => {
  expect(words(client)).toContain('--group-by program takes all of one program as one client.');
  expect(words({ ...client, hasTrustingSibling: false })).not.toContain('--group-by');
});

test('what “noted” means is said once, and only where it stands', () => {
  const two = { ...client, hosts: [host, { ...host, host: 'b.example.test' }] };
  expect(words(two).match(/^noted: /gm)).toHaveLength(1);
  expect(words({ ...client, hosts: [] })).not.toContain('noted');
});
