// The browser view in the real app, against TLS servers on loopback that count what reaches them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBrowserView, type BrowserViewUnderTest } from '../support/browser-view.ts';
import { startPlainServer } from '../support/servers/plain-server.ts';

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

test('each part of a page stands in the journal with its page, and nothing is sent to a wrongly pinned host', async () => {
  await view.pin({ host: 'cdn', pins: [dummy] });
  const url = view.documentUrl(
    `<title>Shop</title><h1>Shop</h1><img src="${view.partUrl('cdn', '/image.gif')}"><img src="${view.partUrl('api', '/image.gif')}">
     <script src="/script.js"></script><iframe src="${view.partUrl('api', '/frame')}"></iframe>`,
  );
  await view.openPage(url);
  await view.page.getByText('1 part of this page was stopped.').waitFor();
  const byType = async (): Promise<readonly string[]> =>
    (await view.requestsOf(url)).map(({ resourceType }) => resourceType).toSorted();
  await expect.poll(byType).toEqual(['image', 'image', 'mainFrame', 'script', 'subFrame']);
  const ends = async (): Promise<readonly unknown[]> =>
    (await view.requestsOf(url))
      .map(({ url: asked, status, error }) => [new URL(asked).host, status ?? error])
      .toSorted();
  await expect.poll(ends).toEqual(
    [
      [`api.example.test:${view.server.port}`, 200],
      [`api.example.test:${view.server.port}`, 200],
      [`cdn.example.test:${view.server.port}`, 'net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN'],
      [`shop.example.test:${view.server.port}`, 200],
      [`shop.example.test:${view.server.port}`, 200],
    ].toSorted(),
  );
  expect(view.reachedBy('cdn')).toEqual([]);
  expect(view.reachedBy('api').toSorted()).toEqual(['/frame', '/image.gif']);

  await view.page.getByRole('button', { name: 'Requests of the page' }).click();
  const table = view.page.getByRole('table', { name: 'Requests of the page' });
  await table.getByRole('row').filter({ hasText: 'frame' }).getByText('200').first().waitFor();
  await expect.poll(() => table.getByRole('row').count()).toBe(6);
  await view.expectAccessible('requests');
  await view.page.getByRole('button', { name: 'Requests of the page' }).click();

  const strip = view.page.getByRole('region', { name: 'Missing parts of the page' });
  await strip.getByRole('button', { name: 'Show' }).click();
  await view.expectAccessible('missing-part');
  await strip
    .getByRole('button', { name: `Open the connection of ${view.partUrl('cdn', '/image.gif')}` })
    .click();
  const detail = view.page.getByRole('region', { name: 'Connection detail' });
  await detail.getByRole('heading', { name: `cdn.example.test:${view.server.port}` }).waitFor();
  await detail.getByText(`image of ${url}`).waitFor();

  const filter = view.page.getByRole('textbox', { name: 'Filter', exact: true });
  await filter.fill('page:shop.example.test host:cdn,api');
  const hosts = async (): Promise<readonly string[]> => [
    ...new Set(
      (await view.page.getByRole('grid', { name: 'Connections' }).getByRole('row').allTextContents()).flatMap(
        (text) => /(?:cdn|api|shop)\.example\.test/.exec(text) ?? [],
      ),
    ),
  ];
  await expect.poll(hosts).toEqual(expect.arrayContaining(['cdn.example.test', 'api.example.test']));
  await filter.fill('page:nobody.test');
  await expect.poll(hosts).toEqual([]);
  await filter.fill('');
});

test('a page that renames itself keeps the requests it made under its earlier names', async () => {
  const url = view.documentUrl(
    `<title>App</title><img src="${view.partUrl('api', '/image.gif')}"><script>
     history.replaceState(null, '', '/home'); history.pushState(null, '', '/basket#top'); fetch('/script.js')</script>`,
  );
  await view.open(url);
  await expect.poll(async () => new URL((await view.state()).url).pathname).toBe('/basket');
  const shown = async (): Promise<readonly string[]> =>
    view.page
      .getByRole('table', { name: 'Requests of the page' })
      .locator('tbody td:nth-child(3)')
      .allTextContents();
  await view.page.getByRole('button', { name: 'Requests of the page' }).click();
  await expect.poll(async () => (await shown()).toSorted()).toEqual(['fetch', 'image', 'page']);
  await view.page.getByRole('button', { name: 'Requests of the page' }).click();
});

