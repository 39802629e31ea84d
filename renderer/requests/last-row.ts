import { parseTypedUrl } from '../../common/parse-typed-url.ts';
import type { SavedRequest } from '../../common/requests/collection.ts';
import type { CollectionRun, RunRow } from '../../common/requests/collection-run.ts';

/** A host that is known to want https is asked there, whatever was typed; a fragment is never sent. */
const askedFor = (url: string): string => url.replace(/^[a-z]+:/, '').replace(/#.*$/s, '');

/** How a request fared in the last run; null: it was not in it, or asks for something else by now. */
export const lastRowOf = (
  run: CollectionRun | null | undefined,
  { id, url, method }: Pick<SavedRequest, 'id' | 'url' | 'method'>,
): RunRow | null => {
  const row = run?.rows.find(({ requestId }) => requestId === id);
  if (row === undefined) return null;
  const typed = parseTypedUrl(url);
  if (row.outcome === 'not-sent') return typed.ok ? null : row;
  const [first] = row.hops;
  if (first === undefined) return row;
  return typed.ok && askedFor(typed.value) === askedFor(first.url) && method === first.method ? row : null;
};
