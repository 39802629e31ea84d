// Saved requests and their runs as the window sees them, in memory; runs are never begun.
import type { CallName, CallResults, Parameters } from '../../../common/ipc/contract.ts';
import type { Collection } from '../../../common/requests/collection.ts';
import { failure, success } from '../../../common/result.ts';

type Channel =
  'response.save' | Extract<CallName, `collections.${string}`> | Extract<CallName, `runs.${string}`>;

type Handlers = { readonly [Name in Channel]: (parameters: Parameters<Name>) => CallResults[Name] };

const request = (id: string, url: string): Collection['requests'][number] => ({
  id,
  name: '',
  method: 'GET',
  url,
  headers: '',
  body: '',
});

export const createRequestScript = (): Handlers => {
  let collections: readonly Collection[] = [
    {
      id: 'shop',
      name: 'Shop',
      everyMinutes: 15,
      requests: [request('api', 'api.example.com'), request('health', 'https://shop.example.com/health')],
    },
  ];
  return {
    'response.save': () => success('/home/ada/session.json'),
    'collections.load': () => collections,
    'collections.save': (saved) => {
      ({ collections } = saved);
      return null;
    },
    'collections.import': () => success(null),
    'collections.export': () => success(null),
    'runs.list': () =>
      collections.map(({ id, everyMinutes }) => ({
        collectionId: id,
        isRunning: false,
        isScheduled: false,
        startedAt: null,
        endedAt: null,
        nextAt: everyMinutes === null ? null : Date.now() + everyMinutes * 60_000,
        rows: [],
      })),
    'runs.start': () => failure({ code: 'nothing-to-run', message: 'Nothing runs here.', advice: '' }),
    'runs.stop': () => null,
  };
};
