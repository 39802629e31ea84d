/** Where the time of one hop went, from the request's own clock and that of the connection that carried it. */
import type { HopTiming } from '../../common/ipc/state.ts';
import type { Connection } from '../../common/records.ts';

export interface HopClock {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Milliseconds from there: the first of the answer's headers; null: none came. */
  readonly answeredMs: number | null;
  readonly totalMs: number;
  /** That carried the request, or refused it; null: it is not known which. */
  readonly connection: Pick<Connection, 'startedAt' | 'protocol' | 'connectedMs' | 'decidedMs'> | null;
}

/** Two clocks that are read one after the other: a part is never less than nothing. */
const part = (milliseconds: number): number => Math.max(0, Math.round(milliseconds));

export const hopTiming = ({ startedAt, answeredMs, totalMs, connection }: HopClock): HopTiming => {
  const receivingMs = answeredMs === null ? null : part(totalMs - answeredMs);
  const isReused = connection === null ? null : connection.startedAt < startedAt;
  const none = { queuedMs: null, dialMs: null, handshakeMs: null };
  if (connection === null || isReused !== false) {
    const waitingMs = isReused === true && answeredMs !== null ? part(answeredMs) : null;
    return { isReused, ...none, waitingMs, receivingMs, totalMs: part(totalMs) };
  }
  const queued = connection.startedAt - startedAt;
  const { connectedMs, protocol } = connection;
  const decidedMs = protocol === 'tls' ? connection.decidedMs : null;
  const readyMs = protocol === 'tls' ? decidedMs : connectedMs;
  return {
    isReused,
    queuedMs: part(queued),
    dialMs: connectedMs === null ? null : part(connectedMs),
    handshakeMs: decidedMs === null || connectedMs === null ? null : part(decidedMs - connectedMs),
    waitingMs: answeredMs === null || readyMs === null ? null : part(answeredMs - queued - readyMs),
    receivingMs,
    totalMs: part(totalMs),
  };
};
