/**
 * The pinned network for one terminal command: nothing of the window's policy, route or trust, and what it records stays
 * in memory. Only for commands that need Electron.
 */
import { app } from 'electron';
import type { PinRules } from '../../common/pinning/pin-rules.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import type { Connection, HttpRequest, Verification } from '../../common/records.ts';
import type { TrustAnchor } from '../network/judge.ts';
import { PinnedNetwork } from '../network/pinned-network.ts';
import type { Recorder } from '../network/recorder.ts';
import type { Route } from '../network/route.ts';
import { type CommandIo, type ElectronSide, tell } from './command.ts';

export interface CommandNetworkOptions {
  readonly policy: Policy;
  readonly route: Route;
  readonly anchors: readonly TrustAnchor[];
  /** Judges in place of the policy's own rules. */
  readonly pinRules?: PinRules;
  /** curl's `--cacert`: nothing but the anchors counts. */
  readonly trustsAnchorsOnly?: boolean;
  /** From dial to the settled handshake. */
  readonly handshakeTimeoutMs?: number;
}

export interface CommandNetwork {
  readonly network: PinnedNetwork;
  /** By id, as last told. */
  readonly connections: ReadonlyMap<number, Connection>;
  readonly verifications: ReadonlyMap<number, Verification>;
  readonly requests: ReadonlyMap<number, HttpRequest>;
  readonly close: () => Promise<void>;
}

export const openCommandNetwork = (
  { policy, route, anchors, pinRules, trustsAnchorsOnly, handshakeTimeoutMs }: CommandNetworkOptions,
  io: {
    readonly electron: ElectronSide | null;
    readonly stderr: Pick<CommandIo['stderr'], 'write'>;
  },
): CommandNetwork => {
  const { electron } = io;
  if (electron === null) throw new Error('A command that goes to the network runs in Electron.');
  const connections = new Map<number, Connection>();
  const verifications = new Map<number, Verification>();
  const requests = new Map<number, HttpRequest>();
  let lastId = 0;
  const recorder: Recorder = {
    nextId: () => (lastId += 1),
    connection: (connection) => connections.set(connection.id, connection),
    verification: (verification) => verifications.set(verification.id, verification),
    request: (request) => requests.set(request.id, request),
  };
  const network = new PinnedNetwork({
    policy,
    route,
    anchors,
    recorder,
    resolveSystemProxy: async (url) => app.resolveProxy(url),
    ...(pinRules === undefined ? {} : { pinRules }),
    ...(trustsAnchorsOnly === undefined ? {} : { trustsAnchorsOnly }),
    ...(handshakeTimeoutMs === undefined ? {} : { handshakeTimeoutMs }),
    onEpoch: () => undefined,
    onBug: (error) => {
      const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
      void tell(io, `this is a bug, please report it: ${story}`);
    },
    adoptSession: electron.adoptSession,
  });
  const onGone = (_event: unknown, { type, name }: Electron.Details): void => {
    if (type === 'Utility' && name === 'Network Service') network.onNetworkServiceGone();
  };
  app.on('child-process-gone', onGone);
  return {
    network,
    connections,
    verifications,
    requests,
    close: async () => {
      app.off('child-process-gone', onGone);
      await network.close();
    },
  };
};
