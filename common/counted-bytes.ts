/**
 * What is known of a connection's bytes. The journal gets them with the decision and when it closes; what an allowed one sends lies in
 * between, so that until it is closed the numbers it has are none to tell.
 */
import type { Connection } from './records.ts';

export const isStillCounted = ({ action, closedMs }: Pick<Connection, 'action' | 'closedMs'>): boolean =>
  action === 'allowed' && closedMs === null;

export const stillCounted = 'Counted when the connection closes';

export interface CountedBytes {
  /** null: still counted. */
  readonly applicationBytesSent: number | null;
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
}

export const countedBytes = (connection: Connection): CountedBytes => {
  const { applicationBytesSent, bytesSent, bytesReceived } = connection;
  return isStillCounted(connection)
    ? { applicationBytesSent: null, bytesSent: null, bytesReceived: null }
    : { applicationBytesSent, bytesSent, bytesReceived };
};
