import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
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
  expect(watch.state.command).toEqual({ text: 'exec sleep 60', ended: null, output: '' });
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

/** A client that asks for a host and goes away. */
const visit = async (host: string): Promise<void> => {
  const socket = connect(watch.state.listening?.port ?? 0, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  socket.end(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
  await expect.poll(hostsSeen).toContain(host);
};
const hostsSeen = (): readonly string[] =>
  watch.state.clients.flatMap(({ hosts }) => hosts.map(({ host }) => host));

test('the watch that another one took the place of comes back as it was, and the other one in turn', async () => {
  await watch.start(wanted);
  await visit('first.test');
  const first = watch.state.session?.startedAt ?? 0;
  await watch.stop();
  expect(await watch.start({ ...wanted, controlHost: 'other.test' })).toEqual(success(first));
  expect([hostsSeen(), watch.state.putAway]).toEqual([[], { startedAt: first }]);
  await visit('second.test');
  const second = watch.state.session?.startedAt ?? 0;
  expect(await watch.bringBack(first)).toEqual(success(second));
  expect(watch.state).toMatchObject({
    phase: 'off',
    listening: null,
    session: { startedAt: first },
    controlHost: 'control.test',
    putAway: { startedAt: second },
  });
  expect([hostsSeen(), watch.record('')?.connections.length]).toEqual([['first.test'], 1]);
  expect(await watch.bringBack(second)).toEqual(success(first));
  expect([hostsSeen(), watch.state.controlHost]).toEqual([['second.test'], 'other.test']);
});

test('one watch is kept: a third makes the first one go, one that saw nothing does not', async () => {
  await watch.start(wanted);
  await visit('first.test');
  const first = watch.state.session?.startedAt ?? 0;
  await watch.stop();
  await watch.start(wanted);
  await watch.stop();
  expect(await watch.start(wanted)).toEqual(success(null));
  expect(watch.state.putAway).toEqual({ startedAt: first });
  await visit('second.test');
  await watch.stop();
  await watch.start(wanted);
  expect(await watch.bringBack(first)).toMatchObject({ ok: false, error: { code: 'watch-gone' } });
  expect(watch.state.phase).toBe('listening');
});

test('a start that fails puts nothing away', async () => {
  await watch.start(wanted);
  await visit('first.test');
  const { port = 0 } = watch.state.listening ?? {};
  await watch.stop();
  const taken = open();
  await taken.start({ ...wanted, port });
  expect((await watch.start({ ...wanted, port })).ok).toBe(false);
  expect([hostsSeen(), watch.state.putAway]).toEqual([['first.test'], null]);
  await taken.stop();
});

test('the names of clients are kept', () => {
  watch.nameClient('10.0.0.9', ' The test phone ');
  expect(new ClientNames(join(folder, 'client-names.json')).get('10.0.0.9')).toBe('The test phone');
  watch.nameClient('10.0.0.9', '');
  expect(new ClientNames(join(folder, 'client-names.json')).get('10.0.0.9')).toBeNull();
});
