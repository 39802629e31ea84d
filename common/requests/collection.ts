/**
 * Collections of saved requests: what the window edits, the data folder keeps and a file carries. A request is kept as it was
 * typed, whatever is wrong with it, so that nothing typed is ever lost; what cannot be sent says so when it is sent.
 */
import { z } from 'zod';
import { failure, success, type Result } from '../result.ts';
import { methods } from './request-draft.ts';

/** Characters, and how many there may be: more is not typed by hand. */
export const collectionLimits = {
  name: 200,
  url: 16_384,
  headers: 400_000,
  body: 2 * 1024 * 1024,
  requests: 2_000,
  collections: 200,
} as const;
const week = 7 * 24 * 60;

const id = z.string().min(1).max(64);
const name = z.string().max(collectionLimits.name);

const savedRequest = z.strictObject({
  id,
  /** Empty: the URL is its name. */
  name,
  method: z.enum(methods),
  url: z.string().max(collectionLimits.url),
  /** One `Name: value` a line. */
  headers: z.string().max(collectionLimits.headers),
  body: z.string().max(collectionLimits.body),
});

const collection = z.strictObject({
  id,
  name,
  requests: z.array(savedRequest).max(collectionLimits.requests),
  /** Null: run by hand only. */
  everyMinutes: z.int().min(1).max(week).nullable(),
});

export const collectionsSchema = z.array(collection).max(collectionLimits.collections);

/** The file in the data folder, and the one that is exported. */
export const collectionsFile = z.strictObject({ version: z.literal(1), collections: collectionsSchema });

export type SavedRequest = Readonly<z.infer<typeof savedRequest>>;
export type Collection = Readonly<z.infer<typeof collection>>;

/** What a row or a list calls it. */
export const requestTitle = ({ name: given, url }: Pick<SavedRequest, 'name' | 'url'>): string => {
  if (given.trim() !== '') return given.trim();
  const typed = url.trim().replace(/^https:\/\//i, '');
  return typed === '' ? 'Empty request' : typed;
};

const foundAt = (value: unknown, path: readonly PropertyKey[]): string => {
  let found: unknown = value;
  for (const key of path) found = (found as Record<PropertyKey, unknown> | undefined)?.[key];
  return (JSON.stringify(found) as string | undefined)?.slice(0, 60) ?? 'nothing';
};

/** The error is a sentence with the place of the first bad value. Ids that stand twice are refused too. */
export const parseCollectionsFile = (value: unknown): Result<readonly Collection[], string> => {
  const parsed = collectionsFile.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    const place = path.length === 0 ? 'the top' : path.map(String).join('.');
    return failure(
      `At ${place}, found ${foundAt(value, path)}: ${issue?.message ?? 'it is not as expected'}.`,
    );
  }
  const { collections } = parsed.data;
  const ids = collections.flatMap((one) => [one.id, ...one.requests.map((request) => request.id)]);
  const twice = ids.find((one, at) => ids.indexOf(one) !== at);
  return twice === undefined ? success(collections) : failure(`The id ${twice} stands twice.`);
};
