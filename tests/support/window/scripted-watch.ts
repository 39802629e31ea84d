import type { WatchCallResults, WatchState, watchCalls } from '../../../common/ipc/watch.ts';
import { success } from '../../../common/result.ts';

const idle: WatchState = {
  phase: 'off',
  listening: null,
  addresses: [
    { address: '127.0.0.1', label: 'this computer only' },
    { address: '192.0.2.10', label: 'wlan0' },
  ],
  ca: null,
  controlHost: '',
  grouping: 'process',
  session: null,
  putAway: null,
  clients: [],
  unseenHosts: [],
  failure: null,
  command: null,
  policy: null,
  isLooking: false,
  comparison: null,
  canTellPrograms: true,
};

/** A watch that nobody started: the real one is in the tests of the product. */
export const idleWatch: { readonly [Name in keyof typeof watchCalls]: () => WatchCallResults[Name] } = {
  'watch.state': () => idle,
  'watch.start': () => success(null),
  'watch.stop': () => null,
  'watch.bringBack': () => success(null),
  'watch.judgeBy': () => success(null),
  'watch.nameClient': () => null,
  'watch.exchanges': () => [],
  'watch.reveal': () => null,
  'watch.renewCa': () => success(null),
  'watch.saveCa': () => success(null),
  'watch.lookAtServers': () => null,
  'watch.choosePolicy': () => success(null),
  'watch.forgetPolicy': () => null,
  'watch.runCommand': () => success(null),
  'watch.stopCommand': () => null,
  'watch.save': () => success(null),
  'watch.compare': () => success(null),
  'watch.endComparison': () => null,
  'watch.saveReport': () => success(null),
};
