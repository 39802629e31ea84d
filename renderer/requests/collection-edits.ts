/** Changes of the collections, each a new list. What an id names that is no longer there changes nothing. */
import type { Collection, SavedRequest } from '../../common/requests/collection.ts';

type Collections = readonly Collection[];

export const editCollection = (
  collections: Collections,
  id: string,
  change: Partial<Omit<Collection, 'id' | 'requests'>>,
): Collections => collections.map((one) => (one.id === id ? { ...one, ...change } : one));

export const editRequest = (
  collections: Collections,
  id: string,
  change: Partial<Omit<SavedRequest, 'id'>>,
): Collections =>
  collections.map((collection) =>
    collection.requests.some((request) => request.id === id)
      ? {
          ...collection,
          requests: collection.requests.map((request) =>
            request.id === id ? { ...request, ...change } : request,
          ),
        }
      : collection,
  );

/** Puts them in before that place; at the end where the collection is shorter. */
export const insertRequests = (
  collections: Collections,
  collectionId: string,
  at: number,
  requests: readonly SavedRequest[],
): Collections =>
  collections.map((collection) =>
    collection.id === collectionId
      ? {
          ...collection,
          requests: [...collection.requests.slice(0, at), ...requests, ...collection.requests.slice(at)],
        }
      : collection,
  );

export const removeRequest = (collections: Collections, id: string): Collections =>
  collections.map((collection) => ({
    ...collection,
    requests: collection.requests.filter((request) => request.id !== id),
  }));

const swapped = <Item>(items: readonly Item[], at: number, by: -1 | 1): Item[] => {
  const moved = [...items];
  const [one, other] = [moved[at], moved[at + by]];
  if (one === undefined || other === undefined) return moved;
  moved[at] = other;
  moved[at + by] = one;
  return moved;
};

/** One place up or down; from the end of a collection into the one beside it. */
export const moveRequest = (collections: Collections, id: string, by: -1 | 1): Collections => {
  const place = collections.findIndex(({ requests }) => requests.some((request) => request.id === id));
  const from = collections[place];
  const at = from?.requests.findIndex((request) => request.id === id) ?? -1;
  const moved = from?.requests[at];
  if (from === undefined || moved === undefined) return collections;
  if (from.requests[at + by] !== undefined)
    return collections.map((collection) =>
      collection === from ? { ...from, requests: swapped(from.requests, at, by) } : collection,
    );
  const to = collections[place + by];
  if (to === undefined) return collections;
  const end = by === 1 ? 0 : to.requests.length;
  return insertRequests(removeRequest(collections, id), to.id, end, [moved]);
};

export const moveCollection = (collections: Collections, id: string, by: -1 | 1): Collections => {
  const at = collections.findIndex((collection) => collection.id === id);
  return at === -1 ? collections : swapped(collections, at, by);
};

export const insertCollection = (
  collections: Collections,
  at: number,
  collection: Collection,
): Collections => [...collections.slice(0, at), collection, ...collections.slice(at)];

/** What came from elsewhere gets ids of its own. */
export const withNewIds = (collection: Collection): Collection => ({
  ...collection,
  id: crypto.randomUUID(),
  requests: collection.requests.map((request) => ({ ...request, id: crypto.randomUUID() })),
});
