import { expect, test } from 'vitest';
import { failure, success } from '../../../common/result.ts';
import { upstreamOf } from '../../../main/ipc/interceptor-control.ts';
import type { Route } from '../../../main/network/route.ts';

const proxy = {
  scheme: 'socks5',
  host: '::1',
  port: 1080,
  username: 'a@d',
  password: 'p:w',
} as const;
const pac = (answer: string | null): Route['choice'] => ({
  kind: 'pac',
  resolveProxy: () => Promise.resolve(answer === null ? failure('It fails.') : success(answer)),
});

test.each<[string, Route['choice'], string | null]>([
  ['direct', { kind: 'direct' }, null],
  ['a proxy with its password', { kind: 'proxy', proxy }, 'socks5://a%40d:p%3Aw@[::1]:1080'],
  ['the system’s first', { kind: 'system' }, 'http://corp.test:8080'],
  ['a script’s first', pac('HTTPS corp.test:443; DIRECT'), 'https://corp.test:443'],
  ['a script’s DIRECT', pac('DIRECT'), null],
])('an interceptor goes through %s', async (_what, choice, url) => {
  expect(await upstreamOf(choice, () => Promise.resolve('PROXY corp.test:8080; DIRECT'))).toEqual(
    success(url),
  );
});

test.each([
  ['a script that fails', pac(null), 'It fails.'],
  ['a script that names no way out', pac('FOO a.test:1'), 'names no way out'],
])('with %s it gets none, and is not led past the route', async (_what, choice, words) => {
  const upstream = await upstreamOf(choice, () => Promise.resolve('DIRECT'));
  expect(upstream).toMatchObject({ ok: false, error: { code: 'no-route' } });
  expect(JSON.stringify(upstream)).toContain(words);
});
