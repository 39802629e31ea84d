/**
 * Sends the requests of a collection through the pinned network, in an epoch of the run's own: every certificate is judged
 * anew, and the epoch in force goes on. Requests to one host follow each other, so that each answer belongs to one
 * connection; different hosts go side by side. Redirects are followed, each hop judged by itself.
 */
import type { RequestHop } from '../../common/ipc/state.ts';
import { parseDraft } from '../../common/requests/request-draft.ts';
import type { SavedRequest } from '../../common/requests/collection.ts';
import type { RunHop, RunRow } from '../../common/requests/collection-run.ts';
import { targetOf } from '../network/connection-log.ts';
import type { PinnedNetwork } from '../network/pinned-network.ts';
import type { ProbeRequest } from '../network/probe.ts';
import { probeByPort } from '../network/probe-by-port.ts';

export interface RunOptions {
  readonly signal: AbortSignal;
  /** A request's row, whenever it is another one. */
  readonly onRow: (row: RunRow) => void;
}

const concurrency = 8;
const timeoutMs = 30_000;
/** The page is not the point of a run: what comes after is not read. */
const enoughBodyBytes = 65_536;

export const rowOf = (requestId: string, change: Partial<RunRow> = {}): RunRow => ({
  requestId,
  step: 'waiting',
  outcome: null,
  hops: [],
  durationMs: null,
  failure: null,
  changes: [],
  ...change,
});

interface Sendable {
  readonly id: string;
  readonly request: ProbeRequest;
}

export const runRequests = async (
  network: PinnedNetwork,
  requests: readonly SavedRequest[],
  options: RunOptions,
): Promise<void> => {
  const { signal, onRow } = options;
  const byHost = new Map<string, Sendable[]>();
  for (const saved of requests) {
    const parsed = parseDraft(saved);
    if (!parsed.ok) {
      const failure = {
        code: 'not-sent',
        message: parsed.error,
        advice: 'Mend the request, then run it again.',
      };
      onRow(rowOf(saved.id, { step: 'done', outcome: 'not-sent', failure }));
      continue;
    }
    const { host } = targetOf(parsed.value.url);
    const group = byHost.get(host);
    const sendable = { id: saved.id, request: parsed.value };
    if (group === undefined) byHost.set(host, [sendable]);
    else group.push(sendable);
  }
  const epoch = network.openPrivateEpoch();
  const probe = probeByPort(network, epoch);
  const send = async ({ id, request }: Sendable): Promise<void> => {
    if (signal.aborted) {
      onRow(rowOf(id, { step: 'not run' }));
      return;
    }
    onRow(rowOf(id, { step: 'running' }));
    const startedMs = performance.now();
    const timeout = AbortSignal.timeout(timeoutMs);
    const { outcome, failure, ...ended } = await probe(request, {
      signal: AbortSignal.any([signal, timeout]),
      maximumBodyBytes: 0,
      enoughBodyBytes,
      onProgress: () => undefined,
    });
    const hops = ended.hops.map(withoutHeaders);
    const durationMs = Math.round(performance.now() - startedMs);
    if (outcome === 'cancelled' && !timeout.aborted) onRow(rowOf(id, { step: 'not run' }));
    else if (outcome === 'cancelled')
      onRow(rowOf(id, { step: 'done', outcome: 'failed', hops, durationMs, failure: timedOut }));
    else onRow(rowOf(id, { step: 'done', outcome, hops, durationMs, failure }));
  };
  try {
    const groups = byHost.values();
    const work = async (): Promise<void> => {
      for (const group of groups) for (const one of group) await send(one);
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, byHost.size) }, work));
  } finally {
    await network.endPrivateEpoch(epoch);
  }
};

const withoutHeaders = (hop: RequestHop): RunHop => ({
  method: hop.method,
  url: hop.url,
  status: hop.status,
  verdict: hop.verdict,
  action: hop.action,
  connectionId: hop.connectionId,
  timing: hop.timing,
});

const timedOut = {
  code: 'timeout',
  message: `There was no whole answer within ${timeoutMs / 1_000} s.`,
  advice: 'Find out why the server is slow, or send the request by itself, without a limit.',
};
