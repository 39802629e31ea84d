/**
 * The lab on the real network: each of its networks is a pinned network of its own, with sessions, relay and ledger that
 * nobody else uses, and a recorder that keeps to memory. The person's policy, trust, route and journal are not touched.
 */
import { app, type Session } from 'electron';
import { errorText } from '../../common/error-text.ts';
import type { Connection, Verification } from '../../common/records.ts';
import { toCertificateFacts } from '../certificates/certificate-facts.ts';
import type { LabNetwork, LabNetworkSetup, OpenLabNetwork } from '../lab/lab-network.ts';
import type { TrustAnchor } from '../network/judge.ts';
import { PinnedNetwork, type PinnedNetworkOptions } from '../network/pinned-network.ts';
import { sendProbe } from '../network/probe.ts';
import { type Route, directRoute } from '../network/route.ts';

export interface LabOnNetworkOptions {
  readonly adoptSession: (session: Session) => void;
  readonly onBug: (error: unknown) => void;
  /** The way to a host of the person's own; the lab's own world is reached directly. */
  readonly route?: Route;
  readonly resolveSystemProxy?: (url: string) => Promise<string>;
}

/** A refused connection is told twice, at the decision and at its end; the second is what counts bytes. */
const patienceMs = 500;
const pollMs = 5;
const burstTimeoutMs = 15_000;

export const labOnNetwork =
  (options: LabOnNetworkOptions, network: Partial<PinnedNetworkOptions> = {}): OpenLabNetwork =>
  async (setup) => {
    const connections = new Map<number, Connection>();
    const verifications = new Map<number, Verification>();
    let lastId = 0;
    let takenId = 0;
    const pinned = new PinnedNetwork({
      policy: setup.policy,
      ...(setup.pinRules === undefined ? {} : { pinRules: setup.pinRules }),
      route: routeOf(setup, options.route ?? directRoute),
      anchors: setup.anchors.map(toAnchor),
      trustsAnchorsOnly: setup.trustsAnchorsOnly,
      recorder: {
        nextId: () => (lastId += 1),
        connection: (connection) => connections.set(connection.id, connection),
        verification: (verification) => verifications.set(verification.id, verification),
        request: () => undefined,
      },
      resolveSystemProxy: options.resolveSystemProxy ?? (async (url) => app.resolveProxy(url)),
      onEpoch: () => undefined,
      onBug: options.onBug,
      adoptSession: options.adoptSession,
      ...network,
    });
    const onGone = (_event: unknown, { type, name }: Electron.Details): void => {
      if (type === 'Utility' && name === 'Network Service') pinned.onNetworkServiceGone();
    };
    app.on('child-process-gone', onGone);
    await pinned.current.lane('spread');
    const newSince = <Row extends { readonly id: number }>(rows: ReadonlyMap<number, Row>): readonly Row[] =>
      [...rows.values()].filter(({ id }) => id > takenId);
    return {
      setPolicy: (policy, why) => {
        pinned.setPolicy(policy, why);
      },
      send: async (url, { signal, followsRedirects }) =>
        sendProbe(
          pinned,
          { url, method: 'GET', headers: [], body: '' },
          {
            signal,
            followsRedirects,
            retriesRejected: false,
            onProgress: () => undefined,
            maximumBodyBytes: 1_000,
          },
        ),
      burst: async (urls, everyMs, signal) => burst(pinned, urls, everyMs, signal),
      takeRecord: async () => {
        const deadlineMs = performance.now() + patienceMs;
        const isOpen = (): boolean =>
          newSince(connections).some(({ action, closedMs }) => action === 'blocked' && closedMs === null);
        while (isOpen() && performance.now() < deadlineMs)
          await new Promise((resolve) => setTimeout(resolve, pollMs));
        const record = {
          connections: newSince(connections),
          verifications: newSince(verifications),
        };
        takenId = lastId;
        return record;
      },
      latest: (connection) => connections.get(connection.id) ?? connection,
      close: async () => {
        app.off('child-process-gone', onGone);
        await pinned.close();
      },
    } satisfies LabNetwork;
  };

const routeOf = ({ destinations, interceptor }: LabNetworkSetup, route: Route): Route => ({
  choice: interceptor === null ? route.choice : { kind: 'direct' },
  interceptor:
    interceptor === null
      ? null
      : {
          name: interceptor.name,
          proxy: {
            scheme: 'http',
            host: interceptor.address.host,
            port: interceptor.address.port,
            username: interceptor.address.credentials?.username ?? '',
            password: interceptor.address.credentials?.password ?? '',
          },
        },
  overrides: [
    ...destinations.map(({ host, port, toPort }) => ({ host, port, toHost: '127.0.0.1', toPort })),
    ...route.overrides,
  ],
});

const toAnchor = (pem: string): TrustAnchor => {
  const facts = toCertificateFacts(pem.trim());
  if (!facts.ok) throw new Error(`A CA of the lab cannot be read: ${facts.error}`);
  return {
    certificate: Buffer.from(facts.value.pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'),
    subject: facts.value.subject,
    hostPatterns: [],
    until: null,
  };
};

/** As an app sends them: through one session, without waiting for each other. */
const burst = async (
  pinned: PinnedNetwork,
  urls: readonly string[],
  everyMs: number,
  signal: AbortSignal,
): Promise<readonly (number | string)[]> => {
  const all: Promise<number | string>[] = [];
  for (const url of urls) {
    all.push(fetchStatus(pinned, url, signal));
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return Promise.all(all);
};

const fetchStatus = async (
  pinned: PinnedNetwork,
  url: string,
  signal: AbortSignal,
): Promise<number | string> => {
  try {
    const { lane } = await pinned.laneFor(url);
    const response = await lane.session.fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(burstTimeoutMs)]),
    });
    await response.text();
    return response.status;
  } catch (error) {
    return errorText(error);
  }
};