test('a wrongly pinned page is a page of our own, with both sides and the way to the connection; right pins load it', async () => {
  await view.pin({ host: 'shop', pins: [dummy] });
  const url = view.documentUrl('<title>Shop</title>welcome');
  const before = view.reachedBy('shop').length;
  await view.open(url);
  const failure = view.page.getByRole('article', { name: 'Blocked: none of the pins is on the chain' });
  await failure.getByText('Certificate pinning failure!').waitFor();
  await failure.getByText('Dummy pin: matches nothing').waitFor();
  await failure.getByText('Nothing of the request left this computer.').waitFor();
  const actual = await failure.getByRole('region', { name: 'Actual validated chain' }).textContent();
  expect(actual).toContain(view.chains.genuine.spkiSha256);
  expect(view.reachedBy('shop')).toHaveLength(before);
  await view.expectAccessible('failure');
  await failure.getByRole('button', { name: 'Open the connection' }).click();
  await view.page
    .getByRole('region', { name: 'Connection detail' })
    .getByRole('heading', { name: `shop.example.test:${view.server.port}` })
    .waitFor();

  await view.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Browser' }).click();
  await view.pin({ host: 'shop', pins: [view.chains.genuine.spkiSha256] });
  const shown = await view.pageAt(url);
  expect(await shown.text()).toBe('welcome');
  await view.page.getByRole('group', { name: 'Browser' }).getByRole('button', { name: 'Pinned' }).click();
  await view.page.getByRole('region', { name: 'Connection detail' }).getByText('matched').waitFor();
});

test('trying again is a new epoch: a host that shows its true chain by then is let through', async () => {
  // Before the epoch begins, so that no connection of it has seen the right chain.
  view.server.setCertificate(view.chains.renewedWithNewKey);
  await view.pin({ host: 'shop', pins: [view.chains.genuine.spkiSha256] });
  const url = view.documentUrl('<title>Back</title>true again');
  await view.open(url);
  await expect.poll(async () => (await view.state()).failure?.url).toBe(url);
  view.server.setCertificate(view.chains.genuine);
  await view.page.getByRole('button', { name: 'Try again' }).click();
  expect(await (await view.pageAt(url)).text()).toBe('true again');
});

test('a page of a public name and one of localhost may hold parts of each other', async () => {
  await view.pin();
  for (const [host, other] of [
    ['shop', 'localhost'],
    ['localhost', 'shop'],
  ] as const) {
    const shown = await view.openPage(
      view.documentUrl(`<img src="${view.partUrl(other, '/image.gif')}">`, host),
    );
    const width = (): Promise<number | undefined> =>
      shown.evaluate(() => document.querySelector('img')?.naturalWidth);
    await expect.poll(width, { message: host }).toBe(1);
  }
});

