import { expect, test } from 'vitest';
import type { RunHop } from '../../../common/requests/collection-run.ts';
import { verdictChanges, verdictsOf } from '../../../common/requests/verdict-change.ts';

const timing = {
  isReused: null,
  queuedMs: null,
  dialMs: null,
  handshakeMs: null,
  waitingMs: null,
  receivingMs: null,
  totalMs: 1,
};

const hop = (url: string, verdict: RunHop['verdict'], action: RunHop['action']): RunHop => ({
  method: 'GET',
  url,
  status: 200,
  verdict,
  action,
  connectionId: 1,
  timing,
});

test('each host and port has its own verdict, the last of several', () => {
  expect(
    verdictsOf([
      hop('https://a.test/', 'pinned', 'allowed'),
      hop('https://a.test:8443/', 'mismatch', 'blocked'),
      hop('http://b.test/', 'cleartext', 'blocked'),
      hop('https://a.test/again', 'unpinned', 'allowed'),
    ]),
  ).toEqual({
    'a.test:443': { verdict: 'unpinned', action: 'allowed' },
    'a.test:8443': { verdict: 'mismatch', action: 'blocked' },
    'b.test:80': { verdict: 'cleartext', action: 'blocked' },
  });
});

test('a host that was not asked has no verdict; one that could not be reached is undecided', () => {
  expect(
    verdictsOf([hop('https://a.test/', null, null), hop('https://b.test/', 'undecided', 'blocked')]),
  ).toEqual({ 'b.test:443': { verdict: 'undecided', action: 'blocked' } });
});

test('another verdict or another action is a change, a new host and a host that is gone are none', () => {
  const before = {
    'a.test:443': { verdict: 'pinned', action: 'allowed' },
    'b.test:8443': { verdict: 'mismatch', action: 'allowed' },
    'cut.test:443': { verdict: 'pinned', action: 'allowed' },
    'gone.test:443': { verdict: 'pinned', action: 'allowed' },
    'same.test:443': { verdict: 'pinned', action: 'allowed' },
  } as const;
  const after = {
    'a.test:443': { verdict: 'mismatch', action: 'blocked' },
    'b.test:8443': { verdict: 'mismatch', action: 'blocked' },
    'cut.test:443': { verdict: 'undecided', action: 'blocked' },
    'new.test:443': { verdict: 'mismatch', action: 'blocked' },
    'same.test:443': { verdict: 'pinned', action: 'allowed' },
  } as const;
  expect(verdictChanges(before, after)).toEqual([
    'a.test was pinned, allowed; now it is mismatch, blocked.',
    'b.test:8443 was mismatch, allowed; now it is mismatch, blocked.',
    'cut.test was pinned, allowed; now it is undecided, blocked.',
  ]);
});
