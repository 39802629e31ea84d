// What is no plain HTTPS request of a client on this computer: hosts passed through, no TLS, HTTP/2 only, idle, other addresses.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectionOutcome } from '../../../common/watch/connection-outcome.ts';
import { connectionsOf, type WatchedConnection } from '../../../common/watch/watched-connection.ts';
import { openTunnel } from '../interception/ends.ts';
import { otherComputer } from '../../support/other-computer.ts';
import {
  controlHost,
  findRealMitmproxy,
  openWatchedWorld,
  pinnedHost,
  startWatchedServers,
  type WatchedServers,
  type WatchedWorld,
} from '../../support/watch/watched-world.ts';

const mitmproxy = await findRealMitmproxy();
const kinds = (['builtin', 'mitmproxy'] as const).filter((kind) => kind === 'builtin' || mitmproxy.ok);

/** What a TLS client says first. */
const clientHello = (servername: string): Buffer => {
  const written: Buffer[] = [];
  const wire = new Duplex({
    read: () => undefined,
    write: (piece: Buffer, _encoding, done) => {
      written.push(piece);
      done();
    },
  });
  connectTls({ socket: wire, servername }).on('error', () => undefined);
  return Buffer.concat(written);
};

let servers: WatchedServers;
beforeAll(async () => {
  servers = await startWatchedServers();
});
afterAll(async () => {
  await servers.server.stop();
});

