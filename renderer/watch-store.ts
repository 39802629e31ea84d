import { useState, useSyncExternalStore } from 'react';
import type { WatchState } from '../common/ipc/watch.ts';
import { call, listen } from './bridge.ts';

interface WatchStore {
  readonly subscribe: (listener: () => void) => () => void;
  /** Null until main has answered once. */
  readonly read: () => WatchState | null;
}

/** Follows main's watch. An announcement that comes before the first answer wins over it: it is newer. */
const createWatchStore = (): WatchStore => {
  let state: WatchState | null = null;
  const listeners = new Set<() => void>();
  const put = (next: WatchState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  listen('watch.changed', put);
  void call('watch.state', {}).then((first) => {
    if (state === null) put(first);
  });
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => state,
  };
};

export const useWatch = (): WatchState | null => {
  const [store] = useState(createWatchStore);
  return useSyncExternalStore(store.subscribe, store.read);
};
