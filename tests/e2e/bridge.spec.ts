import type { JSHandle, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls, eventNames, type Bridge, type Events } from '../../common/ipc/contract.ts';
import { launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import type { Shell } from '../support/shell/main.ts';
import { sampleParameters } from '../support/shell/sample-parameters.ts';

/** As a hostile page sees it: any function with any value. */
interface HostilePage {
  readonly pinspect: Record<string, (parameters?: unknown) => Promise<unknown>>;
}

interface Refusal {
  readonly ok: false;
  readonly error: { readonly code: string; readonly message: string };
}

let launched: LaunchedElectron;
let shell: JSHandle<Shell>;
let page: Page;

beforeAll(async () => {
  launched = await launchElectron({ app: 'dist/shell/index.js', builds: ['preload', 'shell'] });
  page = await launched.electron.firstWindow();
  await page.waitForLoadState();
  shell = await launched.electron.evaluateHandle(() => (globalThis as unknown as { shell: Shell }).shell);
});

afterAll(async () => {
  await launched.close();
});

const send = (name: string, parameters: unknown): Promise<unknown> =>
  page.evaluate(([channel, value]) => (window as unknown as HostilePage).pinspect[channel]?.(value), [
    name,
    parameters,
  ] as const);

test('the page sees the channels of the contract and nothing else', async () => {
  const seen = await page.evaluate(() => {
    const { on, ...channels } = (window as unknown as { pinspect: Bridge }).pinspect;
    return { calls: Object.keys(channels), events: Object.keys(on) };
  });
  expect(seen).toEqual({ calls: Object.keys(calls), events: eventNames });
});

test.each(Object.entries(sampleParameters))('%s reaches its own handler', async (name, parameters) => {
  expect(await send(name, parameters)).toEqual({ ok: true, value: name });
});

describe('a call is refused', () => {
  test.each(Object.entries(sampleParameters))('%s, with a key too many', async (name, parameters) => {
    expect(await send(name, { ...parameters, surplus: 1 })).toMatchObject({
      ok: false,
      error: { code: 'refused' },
    });
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a text', 'direct'],
    ['another kind', { kind: 'pac' }],
    ['a missing key', { kind: 'proxy' }],
    ['a number for a text', { kind: 'proxy', url: 1 }],
  ])('with %s', async (_what, parameters) => {
    expect(await send('route.set', parameters)).toMatchObject({ ok: false, error: { code: 'refused' } });
  });

  test('with a text that is too long, which is told apart from a bug', async () => {
    expect(await send('route.set', { kind: 'proxy', url: 'x'.repeat(2_049), password: null })).toEqual({
      ok: false,
      error: { code: 'too-long', message: 'At most 2,048 characters are taken there.' },
    });
  });

  test('with more than 16 MiB, also where any key is welcome', async () => {
    const reply = await page.evaluate(() => {
      const extra = { 'x-note': 'x'.repeat(17 * 1024 * 1024) };
      return (window as unknown as HostilePage).pinspect['policy.save']?.({
        policy: { unpinnedHosts: 'allow', pinSets: [], extra },
        revision: 0,
      });
    });
    expect(reply).toEqual({
      ok: false,
      error: { code: 'too-long', message: 'More than 16 MiB are not taken at once.' },
    });
  });

  test('with what JSON cannot hold', async () => {
    const reply = await page.evaluate(() =>
      (window as unknown as HostilePage).pinspect['policy.save']?.({
        policy: { unpinnedHosts: 'allow', pinSets: [], extra: { 'x-a': new Uint8Array(4) } },
        revision: 0,
      }),
    );
    expect(reply).toEqual({
      ok: false,
      error: { code: 'refused', message: 'The parameters hold something JSON has no word for.' },
    });
  });

  test('from other web contents, from a frame, and from the right page once it is elsewhere', async () => {
    const replies = await shell.evaluate(async ({ openSecondWindow }) => {
      const ask = `window.pinspect['state.get']({})`;
      const stranger = await openSecondWindow(false);
      const fromStranger = (await stranger.webContents.executeJavaScript(ask)) as Refusal;
      const trusted = await openSecondWindow(true);
      const contents = trusted.webContents;
      const fromTrusted: unknown = await contents.executeJavaScript(ask);
      await contents.executeJavaScript(`new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { srcdoc: '<p>frame</p>' });
        frame.addEventListener('load', () => resolve(true));
        document.body.append(frame);
      })`);
      const fromFrame = (await contents.mainFrame.frames[0]?.executeJavaScript(ask)) as Refusal;
      await trusted.loadURL('about:blank');
      const fromElsewhere = (await contents.executeJavaScript(ask)) as Refusal;
      stranger.destroy();
      trusted.destroy();
      return { fromStranger, fromTrusted, fromFrame, fromElsewhere };
    });
    const refusal = { ok: false, error: { code: 'refused', message: 'This page may not call Pinspect.' } };
    expect(replies).toEqual({
      fromStranger: refusal,
      fromTrusted: { ok: true, value: 'state.get' },
      fromFrame: refusal,
      fromElsewhere: refusal,
    });
  });
});

test('a subscriber gets the payload alone, until it undoes its subscription', async () => {
  await page.evaluate(() => {
    const { on } = (window as unknown as { pinspect: Bridge }).pinspect;
    const seen: unknown[][] = [];
    const undo = on['request.progress']((...received: unknown[]) => {
      seen.push(received);
      if (seen.length === 2) undo();
    });
    // Events come in the order in which they were announced: with the last one here, none is still to come.
    const isOver = new Promise<void>((resolve) => {
      on['request.progress'](({ bytesReceived }) => {
        if (bytesReceived === 3) resolve();
      });
    });
    Object.assign(window, { seen, isOver });
  });
  const progress = (bytesReceived: number): Events['request.progress'] => ({
    token: 't',
    step: 'receiving',
    bytesReceived,
  });
  await shell.evaluate(
    ({ announcer }, payloads) => {
      for (const payload of payloads) announcer.announce('request.progress', payload);
    },
    [progress(1), progress(2), progress(3)],
  );
  const seen = await page.evaluate(async () => {
    const { seen: received, isOver } = window as unknown as { seen: unknown; isOver: Promise<void> };
    await isOver;
    return received;
  });
  expect(seen).toEqual([[progress(1)], [progress(2)]]);
});
