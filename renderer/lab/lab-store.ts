import { useSyncExternalStore } from 'react';
import type { LabState } from '../../common/ipc/lab-state.ts';
import { call, listen } from '../bridge.ts';

export interface LabStore {
  readonly subscribe: (listener: () => void) => () => void;
  /** Null until main has answered once. */
  readonly read: () => LabState | null;
}

/** Follows main's lab. An announcement that comes before the first answer wins over it: it is newer. */
export const createLabStore = (): LabStore => {
  let state: LabState | null = null;
  const listeners = new Set<() => void>();
  const put = (next: LabState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  listen('lab.changed', put);
  void call('lab.state', {}).then((first) => {
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

export const useLabStore = (store: LabStore): LabState | null =>
  useSyncExternalStore(store.subscribe, store.read);