describe('the person steers', () => {
  test('back, forward, reload and zoom, by button and by keys inside the page', async () => {
    await view.pin();
    const [first, second] = [
      view.documentUrl('<title>One</title>one'),
      view.documentUrl('<title>Two</title>two'),
    ];
    await view.openPage(first);
    await view.openPage(second);
    await view.page.getByRole('button', { name: 'Back' }).click();
    await view.pageAt(first);
    await view.pressInPage('Alt+Right');
    const shown = await view.pageAt(second);
    const count = (): number =>
      view.server.traffic.requests.filter(({ url }) => view.partUrl('shop', url) === second).length;
    const loads = count();
    await view.pressInPage('F5');
    await expect.poll(count).toBe(loads + 1);
    await view.pressInPage('Control+=');
    await view.page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(async () => (await view.state()).zoomPercent).toBe(125);
    await expect.poll(() => shown.evaluate(() => devicePixelRatio)).toBeCloseTo(1.25);
    await view.pressInPage('Control+0');
    await expect.poll(async () => (await view.state()).zoomPercent).toBe(100);
  });

  test('stop ends what loads, and what was typed stays', async () => {
    await view.open(view.partUrl('shop', '/silence'));
    await view.page.getByRole('button', { name: 'Stop' }).waitFor();
    await view.address().fill('half typ');
    await view.page.getByRole('button', { name: 'Stop' }).click();
    await view.page.getByRole('button', { name: 'Reload' }).waitFor();
    expect(await view.address().inputValue()).toBe('half typ');
    await view.address().press('Escape');
    // Whoever types on now types another address, not more of this one.
    const selected = await view
      .address()
      .evaluate((field: HTMLInputElement) =>
        field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0),
      );
    expect(selected).toBe(await view.address().inputValue());
  });

  test('an address that is none is answered with a sentence, and stays as typed', async () => {
    await view.open('ftp://example.test/');
    await view.page.getByText('Only https:// and http:// can be sent, not ftp://').waitFor();
    expect(await view.address().inputValue()).toBe('ftp://example.test/');
    await view.address().press('Escape');
  });

  test('Ctrl+L, F6 and Ctrl+K lead from the page to the window; a dialog is not hidden beneath the page', async () => {
    await view.openPage(view.documentUrl('<title>Keys</title><body style="background: #ff0000">The page'));
    const middle = { x: 700, y: 500 };
    const red = [255, 0, 0];
    await expect.poll(() => view.onScreen(middle)).toEqual(red);
    const isAddressFocused = (): Promise<boolean> =>
      view.address().evaluate((element) => element === document.activeElement);
    await view.address().blur();
    await view.pressInPage('Control+l');
    await expect.poll(isAddressFocused).toBe(true);
    await view.address().blur();
    await view.pressInPage('F6');
    await expect.poll(isAddressFocused).toBe(true);
    await expect.poll(() => view.onScreen(middle)).toEqual(red);
    await view.pressInPage('Control+k');
    const dialog = view.page.getByRole('dialog', { name: 'Commands' });
    await dialog.waitFor();
    const box = await dialog.boundingBox();
    const inDialog = { x: (box?.x ?? 0) + 12, y: (box?.y ?? 0) + (box?.height ?? 0) - 12 };
    await expect.poll(() => view.onScreen(inDialog)).not.toEqual(red);
    await view.page.keyboard.press('Escape');
    await expect.poll(() => view.onScreen(inDialog)).toEqual(red);
    await view.pressInPage('Control+1');
    await view.page.getByRole('grid', { name: 'Connections' }).waitFor();
    await expect.poll(() => view.onScreen(middle)).not.toEqual(red);
  });

  test('plain HTTP is marked as not encrypted', async () => {
    const plain = await startPlainServer();
    await view.openPage(`http://shop.example.test:${plain.port}/frame`);
    await view.page.getByText('not encrypted').waitFor();
    await plain.stop();
  });
});

test('a change of the policy while a page is open: said beforehand what is lost, cookies carry over, new pins count at once', async () => {
  await view.pin();
  const setCookies = view.partUrl(
    'shop',
    '/headers?set-cookie=kept%3Dyes%3B%20HttpOnly%3B%20Secure%3B%20Path%3D%2F',
  );
  await view.openPage(setCookies);
  const url = view.documentUrl(
    '<title>Basket</title><script>localStorage.setItem("basket", "full")</script>basket',
  );
  const shown = await view.openPage(url);
  await view.page
    .getByRole('region', { name: 'Site storage' })
    .getByText(/is lost with the next change/)
    .waitFor();
  await view.page.getByRole('contentinfo', { name: 'Status' }).getByText('loses site storage').waitFor();

  await view.pin({ host: 'shop', pins: [view.chains.genuine.spkiSha256] });
  await expect.poll(() => shown.isGone()).toBe(true);
  await view.pageAt(url);
  const last = view.server.traffic.requests.findLast(({ url: asked }) => view.partUrl('shop', asked) === url);
  expect(last?.headers.cookie).toBe('kept=yes');
  await view.page.getByRole('group', { name: 'Browser' }).getByRole('button', { name: 'Pinned' }).waitFor();

  const reached = view.server.traffic.requests.length;
  await view.pin({ host: 'shop', pins: [dummy] });
  await view.page.getByText('Certificate pinning failure!').waitFor();
  expect(view.server.traffic.requests).toHaveLength(reached);
});

