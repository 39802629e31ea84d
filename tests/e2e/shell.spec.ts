import { execFile } from 'node:child_process';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JSHandle, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../common/ipc/contract.ts';
import { startCountingServer, type CountingServer } from '../support/counting-server.ts';
import { repositoryFolder } from '../support/electron-runtime.ts';
import {
  createHome,
  launchElectron,
  runElectron,
  type LaunchedElectron,
} from '../support/launch-electron.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';
import type { Shell } from '../support/shell/main.ts';
import { createSelfSignedLeaf } from '../support/test-ca.ts';

const shellApp = { app: 'dist/shell/index.js', builds: ['preload', 'shell'] };

interface PageWithBridge {
  readonly pinspect: Bridge;
}

let launched: LaunchedElectron;
let shell: JSHandle<Shell>;
let page: Page;
let server: CountingServer;

const startTlsServer = (): Promise<GenuineServer> =>
  startGenuineServer({ certificate: createSelfSignedLeaf({ hosts: ['127.0.0.1'] }) });

const shellOf = async ({ electron }: LaunchedElectron): Promise<JSHandle<Shell>> => {
  const window = await electron.firstWindow();
  await window.waitForLoadState('load');
  return electron.evaluateHandle(() => (globalThis as unknown as { shell: Shell }).shell);
};

beforeAll(async () => {
  server = await startCountingServer();
  launched = await launchElectron({ ...shellApp, args: ['--use-fake-device-for-media-stream'] });
  shell = await shellOf(launched);
  page = await launched.electron.firstWindow();
});

afterAll(async () => {
  await launched.close();
  await server.stop();
});

