/** Pinspect's side of a step, from what its own network recorded. */
import type { RequestOutcome } from '../../common/ipc/state.ts';
import type { ClientSide } from '../../common/lab-result.ts';
import type { Connection } from '../../common/records.ts';
import type { NetworkRecord } from './lab-network.ts';

/** How the requests of a step ended: one by its outcome, many by status or error. */
export type Ended =
  | { readonly kind: 'one'; readonly outcome: RequestOutcome }
  | { readonly kind: 'many'; readonly statuses: readonly (number | string)[] };

const sum = (connections: readonly Connection[], of: (connection: Connection) => number): number =>
  connections.reduce((total, connection) => total + of(connection), 0);

export const toClientSide = (ended: Ended, record: NetworkRecord, durationMs: number): ClientSide => {
  const { connections, verifications } = record;
  // The one that decides the story: the last that was refused, or else the last.
  const told = connections.findLast(({ action }) => action === 'blocked') ?? connections.at(-1);
  const verification =
    verifications.find(({ id }) => id === told?.verificationId) ?? verifications.at(-1) ?? null;
  return {
    ...howItEnded(ended, told),
    verdict: told?.verdict ?? null,
    action: told?.action ?? null,
    reason: reasonOf(ended, told),
    errorCode: told?.errorCode ?? (ended.kind === 'one' ? (ended.outcome.failure?.code ?? null) : null),
    failureMessage: verification?.failureMessage ?? null,
    expectedPins: verification?.evaluation.expectedPins ?? [],
    matchedPin: verification?.evaluation.matchedPin ?? null,
    validatedChain: verification?.validatedChain ?? [],
    presentedChain: verification?.presentedChain ?? [],
    connections: connections.length,
    bytesSent: sum(connections, ({ bytesSent }) => bytesSent),
    applicationBytesSent: sum(connections, ({ applicationBytesSent }) => applicationBytesSent),
    tlsVersion: told?.tlsVersion ?? null,
    durationMs: Math.round(durationMs),
  };
};

/** What was let through and failed all the same did so for another reason than the verdict's. */
const reasonOf = (ended: Ended, told: Connection | undefined): string => {
  const failed = ended.kind === 'one' ? (ended.outcome.failure?.message ?? null) : null;
  return (told?.action === 'allowed' ? failed : null) ?? told?.reason ?? failed ?? '';
};

const howItEnded = (
  ended: Ended,
  told: Connection | undefined,
): Pick<ClientSide, 'outcome' | 'status' | 'requests' | 'answered'> => {
  if (ended.kind === 'one') {
    const { outcome, response, hops } = ended.outcome;
    return {
      outcome: outcome === 'cancelled' ? 'failed' : outcome,
      status: response?.status ?? null,
      requests: hops.length,
      answered: hops.filter(({ status }) => status !== null).length,
    };
  }
  const statuses = ended.statuses.filter((status) => typeof status === 'number');
  const requests = ended.statuses.length;
  const answered = statuses.length;
  const none = told?.action === 'blocked' ? 'blocked' : 'failed';
  return {
    outcome: answered === requests ? 'response' : answered === 0 ? none : 'mixed',
    status: statuses.at(-1) ?? null,
    requests,
    answered,
  };
};
