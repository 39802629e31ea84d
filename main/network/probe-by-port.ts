/**
 * Sends requests so that no server answers for another. An epoch remembers a rejection by host, whatever the port, and a
 * handshake that stalls keeps the host's turn: a host that was in trouble at one port is asked at another in an epoch of its own.
 */
import type { RequestOutcome } from '../../common/ipc/state.ts';
import { targetOf } from './connection-log.ts';
import type { Epoch } from './epoch.ts';
import type { PinnedNetwork } from './pinned-network.ts';
import { type ProbeOptions, type ProbeRequest, sendProbe } from './probe.ts';

/** In `epoch`, the caller's own, or else in the one in force. Requests to one host must follow each other. */
export const probeByPort = (
  network: PinnedNetwork,
  epoch?: Epoch,
): ((request: ProbeRequest, options: Omit<ProbeOptions, 'epoch'>) => Promise<RequestOutcome>) => {
  const troubledPorts = new Map<string, Set<number>>();
  return async (request, options) => {
    const { host, port } = targetOf(request.url);
    const troubled = troubledPorts.get(host) ?? new Set();
    const isTroubledElsewhere = [...troubled].some((other) => other !== port);
    const apart = isTroubledElsewhere ? network.openPrivateEpoch() : undefined;
    const taken = apart ?? epoch;
    try {
      const outcome = await sendProbe(network, request, {
        ...options,
        ...(taken === undefined ? {} : { epoch: taken }),
      });
      if (outcome.outcome !== 'response') troubledPorts.set(host, troubled.add(port));
      return outcome;
    } finally {
      if (apart !== undefined) await network.endPrivateEpoch(apart);
    }
  };
};
