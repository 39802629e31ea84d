// What a page of the browser view wants beyond being shown, in the real app, and does not get.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBrowserView, type BrowserViewUnderTest } from '../support/browser-view.ts';

const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
let view: BrowserViewUnderTest;

beforeAll(async () => {
  view = await startBrowserView();
});
afterAll(async () => {
  await view.close();
});
beforeEach(async () => {
  view.server.setCertificate(view.chains.genuine);
  await view.show();
});

test('a page knows neither Node nor the bridge, and has no preload', async () => {
  const shown = await view.openPage(view.documentUrl('<title>Plain</title>'));
  expect(
    await shown.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'pinspect'].filter((name) => name in window),
    ),
  ).toEqual([]);
  const preferences = await view.electron.evaluate(({ webContents }) => {
    const contents = webContents.getAllWebContents().find((one) => one.getURL().startsWith('https:'));
    // Not in Electron's types.
    const { getLastWebPreferences } = contents as unknown as {
      readonly getLastWebPreferences: () => Record<string, unknown>;
    };
    const all = getLastWebPreferences.call(contents);
    const names = [
      'preload',
      'sandbox',
      'contextIsolation',
      'nodeIntegration',
      'nodeIntegrationInSubFrames',
      'nodeIntegrationInWorker',
      'webSecurity',
      'webviewTag',
    ];
    return Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
  });
  expect(preferences).toEqual({
    preload: null,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: null,
    webSecurity: true,
    webviewTag: false,
  });
});

test.runIf(process.platform === 'linux')(
  'the window has a heap that is kept small; a page has its own as it is',
  async () => {
    await view.openPage(view.documentUrl('<title>Heap</title>'));
    const processes = await view.electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((one) => ({ url: one.getURL(), pid: one.getOSProcessId() })),
    );
    const hasSwitch = (scheme: string): boolean[] =>
      processes
        .filter(({ url }) => url.startsWith(scheme))
        .map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--heap-growing-percent='));
    expect([hasSwitch('app:'), hasSwitch('https:')]).toEqual([[true], [false]]);
  },
);

const contentsCount = (): Promise<number> =>
  view.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length);

describe('what a page wants beyond being shown', () => {
  test('permissions are refused, and shown until they are dismissed', async () => {
    const shown = await view.openPage(view.documentUrl('<title>Wants</title>'));
    const answers = await shown.evaluate(async () => [
      await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => {
            resolve('told');
          },
          ({ code }) => {
            resolve(code);
          },
        );
      }),
      await Notification.requestPermission(),
      await navigator.clipboard.readText().then(
        () => 'read',
        (error: unknown) => (error instanceof Error ? error.name : ''),
      ),
    ]);
    expect(answers).toEqual([1, 'denied', 'NotAllowedError']);
    const device = await shown.evaluate(async () => {
      const { usb } = navigator as unknown as {
        readonly usb: { readonly requestDevice: (options: object) => Promise<unknown> };
      };
      return usb.requestDevice({ filters: [] }).then(
        () => 'chosen',
        (error: unknown) => (error instanceof Error ? error.name : ''),
      );
    });
    expect(device).toBe('NotFoundError');
    const strip = view.page.getByRole('region', { name: 'Refused to pages' });
    await strip.getByRole('button', { name: 'Show' }).click();
    for (const what of [
      'to know where you are',
      'to show notifications',
      'to read the clipboard',
      'for a USB device',
    ])
      await strip.getByRole('listitem').filter({ hasText: what }).waitFor();
    await view.expectAccessible('refused');
    await strip.getByRole('button', { name: 'Dismiss: Refused to pages' }).click();
    await strip.waitFor({ state: 'detached' });
  });

  test('a window it opens is shown in the same view, and no other one opens', async () => {
    const target = view.documentUrl('<title>Opened</title>opened here');
    const shown = await view.openPage(view.documentUrl(`<a href="${target}" target="_blank">there</a>`));
    const before = await contentsCount();
    await shown.click('a');
    expect(await (await view.pageAt(target)).text()).toBe('opened here');
    expect(await contentsCount()).toBe(before);
    expect((await view.state()).canGoBack).toBe(true);
  });

  test('neither another program nor a file of this computer is opened', async () => {
    const url = view.documentUrl(
      '<a id="mail" href="mailto:a@example.test">m</a><a id="file" href="file:///etc/passwd">f</a>',
    );
    const shown = await view.openPage(url);
    await shown.evaluate(() => {
      document.querySelector<HTMLElement>('#mail')?.click();
    });
    await view.page.getByText('asked to open a mailto: address, which is not the web’s.').waitFor();
    await shown.evaluate(() => {
      location.href = 'file:///etc/passwd';
    });
    await shown.evaluate(() => {
      document.querySelector<HTMLElement>('#file')?.click();
    });
    await expect.poll(async () => (await view.state()).isLoading).toBe(false);
    const { url: at, failure } = await view.state();
    expect([at, failure]).toEqual([url, null]);
  });

  test('it cannot keep the person from leaving', async () => {
    const shown = await view.openPage(
      view.documentUrl(
        '<body><script>addEventListener("beforeunload", (e) => e.preventDefault())</script>stay',
      ),
    );
    await shown.click('body');
    await view.openPage(view.documentUrl('<title>Elsewhere</title>'));
  });

  test('a file comes through the pinned session into the downloads folder, and is shown', async () => {
    await view.pin({ host: 'api', pins: [view.chains.genuine.spkiSha256] });
    const source = view.documentUrl(`<a href="${view.partUrl('api', '/download?bytes=2000')}">get</a>`);
    const shown = await view.openPage(source);
    await shown.click('a');
    const row = view.page.getByRole('region', { name: 'Downloads' }).getByRole('listitem').first();
    await row.getByText(/saved as/).waitFor();
    const [download] = (await view.state()).downloads;
    expect(download).toMatchObject({ state: 'done', receivedBytes: 2_000 });
    expect(basename(download?.path ?? '')).toBe('download.bin');
    expect(download?.path.startsWith(view.home)).toBe(true);
    expect(readFileSync(download?.path ?? '')).toHaveLength(2_000);
    await view.expectAccessible('download');
    await row.getByRole('button', { name: 'Dismiss download.bin' }).click();

    await view.pin({ host: 'api', pins: [dummy] });
    const reached = view.reachedBy('api').length;
    const again = await view.pageAt(source);
    await again.click('a');
    await expect.poll(async () => (await view.state()).failure?.failure.code).toBe('pin-mismatch');
    expect([view.reachedBy('api').length, (await view.state()).downloads]).toEqual([reached, []]);
  });

  test('a server may ask for user and password: they are given, or not', async () => {
    await view.pin();
    await view.open(view.partUrl('shop', '/private'));
    const form = view.page.getByRole('form', { name: 'Log in' });
    await form.getByText('The back office').waitFor();
    await view.expectAccessible('login');
    await form.getByRole('textbox', { name: 'User' }).fill('ada');
    await form.getByLabel('Password', { exact: true }).fill('secret');
    await form.getByRole('button', { name: 'Log in' }).click();
    const given = `Basic ${Buffer.from('ada:secret').toString('base64')}`;
    expect(await (await view.pageAt(view.partUrl('shop', '/private'))).text()).toBe(given);

    await view.open(view.partUrl('cdn', '/private'));
    await form.getByRole('button', { name: 'Give none' }).click();
    expect(await (await view.pageAt(view.partUrl('cdn', '/private'))).text()).toBe('who is it?');
  });
});