describe.each(kinds)('%s', (kind) => {
  let world: WatchedWorld;
  beforeAll(async () => {
    world = await openWatchedWorld(servers, { kind, passThrough: ['*.bank.test', 'other.example.test'] });
  });
  afterAll(async () => {
    await world.stop();
  });

  const tunnel = async (host: string): Promise<Socket> => {
    const { socket } = await openTunnel(world.interceptor.address, `${host}:443`);
    return socket;
  };
  const lastOf = async (host: string): Promise<WatchedConnection> =>
    vi.waitFor(
      () => {
        const found = connectionsOf(world.events).findLast(({ askedHost }) => askedHost === host);
        if (found?.closedAt == null) throw new Error('It is not closed.');
        return found;
      },
      { timeout: 20_000 },
    );

  test('a host on the list is passed through untouched: the client sees the true certificate', async () => {
    const seen = await world.watch('curl', [
      ...['-s', '-x', world.proxy, '--cacert', join(world.folder, 'server-root.pem')],
      'https://other.example.test/',
    ]);
    expect(seen.code).toBe(0);
    expect(seen.host('other.example.test')).toMatchObject({
      verdict: 'passed-through',
      conclusion: 'not-watched',
      requests: 0,
    });
  });

  test('plain HTTP is told as readable by everybody, and reaches its server', async () => {
    const server = createServer((request, response) => {
      response.end(`plain ${request.url ?? ''}`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const seen = await world.watch('curl', ['-s', '-x', world.proxy, `http://127.0.0.1:${port}/x`]);
    server.close();
    expect(seen.output).toBe('plain /x');
    expect(seen.host('127.0.0.1')).toMatchObject({
      verdict: 'cleartext',
      conclusion: 'not-pinned',
      requests: 1,
      connections: [{ exchanges: [{ method: 'GET', response: { status: 200, bodyBytes: 8 } }] }],
    });
  });

  test('a client that leaves before its hello, or goes after the certificate without a word, is told apart', async () => {
    (await tunnel(controlHost)).destroy();
    expect(connectionOutcome(await lastOf(controlHost))).toMatchObject({ kind: 'cannot-tell' });
    const socket = await tunnel(pinnedHost);
    socket.write(clientHello(pinnedHost));
    // The server's flight is there; the client answers nothing.
    await once(socket, 'data');
    socket.destroy();
    expect(connectionOutcome(await lastOf(pinnedHost))).toMatchObject({ kind: 'closed-without-alert' });
  });

  test('a connection that is opened in advance and left unused is no refusal', async () => {
    const socket = await tunnel('idle.example.test');
    const startedMs = performance.now();
    const client = connectTls({ socket, servername: 'idle.example.test', rejectUnauthorized: false });
    await once(client, 'secureConnect');
    // Longer than any client takes that refuses at once, also on a machine that is slow today.
    const longMs = Math.max(2_000, 10 * (performance.now() - startedMs)) + 500;
    await new Promise((resolve) => setTimeout(resolve, longMs));
    client.destroy();
    expect(connectionOutcome(await lastOf('idle.example.test'))).toEqual({
      kind: 'cannot-tell',
      why: 'unused',
    });
  });

  test('a client that speaks HTTP/2 only is readable', async () => {
    const socket = await tunnel(controlHost);
    const client = connectHttp2(`https://${controlHost}`, {
      createConnection: () =>
        connectTls({
          socket,
          servername: controlHost,
          ca: readFileSync(world.caPath),
          ALPNProtocols: ['h2'],
        }),
    });
    const stream = client.request({ ':path': '/' });
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers[':status']).toBe(kind === 'builtin' ? 502 : 200);
    client.destroy();
    const seen = await lastOf(controlHost);
    expect(connectionOutcome(seen)).toMatchObject({ kind: 'readable' });
    expect(seen).toMatchObject({ alpn: 'h2', offeredAlpn: ['h2'], requests: 1 });
  });

  test('whatever is not TLS inside a tunnel is carried, and told', async () => {
    const server = createServer((_request, response) => {
      response.end('as ever');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { socket } = await openTunnel(world.interceptor.address, `localhost:${port}`);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    await once(socket, 'close');
    server.close();
    expect(answer).toContain('as ever');
    expect(connectionOutcome(await lastOf('localhost'))).toMatchObject({ kind: 'cleartext' });
  });

  test('the real server’s certificate is validated, and what is wrong with it is told', async () => {
    const before = servers.server.traffic.requests.length;
    await world.watch('curl', [
      '-s',
      '-x',
      world.proxy,
      '--cacert',
      world.caPath,
      'https://wrong.example.test/',
    ]);
    const seen = await lastOf('wrong.example.test');
    expect(seen.serverFailure).toMatch(/altnames|hostname mismatch|verify failed/i);
    expect(servers.server.traffic.requests.length).toBe(before);
  });
});

test('the CA’s key is for its owner’s eyes only', async () => {
  const world = await openWatchedWorld(servers, { kind: 'builtin' });
  const folder = join(world.folder, 'ca');
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  expect([modeOf(folder), modeOf(join(folder, 'pinspect-watch-ca.key'))]).toEqual(['700', '600']);
  await world.stop();
});

const other = otherComputer();

describe.skipIf(other === null)(
  `a client on another address${other === null ? ' (skipped: no right to make network namespaces)' : ''}`,
  () => {
    const { namespace, here, there } = other ?? { namespace: '', here: '', there: '' };
    let world: WatchedWorld;
    beforeAll(async () => {
      world = await openWatchedWorld(servers, { kind: 'builtin', listen: { host: here, port: 0 } });
    });
    afterAll(async () => {
      await world.stop();
    });
    const inside = (...words: readonly string[]): ReturnType<WatchedWorld['watch']> =>
      world.watch('ip', ['netns', 'exec', namespace, 'curl', '-s', '-x', world.proxy, ...words]);

    test('is told by its address, pinned or not', async () => {
      const pinned = [
        ...['--next', '-s', '-x', world.proxy, '--cacert', world.caPath],
        ...['--pinnedpubkey', `sha256//${Buffer.alloc(32, 7).toString('base64')}`],
        `https://${pinnedHost}/`,
      ];
      const seen = await inside('--cacert', world.caPath, `https://${controlHost}/`, ...pinned, ...pinned);
      expect(seen.clients).toMatchObject([{ address: there, isLocal: false, program: null }]);
      expect(seen.host(controlHost)?.conclusion).toBe('not-pinned');
      expect(seen.host(pinnedHost)?.conclusion).toBe('pinned');
      const without = await inside(
        `https://${controlHost}/`,
        `https://${pinnedHost}/`,
        `https://${pinnedHost}/`,
      );
      expect(without.host(pinnedHost)?.conclusion).toBe('ca-not-trusted');
    });

    test('is not led to what listens on this computer for its owner alone', async () => {
      const seen = await inside('http://127.0.0.1:22/', 'http://localhost:22/', `http://${here}:22/`);
      const failures = seen.clients.flatMap(({ hosts }) => hosts.map(({ serverFailure }) => serverFailure));
      expect(failures).toEqual(Array(3).fill('a client from another computer may not be led to this one'));
    });
  },
);
