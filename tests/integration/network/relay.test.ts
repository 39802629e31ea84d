// The relay in plain Node, under clients and servers that do not keep the rules.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../../common/records.ts';
import { directRoute } from '../../../main/network/route.ts';
import { Relay } from '../../../main/network/relay.ts';
import type { RelayOptions } from '../../../main/network/relay-options.ts';
import { listenOnLoopback } from '../../support/servers/loopback-listener.ts';
import { startPlainServer } from '../../support/servers/plain-server.ts';
import { startUpstreamProxy } from '../../support/servers/upstream-proxy.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of undo.splice(0).toReversed()) await stop();
});

interface Scene {
  readonly relay: Relay;
  readonly port: number;
  readonly rows: () => readonly Connection[];
  readonly bugs: unknown[];
}

const blankRow = (id: number, host: string, port: number): Connection => ({
  ...({ id, host, port, protocol: 'tls', verdict: 'undecided', action: 'blocked' } as Connection),
  route: { text: 'direct', interceptor: null, ledTo: null },
  closedMs: null,
});

const startRelay = async (overrides: Partial<RelayOptions> = {}): Promise<Scene> => {
  const rows = new Map<number, Connection>();
  const bugs: unknown[] = [];
  let id = 0;
  const relay = new Relay({
    shards: 1,
    isSerial: true,
    handshakeTimeoutMs: 1_000,
    proxyTrust: { rootsFor: () => [], objection: () => null },
    resolveRoute: () =>
      Promise.resolve({
        ok: true,
        value: {
          hops: [{ kind: 'direct' }],
          facts: { text: 'direct', interceptor: null, ledTo: null },
          overrides: [{ host: '', port: null, toHost: '127.0.0.1', toPort: null }],
        },
      }),
    judgeCleartext: (host) => ({
      verdict: host.startsWith('pinned') ? 'cleartext' : 'unpinned',
      action: host.startsWith('pinned') ? 'blocked' : 'allowed',
      reason: '',
      errorCode: null,
      evaluation: { reportOnly: null } as never,
    }),
    wasAskedFor: (host) => !host.startsWith('unasked'),
    newConnection: (host, port) => blankRow((id += 1), host, port),
    record: (row) => rows.set(row.id, row),
    onBug: (error) => bugs.push(error),
    ...overrides,
  });
  const [port = 0] = await relay.listen();
  undo.push(() => {
    relay.close('The test is over.');
  });
  return { relay, port, rows: () => [...rows.values()], bugs };
};

const secretOf = ({ relay }: Scene): string => {
  const { username, password } = relay.credentials;
  return `Proxy-Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}\r\n`;
};

const open = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

/** Everything that comes back until the other side closes, or nothing more comes for a while. */
const say = async (port: number, text: string | Buffer, quietMs = 400): Promise<string> => {
  const socket = await open(port);
  let heard = '';
  const done = new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      clearTimeout(timer);
      timer = setTimeout(resolve, quietMs);
    });
    socket.once('close', () => {
      resolve();
    });
  });
  socket.write(text);
  await done;
  socket.destroy();
  return heard;
};

const connectTo = (scene: Scene, authority: string, more = ''): string =>
  `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${secretOf(scene)}${more}\r\n`;

describe('who may use it', () => {
  test('before it is sealed the secret is asked for, afterwards nobody is answered', async () => {
    const scene = await startRelay();
    const request = 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n';
    expect(await say(scene.port, request)).toMatch(/^HTTP\/1\.1 407 /);
    scene.relay.seal();
    expect(await say(scene.port, request)).toBe('');
    expect(await say(scene.port, 'GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n')).toBe('');
    expect(await say(scene.port, 'GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')).toBe(
      '',
    );
    const wrong = `Proxy-Authorization: Basic ${Buffer.from('pinspect:guess').toString('base64')}\r\n`;
    expect(await say(scene.port, `CONNECT a.test:443 HTTP/1.1\r\n${wrong}\r\n`)).toBe('');
    expect(scene.rows()).toEqual([]);
  });
});

