import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';
import { startUpstreamProxy, type UpstreamProxy } from '../support/servers/upstream-proxy.ts';
import { createSettingsApp, type SettingsApp } from '../support/settings-app.ts';

const chains = createTestChains(['api.example.test', 'shop.example.test']);
const day = 24 * 3_600_000;
const root = { pem: chains.root.certificatePem, hostPatterns: [] };

let server: GenuineServer;
let app: SettingsApp;

let proxy: UpstreamProxy;
let pac: ReturnType<typeof createServer>;
let fetches = 0;
let script = '';
/** Answers to /slow.pac that wait. */
const heldBack: (() => void)[] = [];

beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  proxy = await startUpstreamProxy();
  script = `function FindProxyForURL(url, host) {
    if (host === 'api.example.test') return 'PROXY 127.0.0.1:${proxy.port}';
    if (host === 'loop.example.test') for (;;);
    if (host === 'junk.example.test') return 'PROXY nonsense:port';
    return 'DIRECT';
  }`;
  pac = createServer((request, response) => {
    fetches += 1;
    if (request.url === '/slow.pac') heldBack.push(() => response.end(script));
    else if (request.url === '/proxy.pac') response.end(script);
    else response.end('<html>Please sign in</html>');
  });
  await new Promise<void>((resolve) => pac.listen(0, '127.0.0.1', resolve));
  app = await createSettingsApp({ trusted: [{ ...root, until: Date.now() + day }], clockSeenAt: Date.now() });
  await app.start();
  await app.show('Settings');
});
afterAll(async () => {
  await app.stop();
  await proxy.stop();
  await server.stop();
  pac.close();
});

const address = (path: string): string => `http://127.0.0.1:${(pac.address() as AddressInfo).port}${path}`;
const choose = async (given: string): Promise<void> => {
  await app.page.getByRole('radio', { name: 'PAC script' }).click();
  await app.page.getByRole('textbox', { name: 'PAC script' }).fill(given);
  await app.page.getByRole('button', { name: /Use this script|Read it again/ }).click();
};

test.each([
  ['an address of something else', () => address('/login'), /has no function FindProxyForURL/],
  ['an address where nothing is', () => 'http://127.0.0.1:1/a.pac', /refused the connection/],
  ['a file that is not there', () => '/nowhere/proxy.pac', /There is no file/],
  ['broken JavaScript', () => 'function FindProxyForURL() {\n return ((; }', /in line 2/],
  [
    'a script that throws',
    () => 'throw new Error("x"); function FindProxyForURL() {}',
    /fails when it is loaded/,
  ],
])(
  'a PAC script of %s is refused with a reason, the route and what was typed stay',
  async (_what, given, words) => {
    await choose(given());
    await app.card('Route').getByRole('alert').getByText(words).waitFor();
    expect((await app.state()).route).toEqual({ kind: 'direct' });
    expect(await app.page.getByRole('textbox', { name: 'PAC script' }).inputValue()).toBe(given());
  },
);

test('a route that is chosen while a script is still being fetched stays', async () => {
  await choose(address('/slow.pac'));
  await expect.poll(() => heldBack.length).toBe(1);
  await app.page.getByRole('radio', { name: 'System proxy' }).click();
  await expect.poll(async () => (await app.state()).route.kind).toBe('system');
  for (const release of heldBack.splice(0)) release();
  await app.card('Route').getByRole('form', { name: 'PAC script' }).waitFor({ state: 'hidden' });
  await choose(address('/login'));
  await app
    .card('Route')
    .getByRole('alert')
    .getByText(/has no function/)
    .waitFor();
  expect((await app.state()).route.kind).toBe('system');
});

test('a PAC script by its URL decides host by host, and is fetched once', async () => {
  const before = fetches;
  await choose(address('/proxy.pac'));
  await app.card('Route').getByText('In use.').waitFor();
  await app.status().getByText('PAC script').waitFor();
  expect(await app.send('api.example.test', server.port)).toMatchObject({
    outcome: 'response',
    route: `PAC: http://127.0.0.1:${proxy.port}, asked for 127.0.0.1:${server.port}`,
  });
  expect(proxy.requests.map(({ target }) => target)).toEqual([`127.0.0.1:${server.port}`]);
  expect(await app.send('shop.example.test', server.port)).toMatchObject({
    outcome: 'response',
    route: 'PAC: direct',
  });
  expect(proxy.requests).toHaveLength(1);
  expect(fetches - before).toBe(1);
});

test('a PAC script that answers with nonsense or not at all blocks that host, and no other', async () => {
  const reached = server.traffic.connections;
  expect(await app.send('junk.example.test', server.port)).toMatchObject({
    outcome: 'failed',
    code: 'no-route',
  });
  expect(await app.send('loop.example.test', server.port)).toMatchObject({
    outcome: 'failed',
    code: 'no-route',
  });
  expect(server.traffic.connections).toBe(reached);
  // Chromium's resolver was ended with the script, so the first request after it may fail as well.
  await expect
    .poll(() => app.send('shop.example.test', server.port), { timeout: 15_000 })
    .toMatchObject({ outcome: 'response' });
}, 40_000);

test('a PAC script that cannot be fetched at the next start lets nothing leave, and says so', async () => {
  const kept = script;
  script = 'gone';
  await app.restart();
  await app.page.getByText('The PAC script of the route cannot be used').waitFor();
  const reached = server.traffic.connections;
  expect(await app.send('shop.example.test', server.port)).toMatchObject({
    outcome: 'failed',
    code: 'no-route',
  });
  expect(server.traffic.connections).toBe(reached);
  script = kept;
  expect(await app.send('shop.example.test', server.port)).toMatchObject({ outcome: 'response' });
});
