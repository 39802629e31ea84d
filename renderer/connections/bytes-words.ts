import type { ConnectionRow } from '../../common/ipc/contract.ts';

/** The journal gets a connection's bytes with its decision and when it closes: what an allowed one sent lies in between. */
export const isStillCounted = ({ action, closedMs }: ConnectionRow): boolean =>
  action === 'allowed' && closedMs === null;

export const stillCounted = 'Counted when the connection closes';
