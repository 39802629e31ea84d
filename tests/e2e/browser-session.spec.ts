// A page and the session that ends under it, and the connections that its requests went over, in the real app.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { HttpRequest } from '../../common/records.ts';
import { startBrowserView, type BrowserViewUnderTest } from '../support/browser-view.ts';
import { startGenuineServer } from '../support/servers/genuine-server.ts';

const dummy = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
let view: BrowserViewUnderTest;

beforeAll(async () => {
  view = await startBrowserView();
}, 60_000);
afterAll(async () => {
  await view.close();
});
beforeEach(async () => {
  await view.show();
});

test('connections that closed after each answer are found by the page, each with its way to them', async () => {
  await view.pin();
  const closing = await startGenuineServer({ certificate: view.chains.genuine, protocols: ['http/1.1'] });
  const part = (n: number): string =>
    `https://cdn.example.test:${closing.port}/headers?connection=close&n=${n}`;
  const url = view.documentUrl(
    `<title>Closing</title><link rel="stylesheet" href="${part(1)}"><script src="${part(2)}"></script><img src="${part(3)}">`,
  );
  await view.openPage(url);
  const parts = async (): Promise<readonly HttpRequest[]> =>
    (await view.requestsOf(url)).filter((row) => row.url.includes('/headers') && row.durationMs !== null);
  await expect.poll(async () => (await parts()).length).toBe(3);
  for (const row of await parts())
    expect(row.connectionId === null ? row.possibleConnectionIds.length : 1).toBeGreaterThan(0);
  const filter = view.page.getByRole('textbox', { name: 'Filter', exact: true });
  await view.page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: 'Connections' })
    .click();
  const rows = view.page
    .getByRole('grid', { name: 'Connections' })
    .getByText(`cdn.example.test:${closing.port}`);
  await filter.fill(`host:cdn port:${closing.port} page:*`);
  await expect.poll(() => rows.count()).toBe(3);
  await filter.fill(`host:cdn port:${closing.port} -page:*`);
  await expect.poll(() => rows.count()).toBe(0);
  await filter.fill('');
  await view.show();
  await view.page.getByRole('button', { name: 'Requests of the page' }).click();
  const table = view.page.getByRole('table', { name: 'Requests of the page' });
  const ways = table.getByRole('row').filter({ hasText: '/headers' });
  for (const row of await ways.all()) await row.getByRole('button').first().waitFor();
  await view.expectAccessible('closing');
  await view.page.getByRole('button', { name: 'Requests of the page' }).click();
  await closing.stop();
});

test('a page that nobody sees is asked for again only when the view is shown', async () => {
  await view.pin();
  const url = view.documentUrl('<title>Hidden</title>hidden');
  const shown = await view.openPage(url);
  await view.page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: 'Connections' })
    .click();
  const asked = view.server.traffic.requests.length;
  await view.pin({ host: 'cdn', pins: [dummy] });
  await view.pin({ host: 'api', pins: [dummy] });
  await expect.poll(() => shown.isGone()).toBe(true);
  await expect.poll(view.state).toMatchObject({ url, waiting: 'hidden', isMoving: false, isLoading: false });
  // Longer than a page takes to come.
  await view.page.waitForTimeout(1_000);
  expect(view.server.traffic.requests).toHaveLength(asked);

  await view.show();
  expect(await (await view.pageAt(url)).text()).toBe('hidden');
  expect(view.server.traffic.requests).toHaveLength(asked + 1);
});

test('a page that answered a form says that its session has ended, and sends the form no second time', async () => {
  await view.pin();
  const answer = view.documentUrl('<title>Paid</title>paid');
  const form = view.documentUrl(
    `<title>Form</title><form method="post" action="${answer}"><input name="sum" value="1"></form>`,
  );
  const page = await view.openPage(form);
  await page.evaluate(() => {
    document.forms[0]?.submit();
  });
  await view.pageAt(answer);
  const sent = (): readonly string[] =>
    view.server.traffic.requests
      .filter(({ url }) => view.partUrl('shop', url) === answer)
      .map(({ method }) => method);
  expect(sent()).toEqual(['POST']);

  await view.pin({ host: 'cdn', pins: [dummy] });
  await view.page.getByRole('heading', { name: 'The session of this page has ended' }).waitFor();
  await view.expectAccessible('form-answer');
  await view.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Policy' }).click();
  await view.show();
  await view.page.getByRole('heading', { name: 'The session of this page has ended' }).waitFor();
  expect(sent()).toEqual(['POST']);

  await view.page.getByRole('button', { name: 'Reload' }).last().click();
  await view.pageAt(answer);
  expect(sent()).toEqual(['POST', 'GET']);
  await view.page.getByRole('button', { name: 'Back' }).click();
  await view.pageAt(form);
});
