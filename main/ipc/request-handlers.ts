/** Requests: one at a time, collections of them, their runs, and what is saved of an answer. */
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { sendProbe } from '../network/probe.ts';
import type { PinnedNetwork } from '../network/pinned-network.ts';
import type { BodyStore } from '../requests/body-store.ts';
import { collectionText, readCollectionFile } from '../requests/collection-exchange.ts';
import type { CollectionsFile } from '../requests/collections-file.ts';
import type { RunControl } from '../requests/run-control.ts';
import type { Announcer } from './announce-events.ts';
import { fileNameOf } from './file-name.ts';
import type { Handlers } from './register-calls.ts';
import { saveTextFile } from './save-text-file.ts';

export interface RequestParts {
  readonly bodies: BodyStore;
  readonly collections: CollectionsFile;
  readonly runs: RunControl;
  /** Asks for a file; null: the person closed the dialog. */
  readonly chooseCollectionFile: () => Promise<string | null>;
}

export interface RequestHandlerParts extends RequestParts {
  readonly network: PinnedNetwork;
  readonly announcer: Announcer;
  /** Asks where to save; null: the person closed the dialog. */
  readonly chooseSavePath: (suggestedName: string) => Promise<string | null>;
}

type RequestChannel =
  | 'request.send'
  | 'request.cancel'
  | 'response.save'
  | `collections.${'load' | 'save' | 'import' | 'export'}`
  | `runs.${'list' | 'start' | 'stop'}`;

/** Kept of a response for the window: 2 MiB. */
const maximumBodyBytes = 2 * 1024 * 1024;

export const createRequestHandlers = (parts: RequestHandlerParts): Pick<Handlers, RequestChannel> => {
  const { network, announcer, bodies, collections, runs, chooseSavePath } = parts;
  const running = new Map<string, AbortController>();

  const saveBody = async (token: string, name: string): Promise<Result<string | null, Failure>> => {
    const path = await chooseSavePath(fileNameOf(name, 'response'));
    if (path === null) return success(null);
    const why = await bodies.saveTo(token, path);
    return why === null
      ? success(path)
      : failure({
          code: 'body-not-saved',
          message: why,
          advice: 'Send the request again, then save its body.',
        });
  };
  const exportCollection = async (id: string): Promise<Result<string | null, Failure>> => {
    const collection = collections.read().find((one) => one.id === id);
    if (collection === undefined)
      return failure({ code: 'no-collection', message: 'This collection is no longer there.', advice: '' });
    const name = `${fileNameOf(collection.name, 'collection')}.json`;
    return saveTextFile(chooseSavePath, name, collectionText(collection));
  };

  return {
    'request.send': async ({ token, url, method, headers, body }) => {
      if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url)) return failure(badUrl);
      const abort = new AbortController();
      running.set(token, abort);
      bodies.begin(token);
      try {
        const outcome = await sendProbe(
          network,
          { url: new URL(url).href, method, headers, body },
          {
            signal: abort.signal,
            maximumBodyBytes,
            onProgress: (step, bytesReceived) => {
              announcer.announce('request.progress', { token, step, bytesReceived });
            },
            onBody: (chunk) => {
              bodies.add(token, chunk);
            },
          },
        );
        return success(outcome);
      } finally {
        running.delete(token);
      }
    },
    'request.cancel': ({ token }) => {
      running.get(token)?.abort();
      return null;
    },
    'response.save': ({ token, name }) => saveBody(token, name),
    'collections.load': () => collections.read(),
    'collections.save': ({ collections: next }) => {
      collections.save(next);
      runs.onCollections();
      return null;
    },
    'collections.import': async () => {
      const path = await parts.chooseCollectionFile();
      return path === null ? success(null) : readCollectionFile(path);
    },
    'collections.export': ({ id }) => exportCollection(id),
    'runs.list': () => runs.runs,
    'runs.start': ({ collection }) => runs.start(collection),
    'runs.stop': ({ collection }) => {
      runs.stop(collection);
      return null;
    },
  };
};

const badUrl: Failure = {
  code: 'bad-url',
  message: 'This is no address that can be requested.',
  advice: 'Write it as https://host/path.',
};
