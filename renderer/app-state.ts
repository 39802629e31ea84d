import { createContext, useContext, useSyncExternalStore } from 'react';
import type { AppState } from '../common/ipc/state.ts';
import { call, listen } from './bridge.ts';

export interface AppStateStore {
  readonly subscribe: (listener: () => void) => () => void;
  /** Null until main has answered once. */
  readonly read: () => AppState | null;
}

/** Follows main's state. An announcement that comes before the first answer wins over it: it is newer. */
export const createAppStateStore = (): AppStateStore => {
  let state: AppState | null = null;
  const listeners = new Set<() => void>();
  const put = (next: AppState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  listen('state.changed', put);
  void call('state.get', {}).then((first) => {
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

export const useAppStateStore = (store: AppStateStore): AppState | null =>
  useSyncExternalStore(store.subscribe, store.read);

const AppStateContext = createContext<AppState | null>(null);

export const AppStateProvider = AppStateContext.Provider;

/** Main's state. Only below the provider that `App` draws once the state is there. */
export const useAppState = (): AppState => {
  const state = useContext(AppStateContext);
  if (state === null) throw new Error('useAppState outside of the provider');
  return state;
};
