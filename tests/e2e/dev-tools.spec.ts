// The page's developer tools in the real app, which no Playwright holds up here: with it they now and then never finish loading.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHome } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';
import { openUnattendedWindow, type UnattendedWindow } from '../support/unattended-window.ts';

/** The tools are a program of their own, of some hundred files. */
const patient = { timeout: 20_000 };
const chains = createTestChains(['shop.example.test']);

let home: string;
let server: GenuineServer;
let window: UnattendedWindow;
beforeAll(async () => {
  home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  server = await startGenuineServer({ certificate: chains.genuine });
  window = await openUnattendedWindow(home, ['--connect-to=::127.0.0.1:']);
});
afterAll(async () => {
  await window.close();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

const button = (name: string): string => `document.querySelector('button[aria-label="${name}"]')`;
/** Once it is there and can be pressed. */
const press = async (name: string): Promise<void> => {
  await expect.poll(() => window.evaluate(`${button(name)}?.disabled`), patient).toBe(false);
  await window.evaluate(`${button(name)}.click()`);
};
const isPressed = (): Promise<unknown> =>
  window.evaluate(`${button('Developer tools')}?.getAttribute('aria-pressed')`);
const tools = async (): Promise<number> =>
  (await window.targets()).filter((url) => url.startsWith('devtools:')).length;

test('the developer tools open for the page, and close', { timeout: 90_000 }, async () => {
  const rail = `[...document.querySelectorAll('nav button')].find((one) => one.textContent.includes('Browser'))`;
  await expect.poll(() => window.evaluate(`${rail} !== undefined`), patient).toBe(true);
  await window.evaluate(`${rail}.click()`);
  const url = `https://shop.example.test:${server.port}/document?n=1&body=Tools`;
  await window.evaluate(`window.pinspect['browser.open']({ url: ${JSON.stringify(url)} })`);
  await expect.poll(window.targets, patient).toContain(url);
  expect(await tools()).toBe(0);
  await press('Developer tools');
  await expect.poll(isPressed, patient).toBe('true');
  await expect.poll(tools, patient).toBe(1);
  await press('Developer tools');
  await expect.poll(isPressed, patient).toBe('false');
  await expect.poll(tools, patient).toBe(0);
});
