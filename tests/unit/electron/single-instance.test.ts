import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { expect, test } from 'vitest';
import { claimSingleInstance, type HandOver } from '../../../main/electron/single-instance.ts';

test.each([
  [{ arguments: ['https://a.test/', '--x'] }, ['https://a.test/', '--x']],
  [{ arguments: ['a', 1] }, []],
  [{ arguments: 'a' }, []],
  [null, []],
  ['text', []],
])('%j from another process hands over %j', (data, expected) => {
  const app = Object.assign(new EventEmitter(), { requestSingleInstanceLock: () => true });
  const handOvers: HandOver[] = [];
  claimSingleInstance(app as unknown as App, [], (handOver) => void handOvers.push(handOver));
  app.emit('second-instance', {}, ['electron', '--inserted-by-chromium'], '/home/person', data);
  expect(handOvers).toEqual([{ arguments: expected, workingDirectory: '/home/person' }]);
});
