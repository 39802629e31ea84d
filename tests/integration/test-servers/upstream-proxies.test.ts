import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { SocksClient, type SocksProxy as SocksAddress } from 'socks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import { startPlainServer } from '../../support/servers/plain-server.ts';
import { startSocksProxy, type SocksProxyOptions } from '../../support/servers/socks-proxy.ts';
import { startUpstreamProxy, type UpstreamProxyOptions } from '../../support/servers/upstream-proxy.ts';

const chains = createTestChains();
const ca = chains.root.certificatePem;
const credentials = { user: 'anna', password: 'pass:wörd' };
const basic = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;

let server: GenuineServer;
beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
});
afterAll(() => server.stop());

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of undo.splice(0).reverse()) await stop();
});

/** Handshake and one request over a tunnel that is there. */
async function askThrough(tunnel: Socket, path: string): Promise<string> {
  const client = connectTls({ socket: tunnel, servername: 'a.example.test', ca });
  client.write(`GET ${path} HTTP/1.1\r\nhost: a.example.test\r\nconnection: close\r\n\r\n`);
  const chunks: Buffer[] = [];
  client.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(client, 'end');
  client.destroy();
  return Buffer.concat(chunks).toString();
}

describe('HTTP', () => {
  const start = async (options: UpstreamProxyOptions = {}): ReturnType<typeof startUpstreamProxy> => {
    const proxy = await startUpstreamProxy(options);
    undo.push(proxy.stop);
    return proxy;
  };

  /** Sends a CONNECT over a socket; gives the head of the answer. */
  async function askForTunnel(socket: Socket, authority: string, authorization?: string): Promise<string> {
    const header = authorization === undefined ? '' : `Proxy-Authorization: ${authorization}\r\n`;
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${header}\r\n`);
    const [head] = (await once(socket, 'data')) as [Buffer];
    return head.toString();
  }
  const dial = (port: number): Socket => connect(port, '127.0.0.1').on('error', () => undefined);

  it('tunnels to loopback whatever the name, and counts', async () => {
    const proxy = await start();
    const socket = dial(proxy.port);
    expect(await askForTunnel(socket, `a.example.test:${server.port}`)).toMatch(/^HTTP\/1.1 200 /);
    expect(await askThrough(socket, '/through-connect')).toMatch(/hello|not found/);
    expect(server.traffic.requests.at(-1)?.url).toBe('/through-connect');
    expect(proxy.requests).toMatchObject([
      { method: 'CONNECT', target: `a.example.test:${server.port}`, credentials: null, outcome: 'forwarded' },
    ]);
    expect(proxy.bytesSent).toBeGreaterThan(300);
    expect(proxy.bytesReceived).toBeGreaterThan(1000);
  });

  it('takes the bracketed form of IPv6 literals', async () => {
    const proxy = await start();
    const socket = dial(proxy.port);
    expect(await askForTunnel(socket, `[::1]:${server.port}`)).toMatch(/^HTTP\/1.1 200 /);
    socket.destroy();
  });

  it('challenges whoever has no or wrong credentials, and forwards with the right ones', async () => {
    const proxy = await start({ credentials });
    const authority = `a.example.test:${server.port}`;
    const [without, wrong, right] = await Promise.all([
      askForTunnel(dial(proxy.port), authority),
      askForTunnel(dial(proxy.port), authority, 'Basic eDp5'),
      askForTunnel(dial(proxy.port), authority, basic),
    ]);
    expect(without).toMatch(/^HTTP\/1.1 407 .*\r\nProxy-Authenticate: Basic /);
    expect(wrong).toMatch(/^HTTP\/1.1 407 /);
    expect(right).toMatch(/^HTTP\/1.1 200 /);
    expect(proxy.requests.map((asked) => [asked.credentials, asked.outcome])).toEqual([
      [null, 'challenged'],
      ['x:y', 'challenged'],
      ['anna:pass:wörd', 'forwarded'],
    ]);
  });

  it('refuses with the status it was told, and answers 502 for a port without a server', async () => {
    const refusing = await start({ refuseWith: 403 });
    expect(await askForTunnel(dial(refusing.port), 'a.example.test:443')).toMatch(/^HTTP\/1.1 403 /);
    const proxy = await start({ portFor: () => 1 });
    expect(await askForTunnel(dial(proxy.port), 'a.example.test:443')).toMatch(/^HTTP\/1.1 502 /);
  });

  it('speaks TLS itself when it has a certificate', async () => {
    const proxy = await start({ certificate: chains.genuine });
    const socket = connectTls({ port: proxy.port, host: '127.0.0.1', servername: 'localhost', ca });
    expect(await askForTunnel(socket, `a.example.test:${server.port}`)).toMatch(/^HTTP\/1.1 200 /);
    expect(await askThrough(socket, '/through-https-proxy')).toMatch(/^HTTP/);
    expect(server.traffic.requests.at(-1)?.url).toBe('/through-https-proxy');
  });

  it('forwards plain requests in absolute form', async () => {
    const plain = await startPlainServer();
    undo.push(plain.stop);
    const proxy = await start();
    const target = `http://c.example.test:${plain.port}/plain`;
    const asked = request({ host: '127.0.0.1', port: proxy.port, path: target, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    expect(plain.traffic.requests.map(({ url }) => url)).toEqual(['/plain']);
    expect(proxy.requests).toMatchObject([{ method: 'GET', target, outcome: 'forwarded' }]);
  });
});

describe('SOCKS5', () => {
  const start = async (options: SocksProxyOptions = {}): ReturnType<typeof startSocksProxy> => {
    const proxy = await startSocksProxy(options);
    undo.push(proxy.stop);
    return proxy;
  };
  const tunnel = async (
    proxyPort: number,
    host: string,
    login: Partial<SocksAddress> = {},
  ): Promise<Socket> => {
    const { socket } = await SocksClient.createConnection({
      proxy: { host: '127.0.0.1', port: proxyPort, type: 5, ...login },
      command: 'connect',
      destination: { host, port: server.port },
    });
    return socket;
  };

  it('tunnels names and addresses, and records which it was given', async () => {
    const proxy = await start();
    for (const host of ['a.example.test', '127.0.0.1', '::1']) {
      expect(await askThrough(await tunnel(proxy.port, host), '/through-socks')).toMatch(/^HTTP/);
    }
    expect(server.traffic.requests.at(-1)?.url).toBe('/through-socks');
    expect(proxy.requests).toEqual([
      { host: 'a.example.test', kind: 'name', port: server.port },
      { host: '127.0.0.1', kind: 'ipv4', port: server.port },
      { host: '0000:0000:0000:0000:0000:0000:0000:0001', kind: 'ipv6', port: server.port },
    ]);
  });

  it('wants the user name and password it was given', async () => {
    const proxy = await start({ credentials });
    const right = { userId: credentials.user, password: credentials.password };
    const socket = await tunnel(proxy.port, 'a.example.test', right);
    expect(await askThrough(socket, '/')).toMatch(/^HTTP/);
    await expect(tunnel(proxy.port, 'a.example.test', { ...right, password: 'wrong' })).rejects.toThrow();
    await expect(tunnel(proxy.port, 'a.example.test')).rejects.toThrow();
    expect(proxy.credentials).toEqual(['anna:pass:wörd', 'anna:wrong']);
    expect(proxy.requests).toHaveLength(1);
  });

  it('refuses with the reply code it was told', async () => {
    const proxy = await start({ refuseWith: 2 });
    await expect(tunnel(proxy.port, 'a.example.test')).rejects.toThrow(/NotAllowed/);
  });
});
