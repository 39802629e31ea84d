/** What was seen, as the page shows it: with its words, the real chain and the app's policy beside it, without its connections. */
import type { ShownClient, ShownHost } from '../../common/ipc/watch.ts';
import type { ClientPolicy } from '../../common/pinning/clients/client-policy.ts';
import { explainByPolicy } from '../../common/watch/explain-by-policy.ts';
import type { ClientResult, HostResult, WatchResult } from '../../common/watch/watch-result.ts';
import { wordClient, wordHost } from '../../common/watch/watch-words.ts';
import type { RealChain } from '../assembly/watch-report.ts';
import type { ClientNames } from '../watch/client-names.ts';

export interface ShowWatchOptions {
  readonly controlHost: string | null;
  readonly names: Pick<ClientNames, 'get'>;
  readonly realChains: ReadonlyMap<string, RealChain>;
  readonly policy: ClientPolicy | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

export const showClients = ({ clients }: WatchResult, options: ShowWatchOptions): readonly ShownClient[] =>
  clients.map((client) => {
    const key = clientKey(client);
    return {
      ...client,
      key,
      name: options.names.get(key),
      words: wordClient(client),
      hosts: client.hosts.map((host) => showHost(client, host, options)),
    };
  });

export const clientKey = ({ address, program }: ClientResult): string =>
  program === null ? address : `${address} ${program}`;

const showHost = (
  client: ClientResult,
  { connections, ...host }: HostResult,
  { controlHost, realChains, policy, at }: ShowWatchOptions,
): ShownHost => {
  const real = realChains.get(host.host) ?? null;
  const chain = real?.ok === true ? real.chain : null;
  return {
    ...host,
    connections: connections.length,
    ...wordHost(client, { connections, ...host }, controlHost),
    real:
      real?.ok === true
        ? {
            ok: true,
            chain: real.chain.map(({ subject, spkiSha256, notAfter }) => ({ subject, spkiSha256, notAfter })),
          }
        : real,
    policy:
      policy === null || host.isControl ? null : explainByPolicy(policy, host.host, host.verdict, chain, at),
  };
};
