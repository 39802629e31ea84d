import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestChains } from '../../support/servers/chains.ts';
import {
  startGenuineServer,
  type GenuineServer,
  type GenuineServerOptions,
} from '../../support/servers/genuine-server.ts';
import { ask, askHttp2, echoOverWebSocket, handshake } from './tls-client.ts';

const chains = createTestChains();
const ca = chains.root.certificatePem;

const started: GenuineServer[] = [];
const start = async (options: Partial<GenuineServerOptions> = {}): Promise<GenuineServer> => {
  const server = await startGenuineServer({ certificate: chains.genuine, ...options });
  started.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

describe('what it counts', () => {
  it('records a request over HTTP/1.1 with its body, host and protocol', async () => {
    const { port, traffic } = await start();
    const answer = await ask('/upload?by=test', { port, ca, method: 'POST', body: 'x'.repeat(5000) });
    expect(JSON.parse(answer.body)).toEqual({ bytes: 5000 });
    expect(traffic.requests).toMatchObject([
      {
        method: 'POST',
        url: '/upload?by=test',
        host: `127.0.0.1:${port}`,
        alpn: 'http/1.1',
        serverName: 'a.example.test',
        bodyBytes: 5000,
      },
    ]);
    expect(traffic.contentBytes).toBeGreaterThan(5000);
  });

  it('records a request over HTTP/2 with its body, host and protocol', async () => {
    const { port, traffic } = await start();
    const answer = await askHttp2('/echo', { port, ca, method: 'POST', body: 'x'.repeat(5000) });
    expect(answer.body).toHaveLength(5000);
    expect(traffic.requests).toMatchObject([
      { method: 'POST', url: '/echo', host: `a.example.test:${port}`, alpn: 'h2', bodyBytes: 5000 },
    ]);
    expect(traffic.contentBytes).toBeGreaterThan(5000);
  });

  it('joins a request with the port its client connected from', async () => {
    const { port, traffic } = await start();
    const socket = await handshake({ port, ca, ALPNProtocols: ['http/1.1'] });
    const { localPort } = socket;
    socket.end('GET / HTTP/1.1\r\nhost: a.example.test\r\nconnection: close\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    expect(traffic.requests.map(({ clientPort }) => clientPort)).toEqual([localPort]);
  });

  it('counts a refused handshake as one without content', async () => {
    const { port, traffic } = await start();
    await expect(ask('/', { port, ca: chains.otherRoot.certificatePem })).rejects.toThrow();
    await expect.poll(() => traffic.openConnections).toBe(0);
    expect(traffic).toMatchObject({ requests: [], connections: 1, contentBytes: 0 });
  });

  it('sees not one byte after the ServerHello from a client that leaves there', async () => {
    const { port, traffic } = await start({ maxVersion: 'TLSv1.2' });
    const hello = await recordedClientHello();
    const socket = connect(port, '127.0.0.1');
    socket.write(hello);
    await once(socket, 'data');
    socket.destroy();
    await expect.poll(() => traffic.openConnections).toBe(0);
    expect(traffic).toMatchObject({ connections: 1, handshakes: 0, rawClientBytesAfterServerHello: 0 });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'counts the wire bytes after the ServerHello in %s',
    async (maxVersion) => {
      const { port, traffic } = await start({ maxVersion, minVersion: maxVersion });
      await ask('/upload', { port, ca, method: 'POST', body: 'x'.repeat(5000) });
      expect(traffic.handshakes).toBe(1);
      expect(traffic.rawClientBytesAfterServerHello).toBeGreaterThan(traffic.contentBytes);
      expect(traffic.rawClientBytesAfterServerHello).toBeLessThan(traffic.contentBytes + 500);
    },
  );

  it('does not take a HelloRetryRequest for the ServerHello', async () => {
    const plain = await start({ maxVersion: 'TLSv1.3' });
    const retrying = await start({ keyExchangeGroups: 'P-384' });
    for (const { port } of [plain, retrying]) await ask('/', { port, ca, ecdhCurve: 'X25519:P-384' });
    // A second ClientHello would show as some 300 bytes more.
    const difference =
      retrying.traffic.rawClientBytesAfterServerHello - plain.traffic.rawClientBytesAfterServerHello;
    expect(Math.abs(difference)).toBeLessThan(100);
  });
});

/** The first bytes a TLS client sends: its ClientHello. */
async function recordedClientHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connectTls({ port, host: '127.0.0.1', servername: 'a.example.test' });
  client.on('error', () => undefined);
  const [accepted] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(accepted, 'data')) as [Buffer];
  accepted.destroy();
  client.destroy();
  server.close();
  return hello;
}

describe('certificates', () => {
  const presentedKey = async (server: GenuineServer, servername = 'a.example.test'): Promise<string> => {
    const socket = await handshake({ port: server.port, servername, rejectUnauthorized: false });
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256.replaceAll(':', '').toLowerCase();
  };

  it('presents another one to later connections once it is set', async () => {
    const server = await start();
    expect(await presentedKey(server)).toBe(chains.genuine.certSha256);
    server.setCertificate(chains.renewedWithNewKey);
    expect(await presentedKey(server)).toBe(chains.renewedWithNewKey.certSha256);
  });

  it('chooses by SNI', async () => {
    const server = await start({ certificatesByName: { 'b.example.test': chains.attacker } });
    expect(await presentedKey(server, 'a.example.test')).toBe(chains.genuine.certSha256);
    expect(await presentedKey(server, 'b.example.test')).toBe(chains.attacker.certSha256);
  });

  it('rotates through a list, one a connection', async () => {
    const server = await start();
    server.rotateCertificates([chains.genuine, chains.attacker]);
    const seen = [await presentedKey(server), await presentedKey(server), await presentedKey(server)];
    expect(seen).toEqual([chains.genuine.certSha256, chains.attacker.certSha256, chains.genuine.certSha256]);
  });
});

describe('sessions', () => {
  const resume = async (first: GenuineServer, second: GenuineServer): Promise<boolean> => {
    const socket = await handshake({ port: first.port, ca });
    const [session] = (await once(socket, 'session')) as [Buffer];
    socket.destroy();
    const again = await handshake({ port: second.port, ca, session });
    const isReused = again.isSessionReused();
    again.end();
    return isReused;
  };

  it('resumes at whoever holds the ticket keys, with another certificate too', async () => {
    const ticketKeys = randomBytes(48);
    const genuine = await start({ ticketKeys });
    const attacker = await start({ ticketKeys, certificate: chains.attacker });
    expect(await resume(genuine, attacker)).toBe(true);
    await expect.poll(() => attacker.traffic.resumedHandshakes).toBe(1);
  });

  it('resumes on one server and not on one with other keys', async () => {
    const server = await start();
    const other = await start();
    expect(await resume(server, server)).toBe(true);
    expect(await resume(server, other)).toBe(false);
  });

  it('resumes nothing without tickets', async () => {
    const server = await start({ ticketKeys: 'none' });
    expect(await resume(server, server)).toBe(false);
  });
});

describe('what it answers', () => {
  it('echoes over wss and counts the payload', async () => {
    const { port, traffic } = await start();
    expect(await echoOverWebSocket(`wss://localhost:${port}/any`, 'hello', { ca })).toBe('hello');
    expect(traffic.webSocketBytes).toBe(5);
    expect(traffic.requests.map(({ url }) => url)).toEqual(['/any']);
  });

  it('redirects, caches, sets headers and answers any status', async () => {
    const { port } = await start();
    const redirect = await ask('/redirect?to=https%3A%2F%2Fb.example.test%2F&status=307', { port, ca });
    const cacheable = await ask('/cacheable?maxAge=60', { port, ca });
    const headers = await ask('/headers?Strict-Transport-Security=max-age%3D60&Set-Cookie=a%3Db', {
      port,
      ca,
    });
    const teapot = await ask('/status?code=418', { port, ca });
    expect([redirect.status, redirect.headers.location]).toEqual([307, 'https://b.example.test/']);
    expect(cacheable.headers['cache-control']).toBe('public, max-age=60');
    expect(headers.headers).toMatchObject({
      'strict-transport-security': 'max-age=60',
      'set-cookie': ['a=b'],
    });
    expect(teapot.status).toBe(418);
  });

  it('streams slowly, in events, and at length', async () => {
    const { port } = await start();
    const [slow, events, large] = await Promise.all([
      ask('/slow?everyMs=5&count=3&chunkBytes=10', { port, ca }),
      ask('/events?everyMs=5&count=2', { port, ca }),
      askHttp2('/large?bytes=3000000', { port, ca }),
    ]);
    expect([slow.body.length, events.body, large.body.length]).toEqual([
      30,
      'data: first\n\ndata: 0\n\ndata: 1\n\n',
      3_000_000,
    ]);
  });

  it('speaks the protocols it is told to', async () => {
    const alpn = async (protocols: NonNullable<GenuineServerOptions['protocols']>): Promise<unknown> => {
      const { port } = await start({ protocols });
      const socket = await handshake({ port, ca, ALPNProtocols: ['h2', 'http/1.1'] });
      socket.destroy();
      return socket.alpnProtocol;
    };
    expect([await alpn(['h2']), await alpn(['http/1.1']), await alpn(['h2', 'http/1.1'])]).toEqual([
      'h2',
      'http/1.1',
      'h2',
    ]);
  });

  it('listens on ::1 when asked', async () => {
    const { port, traffic } = await start({ alsoIpv6: true });
    await ask('/', { port, ca, host: '::1', servername: '' });
    await ask('/', { port, ca, host: '127.0.0.1', servername: '' });
    expect(traffic.requests).toHaveLength(2);
  });

  it('stops while bodies and handshakes are under way', async () => {
    const server = await startGenuineServer({ certificate: chains.genuine });
    const failing = [
      ask('/silence', { port: server.port, ca }),
      ask('/slow?count=1000', { port: server.port, ca }),
    ];
    const outcomes = Promise.allSettled(failing);
    await expect.poll(() => server.traffic.requests.length).toBe(2);
    await server.stop();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
