import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer } from '../../support/servers/genuine-server.ts';
import { startNotTlsServer, startPlainServer } from '../../support/servers/plain-server.ts';
import { startStallingServer } from '../../support/servers/stalling-server.ts';
import { startUdpListener } from '../../support/servers/udp-listener.ts';
import { ask, echoOverWebSocket } from './tls-client.ts';

const chains = createTestChains();
const ca = chains.root.certificatePem;

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of undo.splice(0).reverse()) await stop();
});
const until = <Server extends { readonly stop: () => Promise<void> }>(server: Server): Server => {
  undo.push(server.stop);
  return server;
};

const dial = (port: number): Socket => connect(port, '127.0.0.1').on('error', () => undefined);

it('the plain server counts requests and bodies in cleartext', async () => {
  const { port, traffic } = until(await startPlainServer());
  const response = await fetch(`http://127.0.0.1:${port}/upload`, { method: 'POST', body: 'x'.repeat(3000) });
  expect(await response.json()).toEqual({ bytes: 3000 });
  expect(traffic.requests).toMatchObject([
    { method: 'POST', url: '/upload', host: `127.0.0.1:${port}`, alpn: null, bodyBytes: 3000 },
  ]);
  expect(traffic.contentBytes).toBeGreaterThan(3000);
});

it('the plain server echoes over ws and counts the payload', async () => {
  const { port, traffic } = until(await startPlainServer({ alsoIpv6: true }));
  expect(await echoOverWebSocket(`ws://[::1]:${port}/socket`, 'hello')).toBe('hello');
  expect(traffic).toMatchObject({ connections: 1, webSocketBytes: 5, rawClientBytesAfterServerHello: 0 });
});

it.each(['ssh', 'http'] as const)(
  'a server that speaks %s where TLS is expected fails the handshake',
  async (speaks) => {
    const server = until(await startNotTlsServer(speaks));
    const client = connectTls({ port: server.port, host: '127.0.0.1' });
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ERR_SSL_WRONG_VERSION_NUMBER');
    await expect.poll(() => server.clientBytes).toBeGreaterThan(100);
  },
);

it('the stalling server holds every connection open and says nothing', async () => {
  const server = until(await startStallingServer());
  const clients = Array.from({ length: 40 }, () => dial(server.port));
  for (const client of clients) client.write('hello');
  await expect.poll(() => server.openConnections).toBe(40);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(clients.map(({ bytesRead }) => bytesRead)).toEqual(clients.map(() => 0));
  for (const client of clients) client.destroy();
  await expect.poll(() => server.openConnections).toBe(0);
  expect(server.mostOpenConnections).toBe(40);
});

it('the stalling server can turn into another one after a while', async () => {
  const genuine = until(await startGenuineServer({ certificate: chains.genuine }));
  const server = until(await startStallingServer({ delayMs: 100, targetPort: genuine.port }));
  const startedAt = performance.now();
  const { status } = await ask('/', { port: server.port, ca });
  expect(status).toBe(200);
  expect(performance.now() - startedAt).toBeGreaterThan(95);
});

it('the UDP listener counts datagrams', async () => {
  const listener = until(await startUdpListener());
  const sender = createSocket('udp4');
  for (const bytes of [20, 100]) sender.send(Buffer.alloc(bytes), listener.port, '127.0.0.1');
  await expect.poll(() => listener.packets).toEqual([20, 100]);
  sender.close();
});
