/**
 * Reduces an interceptor's events about one connection to the one that tells a reader most: that it read a request
 * outweighs everything (the proof that it was in the middle), a refused handshake outweighs a mere connection, and
 * a disconnect says nothing unless it is all there is.
 */
import type { InterceptorEvent, InterceptorSaw } from './records.ts';

const weight: Record<InterceptorEvent['kind'], number> = {
  'request-read': 6,
  'response-read': 5,
  'client-handshake-failed': 4,
  'server-failed': 3,
  'client-handshake-done': 2,
  connected: 1,
  disconnected: 0,
};

/** The first of the weightiest events; null when there are none. */
export const summariseInterceptorEvents = (events: readonly InterceptorEvent[]): InterceptorSaw | null => {
  let best: InterceptorEvent | null = null;
  for (const event of events) if (best === null || weight[event.kind] > weight[best.kind]) best = event;
  return best === null ? null : { kind: best.kind, detail: best.detail };
};
