/**
 * The saved requests as the window holds them, and which one is open. Every change is on its way to the main process with
 * the key that made it: there is no "Save" to forget. What is deleted can be brought back where it was.
 */
import { useSyncExternalStore } from 'react';
import { tellError } from '../errors-told.ts';
import {
  collectionLimits,
  requestTitle,
  type Collection,
  type SavedRequest,
} from '../../common/requests/collection.ts';
import type { ChangedRequest } from '../../common/requests/collection-run.ts';
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
  /** The request that the open collection was opened for, until its row has the focus. */
  readonly pointedAt: ChangedRequest | null;
}

let state: CollectionsState = { isLoaded: false, collections: [], opened: null, pointedAt: null };
let loading: Promise<void> | null = null;
let isUnsent = false;
let sending: Promise<unknown> | null = null;
const listeners = new Set<() => void>();

const put = (change: Partial<CollectionsState>): void => {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
};

/** Main has each change as soon as it took the one before; resolves when it has all there were when this was called. */
const flush = async (): Promise<void> => {
  while (sending !== null) await sending;
  if (!isUnsent) return;
  isUnsent = false;
  sending = call('collections.save', { collections: state.collections as Collection[] });
  try {
    await sending;
  } finally {
    sending = null;
  }
};

const hasRoom = (collections: readonly Collection[]): boolean =>
  collections.length <= collectionLimits.collections &&
  collections.every(({ requests }) => requests.length <= collectionLimits.requests);

/** False: there was no room. */
const change = (collections: readonly Collection[], opened = state.opened): boolean => {
  // What was saved before is not known yet: writing now would be in its place.
  if (!state.isLoaded) throw new Error('The saved requests were changed before they were read.');
  if (!hasRoom(collections)) {
    const { requests, collections: most } = collectionLimits;
    tellError({
      title: 'Nothing was added',
      message: `There is room for ${most} collections of ${requests.toLocaleString('en')} requests each.`,
    });
    return false;
  }
  put({ collections, opened, pointedAt: null });
  isUnsent = true;
  void flush();
  return true;
};

const load = (): Promise<void> =>
  (loading ??= call('collections.load', {}).then((collections) => {
    put({ isLoaded: true, collections });
  }));

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  void load();
  return () => listeners.delete(listener);
};

export const useCollections = (): CollectionsState => useSyncExternalStore(subscribe, () => state);

export const findRequest = (id: string | null): SavedRequest | null =>
  state.collections.flatMap(({ requests }) => requests).find((request) => request.id === id) ?? null;

const withSuffix = (name: string, suffix: string): string =>
  `${name.slice(0, collectionLimits.name - suffix.length - 3)} (${suffix})`;

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
  /** Resolves when they are read; only then can they be changed. */
  load,

  /** Resolves when what was typed is with main. */
  flush,

  open: (opened: Opened | null): void => {
    put({ opened, pointedAt: null });
  },

  /** Opens its collection at it, once they are read. */
  pointAt: async (changed: ChangedRequest): Promise<void> => {
    await load();
    if (!state.collections.some(({ id }) => id === changed.collectionId)) return;
    put({ opened: { collectionId: changed.collectionId, requestId: null }, pointedAt: changed });
  },

  /** Its row has the focus. */
  endPointing: (): void => {
    put({ pointedAt: null });
  },

  addCollection: (name: string): string => {
    const collection: Collection = { id: crypto.randomUUID(), name, requests: [], everyMinutes: null };
    change([...state.collections, collection], { collectionId: collection.id, requestId: null });
    return collection.id;
  },

  addImported: (imported: readonly Collection[]): void => {
    const names = new Set(state.collections.map(({ name }) => name));
    const added = imported.map(withNewIds).map((collection) => ({
      ...collection,
      name: names.has(collection.name) ? withSuffix(collection.name, 'imported') : collection.name,
    }));
    const [first] = added;
    change(
      [...state.collections, ...added],
      first === undefined ? state.opened : { collectionId: first.id, requestId: null },
    );
  },

  editCollection: (id: string, edit: Pick<Collection, 'name'>): void => {
    change(editCollection(state.collections, id, edit));
  },

  /** Null: run by hand only. */
  setSchedule: (id: string, everyMinutes: number | null): void => {
    const collection = state.collections.find((one) => one.id === id);
    if (collection === undefined) return;
    change(editCollection(state.collections, id, { everyMinutes }));
    if (collection.everyMinutes !== null && everyMinutes === null)
      offerUndo(`“${collection.name}” is run by hand only.`, () => {
        change(editCollection(state.collections, id, { everyMinutes: collection.everyMinutes }));
      });
  },

  editRequest: (id: string, edit: Partial<Omit<SavedRequest, 'id'>>): void => {
    change(editRequest(state.collections, id, edit));
  },

  /** To the open collection, else the first, else a new one, whose name is the answer; null: there was no room. */
  addRequests: (drafts: readonly Draft[] = [emptyDraft]): string | null => {
    const collectionId =
      state.opened?.collectionId ?? state.collections[0]?.id ?? collectionsStore.addCollection('My requests');
    const requests = drafts.map((draft) => fresh(draft));
    const last = requests.at(-1);
    const isAdded = change(
      insertRequests(state.collections, collectionId, Number.MAX_SAFE_INTEGER, requests),
      { collectionId, requestId: requests.length === 1 && last !== undefined ? last.id : null },
    );
    return isAdded ? (state.collections.find(({ id }) => id === collectionId)?.name ?? '') : null;
  },

  duplicateRequest: (id: string): void => {
    const collection = collectionOf(id);
    const request = findRequest(id);
    if (collection === undefined || request === null) return;
    const copy = fresh(request, request.name === '' ? '' : withSuffix(request.name, 'copy'));
    const at = collection.requests.findIndex((one) => one.id === id) + 1;
    change(insertRequests(state.collections, collection.id, at, [copy]), {
      collectionId: collection.id,
      requestId: copy.id,
    });
  },

  moveRequest: (id: string, by: -1 | 1): void => {
    const collections = moveRequest(state.collections, id, by);
    const collectionId = collections.find(({ requests }) => requests.some((one) => one.id === id))?.id;
    const isOpen = state.opened?.requestId === id && collectionId !== undefined;
    change(collections, isOpen ? { collectionId, requestId: id } : state.opened);
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
