import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeBeforeQuit } from '../../../main/electron/close-before-quit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const createApp = (): {
  readonly app: EventEmitter;
  readonly exits: number[];
  readonly prevented: () => number;
} => {
  const exits: number[] = [];
  let prevented = 0;
  const app = Object.assign(new EventEmitter(), {
    quit: () => {
      app.emit('will-quit', { preventDefault: () => (prevented += 1) });
    },
    exit: (code: number) => void exits.push(code),
  });
  return { app, exits, prevented: () => prevented };
};

test.each(['window-all-closed', 'quit'] as const)(
  'after %s everything is closed once, then the app exits',
  async (how) => {
    const { app, exits, prevented } = createApp();
    let closed = 0;
    closeBeforeQuit(
      app as unknown as App,
      async () => {
        await Promise.resolve();
        closed += 1;
      },
      () => undefined,
    );
    if (how === 'quit') (app as unknown as App).quit();
    else app.emit('window-all-closed');
    (app as unknown as App).quit();
    expect(exits).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect([closed, exits, prevented()]).toEqual([1, [0], 2]);
  },
);

test('what throws is told, and what hangs is left after ten seconds', async () => {
  const bugs: unknown[] = [];
  const broken = createApp();
  closeBeforeQuit(
    broken.app as unknown as App,
    () => Promise.reject(new Error('stuck file')),
    (error) => void bugs.push(error),
  );
  broken.app.emit('window-all-closed');
  await vi.advanceTimersByTimeAsync(0);
  expect([bugs, broken.exits]).toEqual([[new Error('stuck file')], [0]]);

  const hanging = createApp();
  closeBeforeQuit(
    hanging.app as unknown as App,
    () => new Promise(() => undefined),
    () => undefined,
  );
  hanging.app.emit('window-all-closed');
  await vi.advanceTimersByTimeAsync(9_900);
  expect(hanging.exits).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(hanging.exits).toEqual([0]);
});
