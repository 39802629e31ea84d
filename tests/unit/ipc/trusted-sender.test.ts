import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { expect, test } from 'vitest';
import { isTrustedSender } from '../../../main/ipc/trusted-sender.ts';

const createContents = (): WebContents => ({}) as unknown as WebContents;
const window = createContents();
const frame = { detached: false, parent: null, origin: 'app://pinspect', url: 'app://pinspect/index.html' };
const isTrusted = (changed: object, sender = window): boolean =>
  isTrustedSender({ sender, senderFrame: { ...frame, ...changed } } as IpcMainInvokeEvent, window);

test('the main frame of the window at app://pinspect may call', () => {
  expect(isTrusted({})).toBe(true);
});

test.each([
  ['a frame of our own origin inside it', { parent: frame }],
  ['a frame that is gone', { detached: true }],
  ['another origin', { origin: 'https://pinspect' }],
  ['a sandboxed document of ours', { origin: 'null' }],
  ['an empty document that inherits the origin', { url: 'about:blank' }],
  ['a host whose name begins alike', { url: 'app://pinspect.evil/index.html' }],
])('%s may not', (_who, changed) => {
  expect(isTrusted(changed)).toBe(false);
});

test('other web contents, no frame and no window may not', () => {
  const event = { sender: window, senderFrame: null } as IpcMainInvokeEvent;
  expect([
    isTrusted({}, createContents()),
    isTrustedSender(event, window),
    isTrustedSender({ ...event, senderFrame: frame } as unknown as IpcMainInvokeEvent, undefined),
  ]).toEqual([false, false, false]);
});
