import { useSyncExternalStore } from 'react';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import { call, listen } from '../bridge.ts';
import { openConnection } from '../open-connection.ts';
import { everything, type ConnectionFilter } from './connection-filter.ts';
import { appendPage, replayRows, trimRows, type HeldRows } from './row-replay.ts';

export interface FeedState extends HeldRows {
  readonly filter: ConnectionFilter;
  readonly load: 'first' | 'older' | 'none';
}

export interface ConnectionFeed {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => FeedState;
  readonly setFilter: (filter: ConnectionFilter) => void;
  readonly loadOlder: () => void;
  /** The newest rows are in view: the oldest may be let go. */
  readonly setFollowing: (isFollowing: boolean) => void;
}

const pageSize = 200;

export const createConnectionFeed = (): ConnectionFeed => {
  let state: FeedState = { rows: [], hasMore: false, filter: everything, load: 'first' };
  let announcedMeanwhile: ConnectionRow[] = [];
  let isFollowing = true;
  /** Grows with each reload: an answer to an earlier one is dropped. */
  let generation = 0;
  const listeners = new Set<() => void>();

  const put = (next: FeedState): void => {
    state = next;
    for (const listener of listeners) listener();
  };

  const load = async (kind: 'first' | 'older'): Promise<void> => {
    const { filter } = state;
    const before = kind === 'older' ? (state.rows.at(-1)?.id ?? null) : null;
    const mine = generation;
    announcedMeanwhile = [];
    put({ ...state, load: kind });
    const page = await call('connections.page', {
      before,
      limit: pageSize,
      host: filter.host.trim().toLowerCase(),
      verdicts: [...filter.verdicts],
    }).catch((error: unknown) => {
      if (mine === generation) put({ ...state, load: 'none', hasMore: false });
      throw error;
    });
    if (mine !== generation) return;
    const held = kind === 'older' ? state : { rows: [], hasMore: false };
    put({ ...state, ...appendPage(held, page, announcedMeanwhile, filter), load: 'none' });
    announcedMeanwhile = [];
  };

  const reload = (): void => {
    generation += 1;
    void load('first');
  };

  listen('journal.written', ({ connections }) => {
    if (connections.length === 0) return;
    if (state.load !== 'none') announcedMeanwhile.push(...connections);
    if (state.load === 'first') return;
    const replayed = replayRows(state, connections, state.filter);
    put({ ...state, ...(isFollowing && state.load === 'none' ? trimRows(replayed) : replayed) });
  });
  listen('journal.replaced', () => {
    openConnection.set(null);
    reload();
  });
  void load('first');

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => state,
    setFilter: (filter) => {
      put({ ...state, filter });
      reload();
    },
    loadOlder: () => {
      if (state.load === 'none' && state.hasMore) void load('older');
    },
    setFollowing: (next) => {
      isFollowing = next;
    },
  };
};

export const useConnectionFeed = (feed: ConnectionFeed): FeedState =>
  useSyncExternalStore(feed.subscribe, feed.read);
