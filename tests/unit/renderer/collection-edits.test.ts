import { expect, test } from 'vitest';
import { parseCollectionsFile, requestTitle, type Collection } from '../../../common/requests/collection.ts';
import {
  editRequest,
  insertRequests,
  moveCollection,
  moveRequest,
  removeRequest,
  withNewIds,
} from '../../../renderer/requests/collection-edits.ts';

const request = (id: string): Collection['requests'][number] => ({
  id,
  name: '',
  method: 'GET',
  url: id,
  headers: '',
  body: '',
});
const collection = (id: string, ids: readonly string[]): Collection => ({
  id,
  name: id,
  everyMinutes: null,
  requests: ids.map(request),
});
const order = (collections: readonly Collection[]): readonly string[] =>
  collections.map(({ id, requests }) => `${id}: ${requests.map((one) => one.id).join(' ')}`);
const both = [collection('one', ['a', 'b', 'c']), collection('two', ['d'])];

test('a request is moved one place, at the end of its collection into the one beside it', () => {
  expect(order(moveRequest(both, 'b', -1))).toEqual(['one: b a c', 'two: d']);
  expect(order(moveRequest(both, 'a', -1))).toEqual(order(both));
  expect(order(moveRequest(both, 'c', 1))).toEqual(['one: a b', 'two: c d']);
  expect(order(moveRequest(both, 'd', -1))).toEqual(['one: a b c d', 'two: ']);
  expect(order(moveRequest(both, 'd', 1))).toEqual(order(both));
  expect(order(moveCollection(both, 'two', -1))).toEqual(['two: d', 'one: a b c']);
});

test('what is deleted comes back where it was', () => {
  const without = removeRequest(both, 'b');
  expect(order(without)).toEqual(['one: a c', 'two: d']);
  expect(order(insertRequests(without, 'one', 1, [request('b')]))).toEqual(order(both));
});

test('an edit touches its request alone', () => {
  const edited = editRequest(both, 'b', { url: 'x' });
  expect(edited[0]?.requests.map(({ url }) => url)).toEqual(['a', 'x', 'c']);
  expect(edited[1]).toBe(both[1]);
});

test('what came from a file gets ids of its own', () => {
  const copy = withNewIds(both[0] ?? collection('', []));
  expect(new Set([...copy.requests.map(({ id }) => id), copy.id, 'one', 'a', 'b', 'c']).size).toBe(8);
});

test('a request without a name is called by what was typed', () => {
  expect([
    requestTitle({ name: ' Login ', url: 'https://a.test' }),
    requestTitle({ name: '', url: 'https://a.test/x' }),
    requestTitle({ name: '', url: ' ' }),
  ]).toEqual(['Login', 'a.test/x', 'Empty request']);
});

test('a file is refused whole, with the place and what was found', () => {
  expect(parseCollectionsFile({ version: 1, collections: both })).toEqual({ ok: true, value: both });
  expect(parseCollectionsFile({ version: 2, collections: [] })).toMatchObject({ ok: false });
  const bad = { ...both[0], requests: [{ ...request('a'), method: 'FETCH' }] };
  expect(parseCollectionsFile({ version: 1, collections: [bad] })).toMatchObject({
    error: expect.stringContaining('At collections.0.requests.0.method, found "FETCH"') as string,
  });
  expect(parseCollectionsFile({ version: 1, collections: [both[0], both[0]] })).toEqual({
    ok: false,
    error: 'The id one stands twice.',
  });
});
