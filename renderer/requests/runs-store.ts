/** The runs of the collections as main tells them: rows as they come, and when the schedule runs each next. */
import { useSyncExternalStore } from 'react';
import type { CollectionRun } from '../../common/requests/collection-run.ts';
import { call, listen } from '../bridge.ts';

export type Runs = ReadonlyMap<string, CollectionRun>;

let runs: Runs = new Map();
let isFollowing = false;
const listeners = new Set<() => void>();

const put = (changed: readonly CollectionRun[]): void => {
  runs = new Map([...runs, ...changed.map((run) => [run.collectionId, run] as const)]);
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  if (!isFollowing) {
    isFollowing = true;
    const early = new Set<string>();
    listen('run.changed', (run) => {
      early.add(run.collectionId);
      put([run]);
    });
    // What was announced meanwhile is newer than the list.
    void call('runs.list', {}).then((list) => {
      put(list.filter(({ collectionId }) => !early.has(collectionId)));
    });
  }
  return () => listeners.delete(listener);
};

/** By collection. */
export const useRuns = (): Runs => useSyncExternalStore(subscribe, () => runs);