describe('what it may be asked for', () => {
  test.each([
    'a.test',
    'a.test:0',
    'a.test:65536',
    'a.test:443/path',
    'user@a.test:443',
    ':443',
    '[::1:443',
    '[a.test]:443',
    'https://a.test:443',
  ])('CONNECT %s is refused', async (authority) => {
    const scene = await startRelay();
    expect(await say(scene.port, connectTo(scene, authority))).not.toMatch(/^HTTP\/1\.1 200/);
    expect(scene.rows()).toEqual([]);
  });

  test.each(['127.0.0.1', 'localhost', 'api.localhost', '[::1]', '127.1.2.3'])(
    'its own port as %s is refused',
    async (host) => {
      const scene = await startRelay();
      expect(await say(scene.port, connectTo(scene, `${host}:${scene.port}`))).toMatch(/^HTTP\/1\.1 502/);
    },
  );

  test('its own port behind another name leads to a door that is shut', async () => {
    const scene = await startRelay();
    scene.relay.seal();
    const url = `http://rebound.test:${scene.port}/`;
    expect(await say(scene.port, `GET ${url} HTTP/1.1\r\nHost: rebound.test\r\n${secretOf(scene)}\r\n`)).toBe(
      '',
    );
    expect(await say(scene.port, connectTo(scene, `rebound.test:${scene.port}`, ''))).toMatch(
      /^HTTP\/1\.1 200/,
    );
  });

  test('a host that nobody in the session asked for is refused, and said so', async () => {
    const scene = await startRelay();
    expect(await say(scene.port, connectTo(scene, 'unasked.test:443'))).toMatch(/^HTTP\/1\.1 502/);
    expect(scene.rows()).toMatchObject([{ errorCode: 'not-asked-for', action: 'blocked' }]);
  });

  test('a request smuggled in behind a CONNECT reaches nobody', async () => {
    const plain = await startPlainServer();
    undo.push(plain.stop);
    const scene = await startRelay();
    const smuggled = `GET http://pinned.test:${plain.port}/ HTTP/1.1\r\nHost: pinned.test\r\n${secretOf(scene)}\r\n`;
    const asked = connectTo(scene, `pinned.test:${plain.port}`, `Content-Length: ${smuggled.length}\r\n`);
    await say(scene.port, asked + smuggled);
    await say(scene.port, connectTo(scene, `pinned.test:${plain.port}`) + smuggled);
    expect(plain.traffic).toMatchObject({ requests: [], contentBytes: 0 });
  });

  test.each(['https://a.test/', 'ftp://a.test/', '/', '*', 'a.test:80'])('GET %s is refused', async (url) => {
    const scene = await startRelay();
    expect(
      await say(scene.port, `GET ${url} HTTP/1.1\r\nHost: a.test\r\n${secretOf(scene)}\r\n`),
    ).not.toMatch(/^HTTP\/1\.1 2/);
    expect(scene.rows()).toEqual([]);
  });
});

describe('a fault on the way out', () => {
  test('does not keep the host’s turn: the next one is served', async () => {
    const server = await listenOnLoopback((socket) => socket.end());
    undo.push(server.stop);
    let faults = 1;
    const scene = await startRelay({
      resolveRoute: () => {
        faults -= 1;
        if (faults >= 0) return Promise.reject(new Error('A fault.'));
        return Promise.resolve({
          ok: true,
          value: {
            hops: [{ kind: 'direct' }],
            facts: { text: 'direct', interceptor: null, ledTo: null },
            overrides: [{ host: '', port: null, toHost: '127.0.0.1', toPort: null }],
          },
        });
      },
    });
    expect(await say(scene.port, connectTo(scene, 'a.test:443'))).toMatch(/^HTTP\/1\.1 502/);
    expect(await say(scene.port, connectTo(scene, `a.test:${server.port}`))).toMatch(/^HTTP\/1\.1 200/);
    expect(scene.bugs).toHaveLength(1);
  });

  test('closing it ends a dial under way', async () => {
    const scene = await startRelay({ resolveRoute: () => new Promise(() => undefined) });
    const socket = await open(scene.port);
    socket.write(connectTo(scene, 'a.test:443'));
    await expect.poll(() => scene.relay.ledger.standing('a.test')).toBe('unknown');
    scene.relay.close('The epoch has ended.');
    await expect.poll(() => socket.destroyed).toBe(true);
    expect(await open(scene.port).catch(() => 'shut')).toBe('shut');
  });
});

describe('an answer in the clear that breaks the rules', () => {
  const answering = async (answer: string): Promise<number> => {
    const server = await listenOnLoopback((socket) => {
      socket.once('data', () => socket.end(answer));
    });
    undo.push(server.stop);
    return server.port;
  };
  const get = async (scene: Scene, port: number): Promise<string> =>
    say(scene.port, `GET http://a.test:${port}/ HTTP/1.1\r\nHost: a.test\r\n${secretOf(scene)}\r\n`);

  test('a 407 does not go on: Chromium would take it for the relay’s, and forget the secret', async () => {
    const scene = await startRelay();
    const port = await answering(
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
    );
    expect(await get(scene, port)).toBe('');
    expect(scene.rows()).toMatchObject([{ errorCode: 'unexpected-proxy-auth' }]);
  });

  test('a 407 of an upstream proxy is told as such', async () => {
    const proxy = await startUpstreamProxy({ credentials: { user: 'u', password: 'p' } });
    undo.push(proxy.stop);
    const way = { scheme: 'http', host: '127.0.0.1', port: proxy.port, username: '', password: '' } as const;
    const scene = await startRelay({
      resolveRoute: () =>
        Promise.resolve({
          ok: true,
          value: {
            hops: [{ kind: 'proxy', proxy: way }],
            facts: { text: 'proxy', interceptor: null, ledTo: null },
            overrides: directRoute.overrides,
          },
        }),
    });
    expect(await get(scene, 80)).toBe('');
    expect(scene.rows()).toMatchObject([{ errorCode: 'proxy-authentication' }]);
  });

  test.each(['HTTP/1.1 099 Low\r\n\r\n', 'HTTP/1.1 200 \u0001\r\n\r\n', 'HTTP/9', '\r\n\r\n'])(
    '%j ends the request, not the relay',
    async (answer) => {
      const scene = await startRelay();
      expect(await get(scene, await answering(answer))).toBe('');
      expect(await get(scene, await answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))).toMatch(
        /ok$/,
      );
      expect(scene.bugs).toEqual([]);
    },
  );
});
