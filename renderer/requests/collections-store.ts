/**
 * The saved requests as the window holds them, and which one is open. Every change is on its way to the data folder soon after
 * the last key, and before the page goes: there is no "Save" to forget. What is deleted can be brought back where it was.
 */
import { useSyncExternalStore } from 'react';
import { requestTitle, type Collection, type SavedRequest } from '../../common/requests/collection.ts';
import { emptyDraft, type Draft } from '../../common/requests/request-draft.ts';
import { call } from '../bridge.ts';
import { offerUndo } from '../undo.tsx';
import {
  editCollection,
  editRequest,
  insertCollection,
  insertRequests,
  moveCollection,
  moveRequest,
  removeRequest,
  withNewIds,
} from './collection-edits.ts';

export interface Opened {
  readonly collectionId: string;
  /** Null: the collection itself. */
  readonly requestId: string | null;
}

export interface CollectionsState {
  /** False until they are read. */
  readonly isLoaded: boolean;
  readonly collections: readonly Collection[];
  readonly opened: Opened | null;
}

const saveDelayMs = 200;

let state: CollectionsState = { isLoaded: false, collections: [], opened: null };
let loading: Promise<void> | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;
const listeners = new Set<() => void>();

const put = (change: Partial<CollectionsState>): void => {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
};

const saveNow = (): Promise<unknown> => {
  if (timer === null) return Promise.resolve();
  clearTimeout(timer);
  timer = null;
  return call('collections.save', { collections: state.collections as Collection[] });
};

const change = (collections: readonly Collection[], opened = state.opened): void => {
  put({ collections, opened });
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => void saveNow(), saveDelayMs);
};

window.addEventListener('pagehide', () => void saveNow());

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  loading ??= call('collections.load', {}).then((collections) => {
    put({ isLoaded: true, collections });
  });
  return () => listeners.delete(listener);
};

export const useCollections = (): CollectionsState => useSyncExternalStore(subscribe, () => state);

export const findRequest = (id: string | null): SavedRequest | null =>
  state.collections.flatMap(({ requests }) => requests).find((request) => request.id === id) ?? null;

const collectionOf = (requestId: string): Collection | undefined =>
  state.collections.find(({ requests }) => requests.some(({ id }) => id === requestId));

const fresh = ({ method, url, headers, body }: Draft, name = ''): SavedRequest => ({
  id: crypto.randomUUID(),
  name,
  method,
  url,
  headers,
  body,
});

export const collectionsStore = {
  /** Resolves when what was typed is with main. */
  flush: saveNow,

  open: (opened: Opened | null): void => {
    put({ opened });
  },

  addCollection: (name: string): string => {
    const collection: Collection = { id: crypto.randomUUID(), name, requests: [], everyMinutes: null };
    change([...state.collections, collection], { collectionId: collection.id, requestId: null });
    return collection.id;
  },

  addImported: (imported: readonly Collection[]): void => {
    const added = imported.map(withNewIds);
    const [first] = added;
    change(
      [...state.collections, ...added],
      first === undefined ? state.opened : { collectionId: first.id, requestId: null },
    );
  },

  editCollection: (id: string, edit: Partial<Pick<Collection, 'name' | 'everyMinutes'>>): void => {
    change(editCollection(state.collections, id, edit));
  },

  editRequest: (id: string, edit: Partial<Omit<SavedRequest, 'id'>>): void => {
    change(editRequest(state.collections, id, edit));
  },

  /** To the open collection, else the first, else a new one; the last added is opened. */
  addRequests: (drafts: readonly Draft[] = [emptyDraft]): void => {
    const collectionId =
      state.opened?.collectionId ?? state.collections[0]?.id ?? collectionsStore.addCollection('My requests');
    const requests = drafts.map((draft) => fresh(draft));
    const last = requests.at(-1);
    change(insertRequests(state.collections, collectionId, Number.MAX_SAFE_INTEGER, requests), {
      collectionId,
      requestId: requests.length === 1 && last !== undefined ? last.id : null,
    });
  },

  duplicateRequest: (id: string): void => {
    const collection = collectionOf(id);
    const request = findRequest(id);
    if (collection === undefined || request === null) return;
    const copy = fresh(request, request.name === '' ? '' : `${request.name} (copy)`);
    const at = collection.requests.findIndex((one) => one.id === id) + 1;
    change(insertRequests(state.collections, collection.id, at, [copy]), {
      collectionId: collection.id,
      requestId: copy.id,
    });
  },

  moveRequest: (id: string, by: -1 | 1): void => {
    change(moveRequest(state.collections, id, by));
  },

  moveCollection: (id: string, by: -1 | 1): void => {
    change(moveCollection(state.collections, id, by));
  },

  removeRequest: (id: string): void => {
    const collection = collectionOf(id);
    const request = findRequest(id);
    if (collection === undefined || request === null) return;
    const at = collection.requests.findIndex((one) => one.id === id);
    const next = collection.requests[at + 1] ?? collection.requests[at - 1] ?? null;
    change(removeRequest(state.collections, id), {
      collectionId: collection.id,
      requestId: next?.id ?? null,
    });
    offerUndo(`Deleted “${requestTitle(request)}”.`, () => {
      change(insertRequests(state.collections, collection.id, at, [request]), {
        collectionId: collection.id,
        requestId: id,
      });
    });
  },

  removeCollection: (id: string): void => {
    const at = state.collections.findIndex((one) => one.id === id);
    const collection = state.collections[at];
    if (collection === undefined) return;
    change(
      state.collections.filter((one) => one.id !== id),
      null,
    );
    offerUndo(`Deleted the collection “${collection.name}”.`, () => {
      change(insertCollection(state.collections, at, collection), { collectionId: id, requestId: null });
    });
  },
} as const;
