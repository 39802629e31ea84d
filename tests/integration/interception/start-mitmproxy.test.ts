// A real mitmdump between real clients and a real server.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Failure } from '../../../common/ipc/state.ts';
import type { InterceptorEvent } from '../../../common/records.ts';
import type { Result } from '../../../common/result.ts';
import { findMitmproxy } from '../../../main/interception/find-mitmproxy.ts';
import type { Interceptor, InterceptorExit } from '../../../main/interception/interceptor.ts';
import { startMitmproxy, type StartMitmproxyOptions } from '../../../main/interception/start-mitmproxy.ts';
import {
  getThrough,
  isListening,
  openTunnel,
  refuseThrough,
  startCountingProxy,
  startTestServer,
  type TestServer,
} from './ends.ts';

const found = await findMitmproxy({
  path: null,
  platform: process.platform,
  env: process.env,
  homeFolder: homedir(),
});
const what = found.ok ? found.value.version : `skipped: ${found.error.message}`;

describe.skipIf(!found.ok || process.platform === 'win32')(`a started mitmproxy (${what})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-mitmproxy-'));
  const events: InterceptorEvent[] = [];
  let server: TestServer;
  let target: string;
  let mitmproxy: Interceptor;

  const tryToStart = (
    name: string,
    options: Partial<StartMitmproxyOptions> = {},
  ): Promise<Result<Interceptor, Failure>> => {
    if (!found.ok) throw new Error('skipped');
    return startMitmproxy({
      found: found.value,
      configFolder: join(folder, name),
      upstreamProxy: null,
      serverRootsPem: server.rootPem,
      ...options,
    });
  };
  const start = async (name: string, options: Partial<StartMitmproxyOptions> = {}): Promise<Interceptor> => {
    const started = await tryToStart(name, options);
    if (!started.ok) throw new Error(started.error.message);
    return started.value;
  };
  const eventsOf = (clientPort: number): readonly string[] =>
    events.filter((event) => event.clientPort === clientPort).map(({ kind, detail }) => `${kind}: ${detail}`);
  /** Processes whose command line names a configuration folder of this test. */
  const processesOf = (name: string): readonly number[] => {
    const list = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    const folderArgument = `confdir=${join(folder, name)} `;
    return list.filter((line) => `${line} `.includes(folderArgument)).map((line) => Number.parseInt(line));
  };
  const commandLineOf = (pid: number): string =>
    execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });

  beforeAll(async () => {
    server = await startTestServer();
    target = `localhost:${server.port}`;
    mitmproxy = await start('main');
    mitmproxy.onEvent((event) => events.push(event));
  });
  afterAll(async () => {
    await mitmproxy.stop();
    server.close();
    rmSync(folder, { recursive: true });
  });

  test('tells the requests it could read, by the port of the client', async () => {
    const { text, clientPort } = await getThrough(mitmproxy.address, target, '/a?b=c', mitmproxy.caPem ?? '');
    expect(text).toContain('path /a?b=c');
    await expect
      .poll(() => eventsOf(clientPort))
      .toEqual([
        'connected: The connection reached mitmproxy.',
        'client-handshake-done: TLSv1.3, localhost',
        `request-read: GET https://${target}/a?b=c`,
        `response-read: 200 for GET https://${target}/a?b=c`,
        'disconnected: The connection was closed.',
      ]);
  });

  test('tells the alert of a client that refuses its certificate, and reads no request of it', async () => {
    const clientPort = await refuseThrough(mitmproxy.address, target);
    await expect
      .poll(() => eventsOf(clientPort))
      .toEqual([
        'connected: The connection reached mitmproxy.',
        "client-handshake-failed: The client does not trust mitmproxy's CA: alert unknown_ca (48). " +
          "mitmproxy: The client does not trust the proxy's certificate for localhost (tlsv1 alert unknown ca)",
        'disconnected: The connection was closed.',
      ]);
  });

  test('tells of a server that cannot be reached', async () => {
    const { status, clientPort } = await openTunnel(mitmproxy.address, '127.0.0.1:1');
    expect(status).toBe(502);
    await expect
      .poll(() => eventsOf(clientPort))
      .toContainEqual(expect.stringMatching(/^server-failed: 127\.0\.0\.1:1: .*connect/i));
  });

  test('lets nobody through without its password', async () => {
    const { status, clientPort } = await openTunnel(mitmproxy.address, target, {});
    expect(status).toBe(407);
    expect(eventsOf(clientPort).filter((event) => !/^(dis)?connected/.test(event))).toEqual([]);
  });

  test('shows no password on a command line and in no file that others can read', () => {
    const [pid] = processesOf('main');
    const { username, password } = mitmproxy.address.credentials ?? { username: '', password: '' };
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    const commandLine = commandLineOf(pid ?? 0);
    expect(commandLine).toContain('mitmdump');
    expect(commandLine).not.toContain(password);
    const main = join(folder, 'main');
    const withPassword = readdirSync(main).filter((name) =>
      readFileSync(join(main, name), 'utf8').includes(password),
    );
    expect(withPassword).toEqual(['config.yaml']);
    expect(statSync(main).mode & 0o777).toBe(0o700);
    expect(statSync(join(main, 'config.yaml')).mode & 0o777).toBe(0o600);
    expect(username).toBe('pinspect');
  });

  test('goes through the upstream proxy, with its user and password', async () => {
    const proxy = await startCountingProxy();
    const upstream = await start('upstream', { upstreamProxy: `http://ada:p%40ss@127.0.0.1:${proxy.port}` });
    try {
      const { text } = await getThrough(upstream.address, target, '/', upstream.caPem ?? '');
      expect(text).toContain('path /');
      expect(proxy.seen).toEqual([`${target} Basic ${Buffer.from('ada:p@ss').toString('base64')}`]);
      const [pid] = processesOf('upstream');
      expect(commandLineOf(pid ?? 0)).not.toContain('p@ss');
    } finally {
      await upstream.stop();
      proxy.close();
    }
  });

  test('tells of an upstream proxy that refuses', async () => {
    const refusing = createHttpServer().on('connect', (_request, socket) => {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    });
    refusing.listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    const { port } = refusing.address() as AddressInfo;
    const upstream = await start('refused', { upstreamProxy: `http://127.0.0.1:${port}` });
    const seen: InterceptorEvent[] = [];
    upstream.onEvent((event) => seen.push(event));
    const { clientPort } = await getThrough(upstream.address, target, '/', upstream.caPem ?? '');
    await expect
      .poll(() => seen.filter((event) => event.clientPort === clientPort && event.kind === 'server-failed'))
      .toEqual([expect.objectContaining({ detail: expect.stringContaining('407') as string })]);
    await upstream.stop();
    refusing.close();
  });

  test('tells of a server whose certificate it does not trust, and a stop leaves nothing but the CA', async () => {
    const wary = await start('wary', { serverRootsPem: '' });
    const seen: InterceptorEvent[] = [];
    const stopListening = wary.onEvent((event) => seen.push(event));
    const { text, clientPort } = await getThrough(wary.address, target, '/', wary.caPem ?? '');
    expect(text).toMatch(/^HTTP\/1\.1 502 /);
    await expect
      .poll(() => seen)
      .toContainEqual({
        at: expect.any(Number) as number,
        clientPort,
        kind: 'server-failed',
        detail: expect.stringMatching(/certificate verify failed/i) as string,
      });
    // Our own probe, by which the start was judged, is nobody's connection.
    expect([...new Set(seen.map((event) => event.clientPort))]).toEqual([clientPort]);
    stopListening();
    const exits: InterceptorExit[] = [];
    wary.onExit((exit) => exits.push(exit));
    await wary.stop();
    expect(processesOf('wary')).toEqual([]);
    expect(await isListening(wary.address.port)).toBe(false);
    expect(exits).toEqual([]);
    const left = readdirSync(join(folder, 'wary')).filter((name) => !name.startsWith('mitmproxy-ca'));
    expect(left).toEqual(['mitmproxy-dhparam.pem']);
    await wary.stop();
  });

  test('keeps its CA from run to run, ends with its connections open, and two run at once', async () => {
    const stopMs = async (one: Awaited<ReturnType<typeof start>>): Promise<number> => {
      const startedMs = performance.now();
      await one.stop();
      return performance.now() - startedMs;
    };
    const idleMs = await stopMs(await start('again'));
    const first = await start('again');
    const { socket, status } = await openTunnel(first.address, target);
    expect(status).toBe(200);
    socket.on('error', () => undefined);
    // By itself, as without connections: what does not end is killed after three seconds.
    expect((await stopMs(first)) - idleMs).toBeLessThan(2_000);
    const [second, other] = await Promise.all([start('again'), start('other')]);
    expect(second.caPem).toBe(first.caPem);
    expect(other.caPem).not.toBe(first.caPem);
    expect(other.address.port).not.toBe(second.address.port);
    await Promise.all([second.stop(), other.stop()]);
  });

  test('a crash is noticed, with how it ended', async () => {
    const doomed = await start('doomed');
    const exited = new Promise<InterceptorExit>((resolve) => doomed.onExit(resolve));
    const [pid] = processesOf('doomed');
    process.kill(pid ?? -1, 'SIGKILL');
    expect(await exited).toEqual({ exitCode: null, signal: 'SIGKILL', lastLines: [] });
    const late = new Promise<InterceptorExit>((resolve) => doomed.onExit(resolve));
    expect(await late).toMatchObject({ signal: 'SIGKILL' });
    await expect.poll(() => existsSync(join(folder, 'doomed', 'config.yaml'))).toBe(false);
    await doomed.stop();
  });

  test('a taken port is told as such, and another one is tried', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    let asked = 0;
    const result = await tryToStart('taken', {
      choosePort: () => {
        asked += 1;
        return Promise.resolve(port);
      },
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'interceptor-port-taken' } });
    expect(asked).toBe(3);
    expect(processesOf('taken')).toEqual([]);
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const ports = [port, (free.address() as AddressInfo).port];
    free.close();
    const second = await start('taken', { choosePort: () => Promise.resolve(ports.shift() ?? 0) });
    expect(ports).toEqual([]);
    expect(second.address.port).not.toBe(port);
    await second.stop();
    occupant.close();
  });

  test('a program that is not mitmdump, and one that hangs, are failures that say what it said', async () => {
    const script = (name: string, text: string): string => {
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      return join(folder, name);
    };
    const broken = script('broken', 'echo "no module named mitmproxy" >&2; exit 3');
    const version = '8.1.1';
    expect(await tryToStart('broken-config', { found: { path: broken, version } })).toMatchObject({
      ok: false,
      error: {
        code: 'interceptor-start-failed',
        message: 'mitmproxy ended while it was starting (exit code 3). It said: no module named mitmproxy',
      },
    });
    const slow = script('slow', 'echo "still thinking"; exec sleep 30');
    const hung = await tryToStart('slow-config', { found: { path: slow, version }, timeoutMs: 600 });
    expect(hung).toMatchObject({
      ok: false,
      error: {
        code: 'interceptor-start-timeout',
        message: expect.stringContaining('still thinking') as string,
      },
    });
    expect(
      await tryToStart('no-config', { found: { path: join(folder, 'nowhere'), version } }),
    ).toMatchObject({
      ok: false,
      error: { code: 'interceptor-start-failed', message: expect.stringContaining('ENOENT') as string },
    });
  });

  test('a SOCKS proxy upstream is refused before anything is started', async () => {
    expect(await tryToStart('socks', { upstreamProxy: 'socks5://127.0.0.1:1080' })).toMatchObject({
      ok: false,
      error: { code: 'upstream-proxy-unsupported' },
    });
    expect(existsSync(join(folder, 'socks'))).toBe(false);
  });

  test('a bundle that is killed without warning leaves no mitmdump behind', async () => {
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: join(import.meta.dirname, '../../../main/interception/start-mitmproxy.ts'),
        outDir: join(folder, 'bundle'),
      },
      ssr: { noExternal: true },
    });
    const bundle = join(folder, 'bundle', 'start-mitmproxy.js');
    const options = JSON.stringify({
      found: found.ok ? found.value : undefined,
      configFolder: join(folder, 'orphan'),
      upstreamProxy: null,
    });
    const program = `const { startMitmproxy } = await import(${JSON.stringify(bundle)});
      console.log((await startMitmproxy(${options})).ok); setInterval(() => {}, 1000);`;
    const app = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(app.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('true\n');
    expect(processesOf('orphan')).toHaveLength(1);
    app.kill('SIGKILL');
    try {
      await vi.waitFor(
        () => {
          expect(processesOf('orphan')).toEqual([]);
        },
        { timeout: 20_000, interval: 50 },
      );
    } finally {
      for (const pid of processesOf('orphan')) process.kill(pid, 'SIGKILL');
    }
  });
});
