// The built-in interceptor between real clients and a real server.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { InterceptorEvent } from '../../../common/records.ts';
import type { Interceptor } from '../../../main/interception/interceptor.ts';
import { startBuiltinInterceptor } from '../../../main/interception/start-builtin.ts';
import { createAuthority } from '../../../main/certificates/issue-certificate.ts';
import { startSocksProxy } from '../../support/servers/socks-proxy.ts';
import {
  getThrough,
  isListening,
  openTunnel,
  refuseThrough,
  startCountingProxy,
  startTestServer,
  type TestServer,
} from './ends.ts';

let server: TestServer;
let target: string;
let interceptor: Interceptor;
const events: InterceptorEvent[] = [];

const start = async (
  upstreamProxy: string | null = null,
  serverRootsPem = server.rootPem,
): Promise<Interceptor> => {
  const started = await startBuiltinInterceptor({ upstreamProxy, serverRootsPem });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
};
const eventsOf = (clientPort: number): readonly string[] =>
  events.filter((event) => event.clientPort === clientPort).map(({ kind, detail }) => `${kind}: ${detail}`);

beforeAll(async () => {
  server = await startTestServer();
  target = `localhost:${server.port}`;
  interceptor = await start();
  interceptor.onEvent((event) => events.push(event));
});
afterAll(async () => {
  await interceptor.stop();
  server.close();
});
beforeEach(() => {
  events.length = 0;
});

describe('the built-in interceptor', () => {
  test('tells the requests it could read, by the port of the client', async () => {
    const { text, clientPort } = await getThrough(
      interceptor.address,
      target,
      '/a?b=c',
      interceptor.caPem ?? '',
    );
    expect(text).toContain('path /a?b=c');
    await expect
      .poll(() => eventsOf(clientPort))
      .toEqual([
        'connected: The connection reached the built-in interceptor.',
        'client-handshake-done: TLSv1.3, localhost',
        `request-read: GET https://${target}/a?b=c`,
        `response-read: 200 for GET https://${target}/a?b=c`,
        'disconnected: The connection was closed.',
      ]);
    const sent = `GET /a?b=c HTTP/1.1\r\nHost: ${target}\r\nConnection: close\r\n\r\n`;
    expect(events.find(({ kind }) => kind === 'request-read')?.requestBytes).toBe(sent.length);
  });

  test('tells the alert of a client that refuses its certificate, and reads no request of it', async () => {
    const clientPort = await refuseThrough(interceptor.address, target);
    await expect
      .poll(() => eventsOf(clientPort))
      .toEqual([
        'connected: The connection reached the built-in interceptor.',
        expect.stringMatching(
          /^client-handshake-failed: The client does not trust the interceptor's CA: alert unknown_ca \(48\)\./,
        ),
        'disconnected: The connection was closed.',
      ]);
  });

  test('tells of a server that cannot be reached', async () => {
    const { status, clientPort } = await openTunnel(interceptor.address, '127.0.0.1:1');
    expect(status).toBe(502);
    await expect
      .poll(() => eventsOf(clientPort))
      .toContainEqual(expect.stringMatching(/^server-failed: 127\.0\.0\.1:1: .*ECONNREFUSED/));
  });

  test('does not vouch for a server whose own certificate is not good', async () => {
    const strict = await start(null, (await createAuthority('Another Root')).certificatePem);
    const seen: string[] = [];
    strict.onEvent(({ kind, detail }) => seen.push(`${kind}: ${detail}`));
    const { text } = await getThrough(strict.address, target, '/', strict.caPem ?? '');
    expect(text).toBe('');
    await expect
      .poll(() => seen)
      .toContainEqual(expect.stringMatching(/^server-failed: .*(verify|issuer|signed)/i));
    await strict.stop();
  });

  test.each([
    ['without a password', {}],
    ['with a wrong one', { 'Proxy-Authorization': `Basic ${Buffer.from('pinspect:no').toString('base64')}` }],
  ])('lets nobody through %s', async (_what, headers) => {
    expect((await openTunnel(interceptor.address, target, headers)).status).toBe(407);
    expect(events).toEqual([]);
  });

  test('goes through the proxy it inherits, with its user and password', async () => {
    const proxy = await startCountingProxy();
    const inherited = await start(`http://user:p%40ss@127.0.0.1:${proxy.port}`);
    const { text } = await getThrough(inherited.address, target, '/x', inherited.caPem ?? '');
    expect(text).toContain('path /x');
    expect(proxy.seen).toEqual([`${target} Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
    await inherited.stop();
    proxy.close();
  });

  test('goes through a SOCKS proxy too', async () => {
    const proxy = await startSocksProxy();
    const inherited = await start(`socks5://127.0.0.1:${proxy.port}`);
    const { text } = await getThrough(inherited.address, target, '/x', inherited.caPem ?? '');
    expect(text).toContain('path /x');
    await inherited.stop();
    await proxy.stop();
  });

  test('leaves no port behind, also with a client in the middle of something', async () => {
    const stopped = await start();
    await openTunnel(stopped.address, target);
    await stopped.stop();
    expect(await isListening(stopped.address.port)).toBe(false);
    await stopped.stop();
  });
});