describe('the page', () => {
  test('comes over app:// and runs its own files, but no inline script and no eval', async () => {
    expect(page.url()).toBe('app://pinspect/index.html');
    expect(
      await page.evaluate(() => Object.fromEntries(Object.entries(document.documentElement.dataset))),
    ).toEqual({
      fileScript: 'ran',
      eval: expect.stringMatching(/^EvalError/) as string,
    });
  });

  test('applies only style elements that carry the nonce, and the nonce is new at each load', async () => {
    const read = (): Promise<(string | undefined)[]> =>
      page.evaluate(() => {
        const colorOf = (element: Element | null): string | undefined =>
          element === null ? undefined : getComputedStyle(element).color;
        return [
          colorOf(document.querySelector('#with-nonce')),
          colorOf(document.querySelector('#without-nonce')),
          document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content,
        ];
      });
    const first = await read();
    await page.reload();
    const second = await read();
    expect(first.slice(0, 2)).toEqual(['rgb(1, 2, 3)', 'rgb(0, 0, 0)']);
    expect(first[2]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(second[2]).not.toBe(first[2]);
  });

  test('knows neither Node nor Electron', async () => {
    expect(
      await page.evaluate(() =>
        ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].map((name) => name in window),
      ),
    ).toEqual([false, false, false, false, false]);
  });

  test('has no webviews', async () => {
    expect(await page.evaluate(() => 'loadURL' in document.createElement('webview'))).toBe(false);
  });

  test('sends no WebRTC past a proxy', async () => {
    const policy = await shell.evaluate(({ window }) => window.webContents.getWebRTCIPHandlingPolicy());
    expect(policy).toBe('disable_non_proxied_udp');
  });

  test('stays where it is, and opens no window', async () => {
    await shell.evaluate(({ window }) => {
      const refused: string[] = [];
      window.webContents.on('will-frame-navigate', (event) => {
        if (event.defaultPrevented) refused.push(event.url);
      });
      Object.assign(globalThis, { refusedNavigations: refused });
    });
    const refused = (): Promise<readonly string[]> =>
      shell.evaluate(() => (globalThis as unknown as { refusedNavigations: string[] }).refusedNavigations);
    await page.evaluate(() => {
      location.href = 'app://pinspect/page.js';
    });
    await expect.poll(refused).toEqual(['app://pinspect/page.js']);
    const isRefused = await page.evaluate((port) => {
      const anchor = Object.assign(document.createElement('a'), {
        href: 'app://pinspect/page.js',
        target: '_blank',
      });
      document.body.append(anchor);
      anchor.click();
      const isNoWindow = window.open('app://pinspect/index.html') === null;
      location.assign(`http://127.0.0.1:${port}/`);
      return isNoWindow;
    }, server.port);
    await expect.poll(refused).toHaveLength(2);
    expect([isRefused, page.url(), launched.electron.windows().length]).toEqual([
      true,
      'app://pinspect/index.html',
      1,
    ]);
  });

  test('gets no permission but that to write to the clipboard', async () => {
    const outcome = await page.evaluate(async () => {
      const word = (promise: Promise<unknown>): Promise<string> =>
        promise.then(
          () => 'allowed',
          (error: unknown) => (error as Error).name,
        );
      return {
        // Asked for instead of used: the clipboard also wants focus, and without a window manager that is luck.
        write: (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state,
        read: (await navigator.permissions.query({ name: 'clipboard-read' as PermissionName })).state,
        location: (await navigator.permissions.query({ name: 'geolocation' })).state,
        notifications: await Notification.requestPermission(),
        camera: await word(navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
        screen: await word(navigator.mediaDevices.getDisplayMedia()),
        midi: await word(navigator.requestMIDIAccess()),
      };
    });
    expect(outcome).toEqual({
      write: 'granted',
      read: 'denied',
      location: 'denied',
      notifications: 'denied',
      camera: 'NotAllowedError',
      screen: 'NotAllowedError',
      midi: 'NotAllowedError',
    });
  });

  test('downloads nothing', async () => {
    await shell.evaluate(({ windowSession }) => {
      windowSession.once('will-download', (event) => {
        Object.assign(globalThis, { isDownloadPrevented: event.defaultPrevented });
      });
    });
    await page.evaluate(() => {
      const href = URL.createObjectURL(new Blob(['text']));
      Object.assign(document.createElement('a'), { href, download: 'file.txt' }).click();
    });
    await expect
      .poll(() => shell.evaluate(() => (globalThis as { isDownloadPrevented?: boolean }).isDownloadPrevented))
      .toBe(true);
  });
});

describe('the network', () => {
  test('is out of reach for the page and for its session, whatever a page tries', async () => {
    const attempts = (port: number): string => `(async () => {
      const url = 'http://127.0.0.1:${port}/';
      for (const name of ['img', 'script', 'iframe']) document.body.append(Object.assign(document.createElement(name), { src: url }));
      document.body.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url }));
      document.body.append(Object.assign(document.createElement('link'), { rel: 'preconnect', href: url }));
      navigator.sendBeacon(url, 'x');
      new EventSource(url);
      try { new WebSocket(url.replace('http', 'ws')); } catch {}
      await fetch(url).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 500));
    })()`;
    await page.evaluate(attempts(server.port));
    // A page without a Content-Security-Policy, so that the session alone stops it.
    await shell.evaluate(async ({ openSecondWindow }, code) => {
      const second = await openSecondWindow(false);
      await second.loadURL('about:blank');
      await second.webContents.executeJavaScript(code);
      second.destroy();
    }, attempts(server.port));
    expect(server.connections()).toBe(0);
  });

  test('is cut off from the window three times over', async () => {
    const errors = await shell.evaluate(async ({ windowSession }, port) => {
      const attempt = (): Promise<string> =>
        windowSession.fetch(`http://127.0.0.1:${port}/`).then(
          () => 'reached',
          (error: unknown) => (error as Error).message,
        );
      const cancelled = await attempt();
      windowSession.webRequest.onBeforeRequest(null);
      return [cancelled, await attempt(), await windowSession.resolveProxy('https://a.test/')];
    }, server.port);
    expect(errors).toEqual([
      'net::ERR_BLOCKED_BY_CLIENT',
      'net::ERR_PROXY_CONNECTION_FAILED',
      'HTTPS 127.0.0.1:1',
    ]);
    expect(server.connections()).toBe(0);
  });

  test('is out of reach for the default session and for any session nobody adopted', async () => {
    const errors = await shell.evaluate(async ({ session, net }, port) => {
      const url = `http://127.0.0.1:${port}/`;
      const attempts = [
        net.fetch(url),
        session.defaultSession.fetch(url),
        session.fromPartition('forgotten').fetch(url),
        session.fromPartition('persist:forgotten').fetch(url),
      ];
      return (await Promise.allSettled(attempts)).map((result) =>
        result.status === 'rejected' ? (result.reason as Error).message : 'reached',
      );
    }, server.port);
    expect(errors).toEqual(Array(4).fill('net::ERR_BLOCKED_BY_CLIENT'));
    expect(server.connections()).toBe(0);
  });

  test('answers -150 for every certificate, should a session nobody adopted get that far', async () => {
    const tlsServer = await startTlsServer();
    const error = await shell.evaluate(async ({ session }, port) => {
      const forgotten = session.fromPartition('forgotten over TLS');
      forgotten.webRequest.onBeforeRequest(null);
      return forgotten.fetch(`https://127.0.0.1:${port}/`).then(
        () => 'reached',
        (reason: unknown) => (reason as Error).message,
      );
    }, tlsServer.port);
    await tlsServer.stop();
    expect(error).toBe('net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN');
  });

  test('is there for a session that was adopted', async () => {
    const before = server.connections();
    await shell.evaluate(async ({ session, guard }, port) => {
      const adopted = session.fromPartition('adopted');
      guard.adopt(adopted);
      await adopted.fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    }, server.port);
    expect(server.connections()).toBeGreaterThan(before);
  });
});

describe('the start', () => {
  test('with a refused switch ends with 64 and a sentence', async () => {
    const exit = await runElectron({ ...shellApp, args: ['--ignore-certificate-errors'], headless: true });
    expect(exit).toMatchObject({ code: 64, stdout: '' });
    expect(exit.stderr).toContain(
      'Pinspect does not start with --ignore-certificate-errors, because it decides about certificates in place of the pins.\n',
    );
  });

  test('makes the data folder private', async () => {
    expect((await stat(launched.userData)).mode & 0o777).toBe(0o700);
  });

  test('of a second one hands its arguments to the first and ends', async () => {
    const second = await runElectron({ ...shellApp, home: launched.home, args: ['https://a.test/'] });
    expect(second.code).toBe(0);
    await expect
      .poll(() => shell.evaluate((current) => current.handOvers))
      .toEqual([
        {
          arguments: expect.arrayContaining(['https://a.test/']) as string[],
          workingDirectory: launched.home,
        },
      ]);
  });

  test('brings the window back to where it was', async () => {
    const bounds = { x: 60, y: 50, width: 1000, height: 700 };
    const home = await createHome();
    const first = await launchElectron({ ...shellApp, home });
    const firstShell = await shellOf(first);
    await firstShell.evaluate(({ window }, wanted) => {
      window.setBounds(wanted);
    }, bounds);
    // X11 answers later.
    await expect.poll(() => firstShell.evaluate(({ window }) => window.getBounds())).toEqual(bounds);
    await first.close();
    const second = await launchElectron({ ...shellApp, home });
    const secondShell = await shellOf(second);
    await expect.poll(() => secondShell.evaluate(({ window }) => window.getBounds())).toEqual(bounds);
    await second.close();
    await rm(home, { recursive: true });
  });

  test('serves the page from inside an asar archive', async () => {
    const home = await createHome();
    const archive = join(home, 'page.asar');
    await promisify(execFile)(process.execPath, [
      join(repositoryFolder, 'node_modules/@electron/asar/bin/asar.js'),
      'pack',
      join(repositoryFolder, 'tests/support/shell/page'),
      archive,
    ]);
    const packed = await launchElectron({ ...shellApp, home, env: { SHELL_PAGE_FOLDER: archive } });
    const window = await packed.electron.firstWindow();
    await window.waitForFunction(() => document.documentElement.dataset.fileScript === 'ran');
    await packed.close();
    await rm(home, { recursive: true });
  });

  test('drops a key log that the environment asks for', async () => {
    const home = await createHome();
    const keyLog = join(home, 'keys.log');
    const tlsServer = await startTlsServer();
    const logged = await launchElectron({ ...shellApp, home, env: { SSLKEYLOGFILE: keyLog } });
    const status = await (
      await shellOf(logged)
    ).evaluate(async ({ session, guard }, port) => {
      const accepting = session.fromPartition('accepting');
      guard.adopt(accepting);
      accepting.setCertificateVerifyProc((_request, answer) => {
        answer(0);
      });
      return (await accepting.fetch(`https://127.0.0.1:${port}/`)).status;
    }, tlsServer.port);
    await logged.close();
    await tlsServer.stop();
    expect(status).toBe(200);
    await expect(stat(keyLog)).rejects.toThrow('ENOENT');
    await rm(home, { recursive: true });
  });
});

test('an error is in the log under its channel, without the password it held', async () => {
  const reply = await page.evaluate(() =>
    (window as unknown as PageWithBridge).pinspect['notice.dismiss']({ id: 666 }),
  );
  expect(reply).toEqual({
    ok: false,
    error: {
      code: 'bug',
      message: 'notice.dismiss failed inside Pinspect. The log in the data folder says how.',
    },
  });
  await expect
    .poll(() => readFile(join(launched.userData, 'pinspect.log'), 'utf8'))
    .toMatch(/ error registerCalls notice\.dismiss: Error: a bug, with https:\/\/…@proxy\.test in it\n/);
});
