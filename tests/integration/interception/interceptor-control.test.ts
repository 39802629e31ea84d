// A started mitmproxy under a route and a trust that change, with real processes on all sides.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { success } from '../../../common/result.ts';
import type { Failure } from '../../../common/ipc/state.ts';
import { findMitmproxy } from '../../../main/interception/find-mitmproxy.ts';
import { InterceptorControl } from '../../../main/ipc/interceptor-control.ts';
import { getThrough, startCountingProxy, startTestServer, type TestServer } from './ends.ts';

const search = { path: null, platform: process.platform, env: process.env, homeFolder: homedir() };
const found = await findMitmproxy(search);
const what = found.ok ? found.value.version : `skipped: ${found.error.message}`;

describe.skipIf(!found.ok || process.platform === 'win32')(`a started mitmproxy (${what})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-control-'));
  let server: TestServer;
  let upstreamProxy: string | null;
  let serverRootsPem: string;
  let notFollowed: Failure[];
  let hops: InterceptorControl['hop'][];
  let control: InterceptorControl;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    upstreamProxy = null;
    serverRootsPem = '';
    notFollowed = [];
    hops = [];
    control = new InterceptorControl({
      configFolder: folder,
      homeFolder: homedir(),
      upstreamProxy: () => Promise.resolve(success(upstreamProxy)),
      serverRootsPem: () => serverRootsPem,
      onEvent: () => undefined,
      onChange: () => hops.push(control.hop),
      onCrash: () => undefined,
      onNotFollowed: (why) => notFollowed.push(why),
    });
    expect(await control.start(null)).toMatchObject({ ok: true });
    control.isCaTrusted = true;
    hops = [];
  });
  afterEach(async () => {
    await control.stop();
  });

  const processes = (): number =>
    execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(`confdir=${folder}`)).length;

  const get = async (): Promise<string> => {
    const { host, port, username, password } = control.hop?.proxy ?? { host: '', port: 0 };
    const address = { host, port, credentials: { username: username ?? '', password: password ?? '' } };
    return (await getThrough(address, `localhost:${server.port}`, '/', control.caPem ?? '')).text;
  };

  test('accepts at servers what is trusted for this run, from the moment it is trusted', async () => {
    expect(await get()).toMatch(/502 Bad Gateway/);
    const ca = control.caPem;
    serverRootsPem = server.rootPem;
    await control.followRoute();
    expect(await get()).toContain('path /');
    expect(control.state).toMatchObject({ kind: 'running', isCaTrusted: true });
    expect(control.caPem).toBe(ca);
    // Between the two a request met the old address, where nobody is: it never had a way past.
    expect(hops).not.toContain(null);
    expect(processes()).toBe(1);
  });

  test('goes through the proxy of a route that was chosen later, and is left alone when nothing changed', async () => {
    serverRootsPem = server.rootPem;
    const proxy = await startCountingProxy();
    upstreamProxy = `http://127.0.0.1:${proxy.port}`;
    await control.followRoute();
    expect(await get()).toContain('path /');
    expect(proxy.seen).toEqual([`localhost:${server.port}`]);
    hops = [];
    await control.followRoute();
    expect(hops).toEqual([]);
    proxy.close();
  });

  test('follows the last of several changes', async () => {
    const proxy = await startCountingProxy();
    serverRootsPem = server.rootPem;
    const first = control.followRoute();
    upstreamProxy = `http://127.0.0.1:${proxy.port}`;
    await Promise.all([first, control.followRoute()]);
    await get();
    expect(proxy.seen).toHaveLength(1);
    expect(processes()).toBe(1);
    proxy.close();
  });

  test('is off, and said so, when it cannot go the chosen way', async () => {
    upstreamProxy = 'socks5://127.0.0.1:1080';
    await control.followRoute();
    expect(control.state).toMatchObject({ kind: 'failed', failure: { code: 'upstream-proxy-unsupported' } });
    expect(control.hop).toBeNull();
    expect(control.isCaTrusted).toBe(false);
    expect(notFollowed).toMatchObject([{ code: 'upstream-proxy-unsupported' }]);
    expect(processes()).toBe(0);
  });

  test('stays stopped when it is stopped in the middle, and can be started again at once', async () => {
    serverRootsPem = server.rootPem;
    const following = control.followRoute();
    await expect.poll(() => control.state.kind).toBe('starting');
    const stopped = control.stop();
    expect(control.state.kind).toBe('off');
    await Promise.all([following, stopped]);
    expect(control.hop).toBeNull();
    expect(processes()).toBe(0);
    const [one, other] = await Promise.all([control.start(null), control.start(null)]);
    expect([one.ok, other.ok].toSorted()).toEqual([false, true]);
    expect(processes()).toBe(1);
  });
});
