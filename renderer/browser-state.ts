/** The browser view's state, for the view itself and for what is said of it elsewhere in the window. */
import { useSyncExternalStore } from 'react';
import { emptyBrowserState, type BrowserState } from '../common/ipc/browser-state.ts';
import { call, listen } from './bridge.ts';

let state: BrowserState | null = null;
let isFollowing = false;
const listeners = new Set<() => void>();

const put = (next: BrowserState): void => {
  state = next;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  if (!isFollowing) {
    isFollowing = true;
    listen('browser.changed', put);
    void call('browser.state', {}).then((first) => {
      // An announcement that came before the first answer is newer.
      if (state === null) put(first);
    });
  }
  return () => listeners.delete(listener);
};

export const useBrowserState = (): BrowserState =>
  useSyncExternalStore(subscribe, () => state ?? emptyBrowserState);
