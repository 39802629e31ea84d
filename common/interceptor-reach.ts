/**
 * How far an interceptor came with a connection. What it read or could read is never well protected, whatever the pins say:
 * a pin that matches there is the interceptor's own. A chain that ends in a root that browsers ship is not one it can make.
 */
import type { ConnectionRow, Verification } from './records.ts';

/** `untold`: it let data through, and no event says what the interceptor did with it. */
export type InterceptorReach = 'read' | 'could-read' | 'untold' | 'none';

export const interceptorReach = (
  {
    route,
    action,
    interceptorSaw,
  }: Pick<ConnectionRow, 'action' | 'interceptorSaw'> & {
    readonly route: Pick<ConnectionRow['route'], 'interceptor'>;
  },
  verification: Pick<Verification, 'isIssuedByKnownRoot'> | null,
): InterceptorReach => {
  if (route.interceptor === null) return 'none';
  const kind = interceptorSaw?.kind ?? null;
  if (kind === 'request-read' || kind === 'response-read') return 'read';
  if (action === 'blocked') return 'none';
  if (kind === 'client-handshake-done') return 'could-read';
  return verification?.isIssuedByKnownRoot === true ? 'none' : 'untold';
};
