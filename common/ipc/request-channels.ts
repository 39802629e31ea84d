/** The channels of requests: one at a time, collections of them and their runs, and what is saved of an answer. */
import { z } from 'zod';
import { collectionLimits, collectionsSchema, type Collection } from '../requests/collection.ts';
import type { CollectionRun } from '../requests/collection-run.ts';
import { methods } from '../requests/request-draft.ts';
import type { Result } from '../result.ts';
import type { Failure, RequestOutcome } from './state.ts';

const text = (maximum: number): z.ZodString => z.string().max(maximum);
const none = z.strictObject({});

const requestParameters = z.strictObject({
  /** Chosen by the page, so that it can cancel before an answer comes. */
  token: text(64),
  url: text(collectionLimits.url),
  method: z.enum(methods),
  headers: z.array(z.tuple([text(256), text(16_384)])).max(200),
  body: text(collectionLimits.body),
});

export const requestCalls = {
  'request.send': requestParameters,
  'request.cancel': z.strictObject({ token: text(64) }),
  /** The whole body of the answer to that request, as it was received. */
  'response.save': z.strictObject({ token: text(64), name: text(200) }),
  'collections.load': none,
  'collections.save': z.strictObject({ collections: collectionsSchema }),
  'collections.import': none,
  'collections.export': z.strictObject({ id: text(64) }),
  'runs.list': none,
  'runs.start': z.strictObject({ collection: text(64) }),
  'runs.stop': z.strictObject({ collection: text(64) }),
} as const;

export interface RequestCallResults {
  /** The finding (blocked, allowed, failed) is data in the outcome; the failure is for what could not be tried at all. */
  'request.send': Result<RequestOutcome, Failure>;
  'request.cancel': null;
  /** The file's path; null: the person closed the dialog. */
  'response.save': Result<string | null, Failure>;
  'collections.load': readonly Collection[];
  'collections.save': null;
  /** Nothing is added yet: the page adds it. null value: the dialog was closed. */
  'collections.import': Result<readonly Collection[] | null, Failure>;
  'collections.export': Result<string | null, Failure>;
  'runs.list': readonly CollectionRun[];
  /** Begun; what follows comes as `run.changed`. */
  'runs.start': Result<null, Failure>;
  'runs.stop': null;
}
