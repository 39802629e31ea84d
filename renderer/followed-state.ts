import { useSyncExternalStore } from 'react';
import type { EventName, Events } from '../common/ipc/contract.ts';
import { listen } from './bridge.ts';

export interface FollowedState<State> {
  readonly subscribe: (listener: () => void) => () => void;
  /** Null until main has answered once. */
  readonly read: () => State | null;
}

/** Follows what main announces. An announcement that comes before the first answer wins over it: it is newer. */
export const followState = <Name extends EventName>(
  announced: Name,
  ask: () => Promise<Events[Name]>,
): FollowedState<Events[Name]> => {
  let state: Events[Name] | null = null;
  const listeners = new Set<() => void>();
  const put = (next: Events[Name]): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  listen(announced, put);
  void ask().then((first) => {
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

export const useFollowedState = <State>(followed: FollowedState<State>): State | null =>
  useSyncExternalStore(followed.subscribe, followed.read);

/** A hook for it: main is asked when the first component needs it, and listened to once, however often views come and go. */
export const followedOnce = <Name extends EventName>(
  announced: Name,
  ask: () => Promise<Events[Name]>,
): (() => Events[Name] | null) => {
  let followed: FollowedState<Events[Name]> | null = null;
  const useFollowed = (): Events[Name] | null => {
    followed ??= followState(announced, ask);
    return useFollowedState(followed);
  };
  return useFollowed;
};
