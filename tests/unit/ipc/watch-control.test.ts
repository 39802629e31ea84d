import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { success } from '../../../common/result.ts';
import { startBuiltinInterceptor } from '../../../main/interception/start-builtin.ts';
import { WatchControl } from '../../../main/ipc/watch-control.ts';
import { ClientNames } from '../../../main/watch/client-names.ts';

let folder: string;
let watch: WatchControl;
let questions: string[];
let answer: boolean;

const wanted = {
  interceptor: 'builtin',
  host: '127.0.0.1',
  port: 0,
  isForNetwork: false,
  controlHost: 'control.test',
  passThrough: [],
} as const;

const open = (): WatchControl =>
  new WatchControl({
    folder,
    names: new ClientNames(join(folder, 'client-names.json')),
    startInterceptor: async (others) =>
      startBuiltinInterceptor({
        upstreamProxy: null,
        others: { ...others, redirections: [], identify: () => Promise.resolve(null) },
      }),
    lookAtRealChains: () => Promise.resolve(new Map()),
    confirmCommand: (command) => {
      questions.push(command);
      return Promise.resolve(answer);
    },
    onChange: () => undefined,
    onBug: () => undefined,
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pinspect-watch-control-'));
  questions = [];
  answer = false;
  watch = open();
});
afterEach(async () => {
  await watch.stop();
  rmSync(folder, { recursive: true });
});

test('an address that other computers reach is refused unless the person was asked', async () => {
  expect(await watch.start({ ...wanted, host: '0.0.0.0' })).toMatchObject({
    ok: false,
    error: { code: 'network-not-confirmed' },
  });
  expect(watch.state).toMatchObject({ phase: 'off', listening: null });
});

test('what cannot be meant is refused before anything listens', async () => {
  expect(await watch.start({ ...wanted, controlHost: 'no host' })).toMatchObject({
    ok: false,
    error: { code: 'bad-control-host' },
  });
  expect(await watch.start({ ...wanted, passThrough: ['*'] })).toMatchObject({
    ok: false,
    error: { code: 'bad-pattern' },
  });
});

test('a command runs only when the person says so, outside the page, and ends with the watch', async () => {
  expect(await watch.runCommand('true')).toMatchObject({ ok: false, error: { code: 'watch-not-running' } });
  expect(await watch.start(wanted)).toEqual(success(null));
  expect(await watch.runCommand('exec sleep 60')).toEqual(success(null));
  expect([questions, watch.state.command]).toEqual([['exec sleep 60'], null]);
  answer = true;
  await watch.runCommand('exec sleep 60');
  expect(watch.state.command).toEqual({ text: 'exec sleep 60', ended: null });
  expect(await watch.runCommand('true')).toMatchObject({ ok: false, error: { code: 'command-running' } });
  await watch.stop();
  expect(watch.state).toMatchObject({ listening: null, command: { ended: 'SIGTERM' } });
});

test('a second watch is refused while one listens, and so is a new CA', async () => {
  await watch.start(wanted);
  expect(await watch.start(wanted)).toMatchObject({ ok: false, error: { code: 'watch-running' } });
  expect(await watch.renewCa()).toMatchObject({ ok: false, error: { code: 'watch-running' } });
  await watch.stop();
  expect((await watch.renewCa()).ok).toBe(true);
});

test('a port that is taken is told, and nothing listens', async () => {
  await watch.start(wanted);
  const { port = 0 } = watch.state.listening ?? {};
  const other = open();
  expect(await other.start({ ...wanted, port })).toMatchObject({
    ok: false,
    error: { code: 'interceptor-port-taken' },
  });
  expect(other.state.phase).toBe('off');
});

test('the names of clients are kept', () => {
  watch.nameClient('10.0.0.9', ' The test phone ');
  expect(new ClientNames(join(folder, 'client-names.json')).get('10.0.0.9')).toBe('The test phone');
  watch.nameClient('10.0.0.9', '');
  expect(new ClientNames(join(folder, 'client-names.json')).get('10.0.0.9')).toBeNull();
});
