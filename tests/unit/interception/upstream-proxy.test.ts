import { expect, test } from 'vitest';
import { toUpstreamProxy } from '../../../main/interception/upstream-proxy.ts';

test.each([
  [null, { mode: 'regular', credentials: null }],
  ['http://proxy.test:3128', { mode: 'upstream:http://proxy.test:3128', credentials: null }],
  ['http://proxy.test', { mode: 'upstream:http://proxy.test:80', credentials: null }],
  ['https://proxy.test/', { mode: 'upstream:https://proxy.test:443', credentials: null }],
  ['http://[::1]:8080', { mode: 'upstream:http://[::1]:8080', credentials: null }],
  ['http://ada:p%40ss%3A@proxy.test:1', { mode: 'upstream:http://proxy.test:1', credentials: 'ada:p@ss:' }],
  ['http://ada:100%@proxy.test:1', { mode: 'upstream:http://proxy.test:1', credentials: 'ada:100%' }],
])('%s is understood', (url, value) => {
  expect(toUpstreamProxy(url)).toEqual({ ok: true, value });
});

test.each([
  ['socks5://proxy.test:1080', 'upstream-proxy-unsupported'],
  ['socks4://proxy.test:1080', 'upstream-proxy-unsupported'],
  ['proxy.test', 'upstream-proxy-malformed'],
  ['', 'upstream-proxy-malformed'],
])('%s is refused', (url, code) => {
  expect(toUpstreamProxy(url)).toMatchObject({ ok: false, error: { code } });
});
