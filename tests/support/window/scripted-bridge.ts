// Puts a scripted main process behind the built window: in place of the preload, for tests of what is drawn.
import { join } from 'node:path';
import type { Page } from 'playwright';
import { eventNames, calls, type CallName } from '../../../common/ipc/contract.ts';
import { answerAppRequest } from '../../../main/electron/app-files.ts';
import { repositoryFolder } from '../electron-runtime.ts';
import type { ScriptedMain } from './scripted-main.ts';

const origin = 'https://window.test';

type AnyHandler = (parameters: unknown) => unknown;

/** A page keeps its bridge for life; a test gives it another main process. */
const mains = new WeakMap<Page, ScriptedMain>();

/** Opens the window in `page`, under the product's own Content-Security-Policy. Replies are cloned, as over a bridge. */
export async function openScriptedWindow(
  page: Page,
  main: ScriptedMain,
  folder: string = join(repositoryFolder, 'dist', 'renderer'),
): Promise<void> {
  const hasBridge = mains.has(page);
  mains.set(page, main);
  main.onAnnounce = (name, payload) => {
    page
      .evaluate(
        ([event, value]) => {
          window.dispatchEvent(new CustomEvent(`main:${event}`, { detail: value }));
        },
        [name, payload] as const,
      )
      .catch(() => undefined);
  };
  if (!hasBridge) await addBridge(page, folder);
  await page.goto(`${origin}/index.html`);
}

async function addBridge(page: Page, folder: string): Promise<void> {
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const answer = await answerAppRequest(folder, 'GET', `app://pinspect${pathname}`);
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  await page.exposeFunction('callMain', async (name: CallName, parameters: unknown) => {
    const checked = calls[name].safeParse(parameters);
    if (!checked.success) return { ok: false, error: { code: 'refused', message: checked.error.message } };
    const handler = mains.get(page)?.handlers[name] as AnyHandler | undefined;
    return { ok: true, value: await handler?.(checked.data) };
  });
  await page.addInitScript(
    ({ callNames, events }) => {
      const callMain = (window as unknown as { callMain: (name: string, value: unknown) => Promise<unknown> })
        .callMain;
      const bridge: Record<string, unknown> = Object.fromEntries(
        callNames.map((name) => [name, async (parameters: unknown) => callMain(name, parameters)]),
      );
      bridge.on = Object.fromEntries(
        events.map((name) => [
          name,
          (listener: (payload: unknown) => void) => {
            const onEvent = (event: Event): void => {
              listener((event as CustomEvent<unknown>).detail);
            };
            window.addEventListener(`main:${name}`, onEvent);
            return () => {
              window.removeEventListener(`main:${name}`, onEvent);
            };
          },
        ]),
      );
      Object.defineProperty(window, 'pinspect', { value: bridge });
    },
    { callNames: Object.keys(calls), events: eventNames },
  );
}
