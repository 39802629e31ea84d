// Attaching to a real mitmdump, and to much that is none.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { attachMitmproxy, type AttachMitmproxyOptions } from '../../../main/interception/attach-mitmproxy.ts';
import { findMitmproxy } from '../../../main/interception/find-mitmproxy.ts';
import type { Interceptor } from '../../../main/interception/interceptor.ts';
import { startMitmproxy } from '../../../main/interception/start-mitmproxy.ts';
import { createAuthority } from '../../support/test-ca.ts';
import { getThrough, isListening, startTestServer, type TestServer } from './ends.ts';

const search = { path: null, platform: process.platform, env: process.env, homeFolder: homedir() };
const found = await findMitmproxy(search);
const nobody = { host: '127.0.0.1', username: '', password: '', caFolder: null } as const;

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe.skipIf(!found.ok)(`to mitmproxy (${found.ok ? found.value.version : found.error.message})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-attach-'));
  const running = join(folder, 'running');
  let server: TestServer;
  let mitmproxy: Interceptor;
  let right: AttachMitmproxyOptions;

  beforeAll(async () => {
    if (!found.ok) return;
    server = await startTestServer();
    const started = await startMitmproxy({
      found: found.value,
      configFolder: running,
      upstreamProxy: null,
      serverRootsPem: server.rootPem,
    });
    if (!started.ok) throw new Error(started.error.message);
    mitmproxy = started.value;
    const { host, port, credentials } = mitmproxy.address;
    right = { host, port, username: '', password: '', ...credentials, caFolder: null };
  });
  afterAll(async () => {
    await mitmproxy.stop();
    server.close();
    rmSync(folder, { recursive: true });
  });

  test('reads its CA through the proxy, names its version, and traffic goes through', async () => {
    const attached = await attachMitmproxy(right);
    if (!attached.ok) throw new Error(attached.error.message);
    const { name, ownership, address, caPem, hasEvents } = attached.value;
    expect({ name, ownership, address, caPem, hasEvents }).toEqual({
      name: mitmproxy.name,
      ownership: 'attached',
      address: mitmproxy.address,
      caPem: mitmproxy.caPem,
      hasEvents: false,
    });
    const { text } = await getThrough(address, `localhost:${server.port}`, '/attached', caPem ?? '');
    expect(text).toContain('path /attached');
  });

  test('reads its CA from its folder, as .pem and as .cer', async () => {
    const onlyCer = join(folder, 'only-cer');
    mkdirSync(onlyCer);
    copyFileSync(join(running, 'mitmproxy-ca-cert.cer'), join(onlyCer, 'mitmproxy-ca-cert.cer'));
    for (const caFolder of [running, onlyCer]) {
      expect(await attachMitmproxy({ ...right, caFolder })).toMatchObject({
        ok: true,
        value: { caPem: mitmproxy.caPem },
      });
    }
  });

  test('a folder without a CA, with one that is not readable, or with another one is refused', async () => {
    const [empty, broken, leaf, other] = ['empty', 'broken', 'leaf', 'other'].map((name) => {
      const path = join(folder, name);
      mkdirSync(path);
      return path;
    });
    const authority = createAuthority({ name: 'mitmproxy' });
    const write = (path: string | undefined, text: string): void => {
      writeFileSync(join(path ?? '', 'mitmproxy-ca-cert.pem'), text);
    };
    write(broken, '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n');
    write(leaf, authority.issueLeaf({ hosts: ['localhost'] }).certificatePem);
    write(other, authority.certificatePem);
    const codeFor = async (caFolder: string | undefined): Promise<string> => {
      const result = await attachMitmproxy({ ...right, caFolder: caFolder ?? '' });
      return result.ok ? 'attached' : result.error.code;
    };
    expect([await codeFor(empty), await codeFor(broken), await codeFor(leaf), await codeFor(other)]).toEqual([
      'interceptor-ca-missing',
      'interceptor-ca-missing',
      'interceptor-ca-missing',
      'interceptor-ca-differs',
    ]);
  });

  test.each([
    ['no password', { username: '', password: '' }, /asks for a user and a password/],
    ['a wrong one', { password: 'wrong' }, /does not accept this user and password/],
  ])('%s is told as such', async (_what, change, message) => {
    expect(await attachMitmproxy({ ...right, ...change })).toMatchObject({
      ok: false,
      error: { code: 'interceptor-wrong-password', message: expect.stringMatching(message) as string },
    });
  });

  test('stopping leaves it running', async () => {
    const attached = await attachMitmproxy(right);
    if (attached.ok) await attached.value.stop();
    expect(await isListening(right.port)).toBe(true);
  });

  describe('that hands out no CA', () => {
    let child: ChildProcess;
    let port: number;

    beforeAll(async () => {
      const probe = createServer();
      port = await listen(probe);
      probe.close();
      const options = [`confdir=${join(folder, 'silent')}`, 'onboarding=false'].flatMap((option) => [
        '--set',
        option,
      ]);
      // The upstream is a closed port of this machine: the question for the CA must not leave it.
      const listening = ['--listen-host', '127.0.0.1', '--listen-port', String(port)];
      const parameters = ['-q', ...options, ...listening, '--mode', 'upstream:http://127.0.0.1:1'];
      child = spawn(found.ok ? found.value.path : '', parameters, { stdio: 'ignore' });
      await vi.waitFor(
        async () => {
          expect(await isListening(port)).toBe(true);
        },
        { timeout: 60_000, interval: 100 },
      );
    });
    afterAll(async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    });

    test('is attached to without one, or with the one in its folder', async () => {
      const without = await attachMitmproxy({ ...nobody, port });
      expect(without).toMatchObject({
        ok: true,
        value: { name: mitmproxy.name, caPem: null, address: { credentials: null } },
      });
      const withFolder = await attachMitmproxy({ ...nobody, port, caFolder: join(folder, 'silent') });
      expect(withFolder).toMatchObject({
        ok: true,
        value: { caPem: expect.stringContaining('BEGIN CERTIFICATE') as string },
      });
    });
  });
});

describe('to something else', () => {
  const codeOf = async (port: number, change: Partial<AttachMitmproxyOptions> = {}): Promise<string> => {
    const result = await attachMitmproxy({ ...nobody, port, timeoutMs: 20_000, ...change });
    return result.ok ? 'attached' : result.error.code;
  };
  const withServer = async (server: Server, use: (port: number) => Promise<void>): Promise<void> => {
    const port = await listen(server);
    try {
      await use(port);
    } finally {
      server.close();
    }
  };

  test('a closed port is refused', async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    await once(server, 'close');
    expect(await codeOf(port)).toBe('interceptor-refused');
  });

  test('a web server is not mitmproxy, whatever page it has for mitm.it', async () => {
    const server = createHttpServer((_request, response) => {
      response.end('<h1>If you can see this, traffic is not passing through mitmproxy.</h1>');
    });
    await withServer(server, async (port) => {
      expect(await codeOf(port)).toBe('not-mitmproxy');
    });
  });

  test('a server that hands out a certificate which is no CA is not mitmproxy', async () => {
    const { certificatePem } = createAuthority({ name: 'root' }).issueLeaf({ hosts: ['localhost'] });
    await withServer(
      createHttpServer((_request, response) => response.end(certificatePem)),
      async (port) => {
        expect(await codeOf(port)).toBe('not-mitmproxy');
      },
    );
  });

  test('a server that speaks no HTTP is not a proxy', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('220 mail.test ESMTP\r\n');
    });
    await withServer(server, async (port) => {
      expect(await codeOf(port)).toBe('interceptor-not-a-proxy');
    });
  });

  test('a server that hangs up is not a proxy', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.destroy());
    });
    await withServer(server, async (port) => {
      expect(await codeOf(port)).toBe('interceptor-not-a-proxy');
    });
  });

  test('a server that is silent, or never ends its answer, is given up', async () => {
    const sockets: { destroy: () => unknown }[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await withServer(silent, async (port) => {
      expect(await codeOf(port, { timeoutMs: 500 })).toBe('interceptor-no-answer');
    });
    const endless = createHttpServer((_request, response) => {
      sockets.push(response);
      response.write('a beginning');
    });
    await withServer(endless, async (port) => {
      expect(await codeOf(port, { timeoutMs: 500 })).toBe('interceptor-no-answer');
    });
    for (const socket of sockets) socket.destroy();
  });

  test('a name that does not resolve is told as such', async () => {
    expect(await codeOf(8080, { host: 'no.such.name.invalid' })).toBe('interceptor-unknown-host');
  });
});