test('back and forward lead through the pages of epochs that have ended', async () => {
  await view.pin();
  const [first, second, third] = [
    view.documentUrl('<title>One</title>one'),
    view.documentUrl('<title>Two</title>two'),
    view.documentUrl('<title>Three</title>three'),
  ];
  await view.openPage(first);
  await view.openPage(second);
  await view.pin({ host: 'shop', pins: [view.chains.genuine.spkiSha256] });
  await view.pageAt(second);
  await view.openPage(third);
  for (const url of [second, first]) {
    await view.page.getByRole('button', { name: 'Back' }).click();
    await view.pageAt(url);
  }
  for (const url of [second, third]) {
    await view.page.getByRole('button', { name: 'Forward' }).click();
    await view.pageAt(url);
  }
  await expect.poll(async () => (await view.state()).canGoForward).toBe(false);
});

test('after many changes in a row the page is in the last epoch, and no other view is left', async () => {
  const url = view.documentUrl('<title>Still</title>still here');
  await view.pin();
  await view.openPage(url);
  for (let change = 0; change < 5; change += 1)
    await view.pin({ host: 'shop', pins: change % 2 === 0 ? [dummy] : [view.chains.genuine.spkiSha256] });
  await view.page.getByText('Certificate pinning failure!').waitFor();
  await view.pin({ host: 'shop', pins: [view.chains.genuine.spkiSha256] });
  await view.pageAt(url);
  const views = (): Promise<number> =>
    view.electron.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.contentView.children.length ?? -1,
    );
  await expect.poll(views).toBe(1);
});

test('when the network service dies the page moves to a new epoch, and pins hold there', async () => {
  await view.pin({ host: 'cdn', pins: [dummy] });
  const url = view.documentUrl(`<title>Up</title><img src="${view.partUrl('cdn', '/image.gif')}">`);
  await view.openPage(url);
  const loads = (): number =>
    view.server.traffic.requests.filter((one) => view.partUrl('shop', one.url) === url).length;
  const before = loads();
  const { epoch } = await view.electron.evaluate(({ app }) => {
    const service = app.getAppMetrics().find(({ name }) => name === 'Network Service');
    if (service === undefined) throw new Error('There is no network service.');
    process.kill(service.pid, 'SIGKILL');
    return { epoch: service.pid };
  });
  expect(epoch).toBeGreaterThan(0);
  await view.page.getByText('The network service stopped').waitFor();
  await expect.poll(loads).toBeGreaterThan(before);
  await view.page.getByText('1 part of this page was stopped.').waitFor();
  expect(view.reachedBy('cdn')).toEqual([]);
  await view.page.getByRole('button', { name: /^Dismiss: The network service/ }).click();
});

test('the page stands in its place at any zoom of the window', async () => {
  await view.pin();
  const red = [255, 0, 0];
  await view.openPage(view.documentUrl('<body style="background: #ff0000">red'));
  const zoomTo = (factor: number): Promise<void> =>
    view.electron.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(wanted);
    }, factor);
  for (const factor of [2, 1]) {
    await zoomTo(factor);
    // Just inside and just outside of the place's upper left corner.
    const corner = async (by: number): Promise<readonly number[]> => {
      const box = await view.page.getByRole('region', { name: /^Page/ }).boundingBox();
      return view.onScreen({ x: ((box?.x ?? 0) + by) * factor, y: ((box?.y ?? 0) + by) * factor });
    };
    await expect.poll(() => corner(6)).toEqual(red);
    await expect.poll(() => corner(-6)).not.toEqual(red);
  }
});
