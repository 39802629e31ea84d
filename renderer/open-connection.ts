import { useSyncExternalStore } from 'react';

/** Which connection's detail is open, for whoever opens one and for the view that draws it. */
export interface OpenConnection {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => number | null;
  readonly set: (id: number | null) => void;
}

const createOpenConnection = (): OpenConnection => {
  let open: number | null = null;
  const listeners = new Set<() => void>();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => open,
    set: (id) => {
      open = id;
      for (const listener of listeners) listener();
    },
  };
};

export const openConnection = createOpenConnection();

export const useOpenConnection = (): number | null =>
  useSyncExternalStore(openConnection.subscribe, openConnection.read);
